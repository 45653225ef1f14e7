"""Deployments that end on AWS's side: a request fails in the middle of a stack, or what carries it out dies.

After each, the same deployment run again arrives where the baseline says. The CLI's own death, and a failed
update, are in `test_updates.py`.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from demo.cdk import CdkError, member_client
from tests.e2e.conftest import Story, durable

pytestmark = pytest.mark.e2e
FAILURE = "Internal Failure"
FAILED_BY_CLI = "guardrails-trail-archive"
PROTECTED, LOG_GROUP = "guardrails-trail", "/guardrails/organization-trail"


def test_aws_fails_and_dies_in_every_stack(tmp_path: Path) -> None:
    """In each stack AWS first fails at the last resource, and then is killed inside the request for another.

    A failed creation leaves nothing in the way of the next. A killed one goes on by itself, once AWS is back,
    and the deployment that is run again finds everything as it should be.
    """
    folder, state = tmp_path / "story", tmp_path / "state"
    with durable(folder, state) as story:
        story.cdk.synthesize()
        stacks = story.stacks
    killed = None
    for stack, resources in stacks.items():
        with durable(folder, state) as story:
            if killed:
                _wait_until_done(story, killed)  # the trail needs the bucket of the stack before it
            story.aws.fail_in(stack, FAILURE, at=resources)
            if stack == FAILED_BY_CLI:
                _deploy_as_the_runbook_says(story, stack)
            else:
                _create(story, stack)
            _say_what_is_left(story, stack)
            _kill(story, stack, at=resources // 2 + 1)
        killed = stack
    with durable(folder, state) as story:
        said = story.cdk.deploy_again()
        assert sum("no changes" in line for line in said) == len(stacks)
        assert story.readback.posture() == story.compiled
        story.cdk.diff()


def _create(story: Story, stack: str) -> None:
    """Create a stack through CloudFormation's own API, which takes less time than the CLI."""
    account, region = story.account(stack), story.baseline.tree.home_region
    bucket, key = f"cdk-{story.baseline.organization.qualifier}-assets-{account}-{region}", f"{stack}.json"
    member_client(story.aws, story.baseline.tree, "s3", account).put_object(
        Bucket=bucket, Key=key, Body=story.template(stack)
    )
    member_client(story.aws, story.baseline.tree, "cloudformation", account).create_stack(
        StackName=stack,
        TemplateURL=f"{story.aws.endpoint}/{bucket}/{key}",
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    _wait_until_done(story, stack)


def _wait_until_done(story: Story, stack: str) -> None:
    while story.status(stack).endswith("_IN_PROGRESS"):
        time.sleep(0.1)


def _deploy_as_the_runbook_says(story: Story, stack: str) -> None:
    """Let a first deployment fail; termination protection then keeps the CLI from its next attempt."""
    for words in (FAILURE, "TerminationProtection is enabled"):
        with pytest.raises(CdkError, match=words):
            story.cdk.deploy_again(stack)
    story.cdk.unprotect(story.account(stack))


def _say_what_is_left(story: Story, stack: str) -> None:
    """Hold a stack whose creation failed to having left nothing behind, but the protected log group."""
    client = member_client(story.aws, story.baseline.tree, "cloudformation", story.account(stack))
    pages = client.get_paginator("describe_stack_events").paginate(StackName=stack)
    events = [event for page in pages for event in page["StackEvents"]]
    assert FAILURE in {event.get("ResourceStatusReason") for event in events}
    left = {
        event["PhysicalResourceId"]: event.get("ResourceStatusReason")
        for event in events
        if event["ResourceStatus"] in {"DELETE_SKIPPED", "DELETE_FAILED"}
    }
    if stack == PROTECTED:
        assert (story.status(stack), list(left)) == ("ROLLBACK_FAILED", [LOG_GROUP]), left
        logs = member_client(story.aws, story.baseline.tree, "logs", story.account(stack))
        logs.put_log_group_deletion_protection(logGroupIdentifier=LOG_GROUP, deletionProtectionEnabled=False)
        logs.delete_log_group(logGroupName=LOG_GROUP)
    else:
        assert (story.status(stack), left) == ("ROLLBACK_COMPLETE", {})


def _kill(story: Story, stack: str, *, at: int) -> None:
    """Deploy a stack, and give the local AWS no moment for anything once it is inside a request of it."""
    stop = story.aws.stop_in(stack, at=at)

    def killed() -> None:
        stop.wait()
        os.kill(story.aws.process_id, signal.SIGKILL)

    story.cdk.deploy_until(killed, stack)
