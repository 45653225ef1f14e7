"""The trail moves as its runbook says, to another bucket and to another account, and fails half-way.

The tests tell one story in their order, in one local AWS.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Story
from tests.e2e.evidence import (
    ARCHIVE,
    AUDIT,
    OLD,
    Place,
    accepted,
    begun,
    client,
    follower,
    name_what_stays,
    recording,
)
from tests.e2e.runbook import Runbook, StepError, commands

pytestmark = pytest.mark.e2e
PAGE = "moving-the-trail.md"
FAILURE = "Internal Failure"
AS_AUDIT = "AWS_PROFILE=audit-break-glass "
RENAMED: Place = (ARCHIVE, "exampleorg1-renamed", "organization-trail")
MOVED: Place = (AUDIT, "exampleorg1-evidence", "organization-trail")
EXEMPTION = (
    "exemptions:\n",
    """exemptions:
  deployment-audit:
    { principal: "arn:aws:iam::222222222223:role/cdk-guardrails-*", owner: me@example.com, reason: Deploys }
""",
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Begin with a trail in the log-archive account."""
    with begun(tmp_path_factory.mktemp("moving")) as story:
        yield story


@pytest.fixture(scope="module")
def person(story: Story) -> Runbook:
    """Somebody who follows the page."""
    return follower(story)


def _renew_rights(person: Runbook, archive: str) -> None:
    """Step 3, with the commands for the management account and for the archive account that there will be."""
    for command in commands(PAGE, "3. "):
        if command.startswith(("python", "aws", archive)):
            person.run(command)


def _deploy_failing_first(story: Story, person: Runbook, *places: Place) -> None:
    """Step 4, twice: at first the archive's stack fails, and every place is protected all the same."""
    [deploy] = [command for command in commands(PAGE) if command == "cdk deploy --all"][:1]
    before = recording(story)["S3BucketName"]
    story.aws.fail_in("guardrails-trail-archive", FAILURE, at=2)
    with pytest.raises(StepError, match=FAILURE):
        person.run(deploy)
    assert recording(story)["S3BucketName"] == before
    assert accepted(story, *places) == []
    for command in commands(PAGE) if MOVED in places else ():
        if command.startswith(AS_AUDIT) and "update-termination-protection" in command:
            person.run(command)
    person.run(deploy)
    assert accepted(story, *places) == []


def test_before_it_moves(story: Story) -> None:
    """Nobody takes the evidence away, and what isn't named yet is anybody's."""
    assert accepted(story, OLD) == []
    assert len(accepted(story, MOVED)) > 1


def test_another_bucket(story: Story, person: Runbook) -> None:
    """The old bucket stays with its policy, and stays protected; CloudTrail writes into the new one."""
    story.edit("bucket: exampleorg1-organization-trail", "bucket: exampleorg1-renamed")
    name_what_stays(person, PAGE)
    _renew_rights(person, "AWS_PROFILE=log-archive-break-glass ")
    _deploy_failing_first(story, person, OLD, RENAMED)
    assert recording(story)["S3BucketName"] == RENAMED[1]
    s3 = client(story, "s3", ARCHIVE)
    assert s3.get_bucket_policy(Bucket=OLD[1])["Policy"]
    assert s3.get_bucket_logging(Bucket=OLD[1])["LoggingEnabled"]["TargetBucket"] == f"{OLD[1]}-access"


def test_another_account(story: Story, person: Runbook) -> None:
    """The old account keeps stack, buckets and key, and three places are protected."""
    story.edit("bucket: exampleorg1-renamed", "bucket: exampleorg1-evidence")
    story.edit("archive_account: Security/log-archive", "archive_account: Security/audit")
    story.edit(*EXEMPTION)
    name_what_stays(person, PAGE)
    _renew_rights(person, AS_AUDIT)
    _deploy_failing_first(story, person, OLD, RENAMED, MOVED)
    trail = recording(story)
    assert trail["S3BucketName"] == MOVED[1]
    assert f":{AUDIT}:" in trail["KmsKeyId"]
    [look] = [command for command in commands(PAGE) if "get-trail-status" in command]
    assert person.run(look)["IsLogging"]


def test_the_old_stack_may_go(story: Story, person: Runbook) -> None:
    """Break-glass deletes it; buckets, key and alias stay, and stay protected."""
    archive = [command for command in commands(PAGE) if command.startswith("AWS_PROFILE=log-archive-")]
    steps = [command for command in archive if "--stack-name guardrails-trail-archive" in command]
    assert len(steps) == 2
    for command in steps:
        person.run(command)
    client(story, "cloudformation", ARCHIVE).get_waiter("stack_delete_complete").wait(
        StackName="guardrails-trail-archive", WaiterConfig={"Delay": 1}
    )
    s3, kms = client(story, "s3", ARCHIVE), client(story, "kms", ARCHIVE)
    assert {OLD[1], RENAMED[1]} <= {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    assert kms.describe_key(KeyId="alias/organization-trail")["KeyMetadata"]["KeyState"] == "Enabled"
    assert accepted(story, OLD, RENAMED, MOVED) == []


def test_every_command_of_the_page_was_run(person: Runbook) -> None:
    """None is printed that nobody tried; those for another home region have a test of their own."""
    assert set(commands(PAGE)) - set(commands(PAGE, "Another home region")) <= set(person.done)
