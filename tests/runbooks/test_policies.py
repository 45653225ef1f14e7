"""The runbooks about policies, in one local AWS: each begins and ends with everything in its place."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from demo.cdk import CdkError
from tests.runbooks.shell import Shell

pytestmark = pytest.mark.e2e
STACK = "guardrails-policies"
REGIONS, SERVICES, DATA = (
    "guardrails/regions/Root-f9ad0f97",
    "guardrails/services/Root-f9ad0f97",
    "guardrails/data/Root-f9ad0f97",
)
PROD = "guardrails/services/Workloads/Prod-10bbc1ab"
WEAK = json.dumps({"Version": "2012-10-17", "Statement": []})
FAILURE = "Internal Failure"


@pytest.fixture(autouse=True)
def everything_in_its_place(shell: Shell) -> Iterator[None]:
    """Hold each runbook to its end: AWS has the policies of the file, and CloudFormation knows each."""
    yield
    story = shell.story
    assert story.readback.posture() == story.compiled
    believed = _believed(shell)
    assert all(believed[name] == _id(shell, name) for name in (REGIONS, SERVICES, DATA, PROD))
    assert story.status(STACK) in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"}


def _organizations(shell: Shell) -> Any:
    return shell.story.readback.client("organizations")


def _id(shell: Shell, name: str) -> str:
    pages = _organizations(shell).get_paginator("list_policies").paginate(Filter="SERVICE_CONTROL_POLICY")
    policies = [policy for page in pages for policy in page["Policies"]]
    [found] = [policy["Id"] for policy in policies if policy["Name"] == name]
    return str(found)


def _believed(shell: Shell) -> dict[str, str]:
    """Give the ids that CloudFormation remembers, by the names of the policies."""
    cloudformation = shell.story.readback.client("cloudformation")
    template = json.loads(shell.story.template(STACK))["Resources"]
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    return {
        template[one["LogicalResourceId"]]["Properties"]["Name"]: one["PhysicalResourceId"]
        for one in resources
        if one["LogicalResourceId"] in template
    }


def _detach(shell: Shell, name: str) -> None:
    organizations, policy = _organizations(shell), _id(shell, name)
    for target in organizations.list_targets_for_policy(PolicyId=policy)["Targets"]:
        organizations.detach_policy(PolicyId=policy, TargetId=target["TargetId"])


def _delete(shell: Shell, name: str) -> None:
    _detach(shell, name)
    _organizations(shell).delete_policy(PolicyId=_id(shell, name))


def test_a_policy_detached_changed_and_deleted(shell: Shell) -> None:
    """`cdk deploy` sees nothing; the page brings all three back, and CloudFormation goes on with them."""
    page = "policy-changed-by-hand"
    _detach(shell, REGIONS)
    _organizations(shell).update_policy(PolicyId=_id(shell, DATA), Content=WEAK)
    _delete(shell, SERVICES)
    assert any("no changes" in line for line in shell.story.cdk.deploy(STACK))
    shell.run(page, 0)
    assert _id(shell, REGIONS) == _believed(shell)[REGIONS]
    shell.run(page, 1)
    assert any("no changes" in line for line in shell.run(page, 2).splitlines())
    _edit_and_deploy(shell)


def _edit(shell: Shell) -> str:
    """Let the file say something else in two policies; give it as it was."""
    text = shell.story.path.read_text("utf-8")
    shell.story.path.write_text(text.replace(", workmail", "").replace(", cloud9", ""), encoding="utf-8")
    return text


def _edit_and_deploy(shell: Shell) -> None:
    """Let two deployments change the policy that was made again, to and fro."""
    text = _edit(shell)
    for expected in (False, True):
        shell.story.cdk.deploy(STACK)
        assert ("workmail:*" in json.dumps(shell.story.readback.posture()["Root"][SERVICES])) is expected
        shell.story.path.write_text(text, encoding="utf-8")


def _wait(shell: Shell) -> str:
    while shell.story.status(STACK).endswith("_IN_PROGRESS"):
        time.sleep(0.1)
    return shell.story.status(STACK)


def test_a_rollback_that_failed_for_a_moment(shell: Shell) -> None:
    """No deployment is taken until the rollback is at its end; then the same one is."""
    text = _edit(shell)
    shell.story.cdk.synthesize()
    for request in (2, 3):
        shell.story.aws.fail_in(STACK, FAILURE, at=request)
    with pytest.raises(CdkError, match="UPDATE_ROLLBACK_FAILED"):
        shell.story.cdk.deploy_again(STACK)
    with pytest.raises(CdkError, match="UPDATE_ROLLBACK_FAILED"):
        shell.story.cdk.deploy_again(STACK)
    shell.run("rollback-failed", 0)
    shell.story.path.write_text(text, encoding="utf-8")
    shell.story.cdk.deploy(STACK)


def test_a_rollback_that_fails_each_time(shell: Shell) -> None:
    """Somebody deletes a policy that an update under way has changed, and would change back."""
    page = "rollback-failed"
    text = _edit(shell)
    shell.story.cdk.synthesize()
    stop = shell.story.aws.stop_in(STACK, at=2)
    shell.story.cdk.deploy_until(stop.wait, STACK)
    _delete(shell, PROD)
    stop.fail(FAILURE)
    assert _wait(shell) == "UPDATE_ROLLBACK_FAILED"
    shell.run(page, 0, code=1)
    assert "PolicyNotFoundException" in shell.run(page, 1)
    shell.story.path.write_text(text, encoding="utf-8")
    shell.run(page, 2)


def test_a_guardrail_that_must_rest(shell: Shell) -> None:
    """Through the file it goes and comes; by hand it is detached and, by repair, attached as it was."""
    page = "suspend-a-guardrail"
    text = _edit(shell)
    shell.run(page, 0)
    assert "workmail:*" not in json.dumps(shell.story.readback.posture()["Root"][SERVICES])
    shell.story.path.write_text(text, encoding="utf-8")
    shell.story.cdk.deploy(STACK)
    before = _id(shell, PROD)
    shell.run(page, 1)
    assert PROD not in shell.story.readback.posture()["Workloads/Prod"]
    shell.run(page, 2)
    assert _id(shell, PROD) == before


def test_a_denial_that_moves_up(shell: Shell) -> None:
    """The file as it was deployed comes from git."""
    story = shell.story
    git = ("git", "-C", str(story.folder), "-c", "user.name=t", "-c", "user.email=t@example.com")
    for words in (("init", "-q", "-b", "main"), ("add", "baseline.yaml"), ("commit", "-q", "-m", "deployed")):
        subprocess.run([*git, *words], check=True)
    text = _edit(shell)
    shell.run("move-a-denial-up", 0)
    assert "workmail:*" not in json.dumps(story.readback.posture()["Root"][SERVICES])
    story.path.write_text(text, encoding="utf-8")
    story.cdk.deploy(STACK)


def test_the_events_behind_an_alarm(shell: Shell) -> None:
    """The page takes the filter of the alarm as it is in AWS, and prints the events of that time."""
    story, now = shell.story, int(time.time() * 1000)
    trail = story.baseline.trail
    assert trail is not None
    logs = story.readback.client("logs")
    logs.create_log_stream(logGroupName=trail.log_group, logStreamName="runbook")
    event = json.dumps({"eventName": "DetachPolicy", "recipientAccountId": "111111111111"})
    logs.put_log_events(
        logGroupName=trail.log_group,
        logStreamName="runbook",
        logEvents=[{"timestamp": now, "message": event}],
    )
    fill = {"ALARM": "policy-changes", "GROUP": trail.log_group, "START": str(now - 60_000)}
    assert event in shell.run("alarm", 0, fill)
    before = {"ALARM": "policy-changes", "GROUP": trail.log_group, "START": str(now + 60_000)}
    assert event not in shell.run("alarm", 0, before)
