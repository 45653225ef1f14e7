"""What the local AWS does when it is killed in the middle of a stack operation, or a request breaks off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from emulator.client import LocalAws, running
from tests.emulator.cases import resource
from tests.emulator.deployments import HOME, MANAGEMENT, Deployments

BASELINE = Path(__file__).with_name("baseline.yaml")
NAME = "journal"
NOBODY = {"Version": "2012-10-17", "Statement": []}
RESOURCES = {
    "Key": resource("AWS::KMS::Key"),
    "Bucket": resource("AWS::S3::Bucket", BucketName="journal-bucket"),
    "Alerts": resource("AWS::SNS::Topic"),
    "Role": resource("AWS::IAM::Role", RoleName="journal", AssumeRolePolicyDocument=NOBODY),
}


def test_a_killed_operation_goes_on(tmp_path: Path) -> None:
    """Creation, update and deletion, killed in the middle, end well; nothing is made twice."""
    state = tmp_path / "state"
    with running(BASELINE, state=state, durable=True) as aws:
        stopped_and_killed(aws, 3, lambda it: it.create_stack(**asked(RESOURCES)))
    with running(BASELINE, state=state, durable=True) as aws:
        made = Deployments(aws).wait(NAME)
        assert (made.status, made.failures) == ("CREATE_COMPLETE", {})
        assert made.physical_ids.keys() == RESOURCES.keys()
        assert keys(aws, "Enabled") == {made.physical_ids["Key"]}
        events = aws.client("cloudformation", MANAGEMENT, HOME).describe_stack_events(StackName=NAME)
        told = [(one["LogicalResourceId"], one["ResourceStatus"]) for one in events["StackEvents"]]
        assert len(set(told)) == len(told) == 2 * (len(RESOURCES) + 1)
        changed = {**RESOURCES, "Bucket": resource("AWS::S3::Bucket", BucketName="journal-bucket-2")}
        del changed["Alerts"]
        stopped_and_killed(aws, 2, lambda it: it.update_stack(**asked(changed)))
    with running(BASELINE, state=state, durable=True) as aws:
        updated = Deployments(aws).wait(NAME)
        assert (updated.status, updated.failures) == ("UPDATE_COMPLETE", {})
        assert updated.physical_ids == {
            **{name: made.physical_ids[name] for name in changed},
            "Bucket": "journal-bucket-2",
        }
        assert buckets(aws) == {"journal-bucket-2"}
        stack_id = cloudformation(aws).describe_stacks(StackName=NAME)["Stacks"][0]["StackId"]
        stopped_and_killed(aws, 2, lambda it: it.delete_stack(StackName=NAME))
    with running(BASELINE, state=state, durable=True) as aws:
        assert Deployments(aws).wait(stack_id).status == "DELETE_COMPLETE"
        assert buckets(aws) == set()


def test_a_killed_rollback_goes_on(tmp_path: Path) -> None:
    """What failed or was answered before the process died, has been after it too; the rollback goes on."""
    state = tmp_path / "state"
    with running(BASELINE, state=state, durable=True) as aws:
        last, first_undone = aws.stop_in(NAME, at=len(RESOURCES)), aws.stop_in(NAME, at=len(RESOURCES) + 1)
        asking = in_background(lambda: cloudformation(aws).create_stack(**asked(RESOURCES)))
        last.wait()
        last.fail("the service is out of order")
        first_undone.wait()
        kill(aws)
        asking.join()
    with running(BASELINE, state=state, durable=True) as aws:
        rolled_back = Deployments(aws).wait(NAME)
        assert rolled_back.status == "ROLLBACK_COMPLETE"
        assert list(rolled_back.failures.values()) == ["the service is out of order"]
        assert buckets(aws) == set()
        assert keys(aws, "Enabled") == set()
        aws.client("s3", MANAGEMENT, HOME).create_bucket(
            Bucket="kept", CreateBucketConfiguration={"LocationConstraint": HOME}
        )
        kill(aws)
    with running(BASELINE, state=state, durable=True) as aws:
        assert buckets(aws) == {"kept"}


@pytest.mark.parametrize(
    ("error", "status"), [(None, "CREATE_COMPLETE"), ("no more of these", "ROLLBACK_COMPLETE")]
)
def test_a_stopped_request_goes_on_or_fails(aws: LocalAws, error: str | None, status: str) -> None:
    """A test learns where a stack is, and decides how it goes on; what fails is rolled back by name."""
    stop = aws.stop_in(NAME, at=2)
    asking = in_background(lambda: cloudformation(aws).create_stack(**asked(RESOURCES)))
    logical_id, kind = stop.wait()
    assert kind == RESOURCES[logical_id]["Type"]
    [stack] = cloudformation(aws).describe_stacks(StackName=NAME)["Stacks"]
    assert stack["StackStatus"] == "CREATE_IN_PROGRESS"
    if error is None:
        stop.go_on()
    else:
        stop.fail(error)
    asking.join()
    ended = Deployments(aws).wait(NAME)
    assert ended.status == status
    assert ended.failures == ({} if error is None else {logical_id: error})
    assert Deployments(aws).delete(NAME) == "DELETE_COMPLETE"


def test_durable_needs_a_folder() -> None:
    """There is nothing durable without a place for it."""
    command = [sys.executable, "-m", "emulator", "--durable", "--port", "0", "--baseline", str(BASELINE)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "--state" in ended.stderr


def stopped_and_killed(aws: LocalAws, at: int, ask: Callable[[Any], Any]) -> None:
    """Begin a stack operation, and kill the local AWS in the middle of a request of it."""
    stop = aws.stop_in(NAME, at=at)
    asking = in_background(lambda: ask(cloudformation(aws)))
    stop.wait()
    kill(aws)
    asking.join()


def in_background(call: Callable[[], Any]) -> threading.Thread:
    """Make a call that may never be answered."""

    def called() -> None:
        with suppress(BotoCoreError, ClientError):
            call()

    thread = threading.Thread(target=called)
    thread.start()
    return thread


def kill(aws: LocalAws) -> None:
    """Give the process no moment for anything."""
    os.kill(aws.process_id, signal.SIGKILL)


def asked(resources: dict[str, Any]) -> dict[str, Any]:
    """Give what a stack is made or changed with."""
    template = json.dumps({"Resources": resources})
    return {"StackName": NAME, "TemplateBody": template, "Capabilities": ["CAPABILITY_NAMED_IAM"]}


def cloudformation(aws: LocalAws) -> Any:
    """Give a client of the management account."""
    return aws.client("cloudformation", MANAGEMENT, HOME)


def buckets(aws: LocalAws) -> set[str]:
    """Name the buckets that there are."""
    return {one["Name"] for one in aws.client("s3", MANAGEMENT, HOME).list_buckets()["Buckets"]}


def keys(aws: LocalAws, state: str) -> set[str]:
    """Name the keys in a state."""
    kms = aws.client("kms", MANAGEMENT, HOME)
    found = {one["KeyId"] for one in kms.list_keys()["Keys"]}
    return {one for one in found if kms.describe_key(KeyId=one)["KeyMetadata"]["KeyState"] == state}
