"""A rollback that fails can be continued, with or without what failed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.cases import resource

if TYPE_CHECKING:
    from tests.emulator.deployments import Deployed, Deployments


def resources(name: str, description: str) -> dict[str, Any]:
    """Give two topics, the second after the first."""
    first = resource("AWS::SNS::Topic", TopicName=f"{name}-first", DisplayName=description)
    second = resource("AWS::SNS::Topic", TopicName=f"{name}-second", DisplayName=description)
    return {"First": first, "Second": {**second, "DependsOn": "First"}}


@pytest.fixture
def stuck(deployments: Deployments) -> Deployed:
    """Let the second of two changes fail, and then the rollback of the first."""
    name = f"stuck-{uuid.uuid4().hex[:8]}"
    made = deployments.create(resources(name, "before"))
    deployments.aws.fail_in(made.name, "the service is out of order", at=2)
    deployments.aws.fail_in(made.name, "the service is still out of order", at=3)
    return deployments.update(made.name, resources(name, "after"))


def shown(deployments: Deployments, stuck: Deployed, logical_id: str) -> str:
    """Give a topic's display name as SNS has it."""
    topic = stuck.physical_ids[logical_id]
    attributes = deployments.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    return str(attributes["DisplayName"])


def test_a_rollback_that_fails(deployments: Deployments, stuck: Deployed) -> None:
    """The stack says so, the resource is as the update left it, and nothing but continuing helps."""
    assert stuck.status == "UPDATE_ROLLBACK_FAILED"
    assert shown(deployments, stuck, "First") == "after"
    with pytest.raises(ClientError, match="UPDATE_ROLLBACK_FAILED state and cannot be updated"):
        deployments.update(stuck.name, resources(stuck.name, "later"))


@pytest.mark.parametrize("more", [{}, {"ResourcesToSkip": []}], ids=["plain", "as the CDK CLI"])
def test_continue(deployments: Deployments, stuck: Deployed, more: dict[str, Any]) -> None:
    """When the cause is gone, the rollback goes on to its end, and the stack can be updated again."""
    deployments.cloudformation.continue_update_rollback(StackName=stuck.name, **more)
    continued = deployments.wait(stuck.name)
    assert continued.status == "UPDATE_ROLLBACK_COMPLETE"
    assert [shown(deployments, stuck, name) for name in ("First", "Second")] == ["before", "before"]
    name = stuck.physical_ids["First"].rsplit(":", 1)[-1].removesuffix("-first")
    assert deployments.update(stuck.name, resources(name, "later")).status == "UPDATE_COMPLETE"


def test_continue_without_the_cause_gone(deployments: Deployments, stuck: Deployed) -> None:
    """A rollback that fails again waits for the next try."""
    deployments.aws.fail_in(stuck.name, "the service is out of order for good")
    deployments.cloudformation.continue_update_rollback(StackName=stuck.name)
    assert deployments.wait(stuck.name).status == "UPDATE_ROLLBACK_FAILED"


def test_skip(deployments: Deployments, stuck: Deployed) -> None:
    """A resource that is skipped stays as it is; the stack takes it for rolled back, which drift shows."""
    deployments.cloudformation.continue_update_rollback(StackName=stuck.name, ResourcesToSkip=["First"])
    assert deployments.wait(stuck.name).status == "UPDATE_ROLLBACK_COMPLETE"
    assert shown(deployments, stuck, "First") == "after"
    assert deployments.drift(stuck.name) == {"First": "MODIFIED", "Second": "IN_SYNC"}


def test_skip_what_did_not_fail(deployments: Deployments, stuck: Deployed) -> None:
    """Only what failed can be skipped, and only a failed rollback continued."""
    with pytest.raises(ClientError, match="Second"):
        deployments.cloudformation.continue_update_rollback(StackName=stuck.name, ResourcesToSkip=["Second"])
    deployments.cloudformation.continue_update_rollback(StackName=stuck.name)
    deployments.wait(stuck.name)
    with pytest.raises(ClientError, match="cannot be called from current stack status"):
        deployments.cloudformation.continue_update_rollback(StackName=stuck.name)


def test_a_forced_rollback(deployments: Deployments, stuck: Deployed) -> None:
    """What fails once more is left as it is, and the stack can be updated again."""
    deployments.aws.fail_in(stuck.name, "the service is out of order for good")
    client = deployments.client("cloudformation")

    def forced(params: dict[str, Any], **_: Any) -> None:
        params["body"]["ForceRollback"] = (
            "true"  # as `cdk rollback --force`; this botocore doesn't know it yet
        )

    client.meta.events.register("before-call.cloudformation.ContinueUpdateRollback", forced)
    client.continue_update_rollback(StackName=stuck.name)
    assert deployments.wait(stuck.name).status == "UPDATE_ROLLBACK_COMPLETE"
    assert [shown(deployments, stuck, name) for name in ("First", "Second")] == ["after", "before"]
