"""The trail leaves the organization as the runbook says, and its evidence stays protected to the end.

The tests tell one story in their order, in one local AWS.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from demo.calls import BREAK_GLASS
from tests.e2e.conftest import Story
from tests.e2e.evidence import ARCHIVE, OLD, accepted, begun, client, follower, name_what_stays, session
from tests.e2e.runbook import Runbook, commands

pytestmark = pytest.mark.e2e
PAGE = "leaving.md"
SECTION = "trail:\n  bucket: exampleorg1-organization-trail\n  archive_account: Security/log-archive\n"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Begin with a trail in the log-archive account."""
    with begun(tmp_path_factory.mktemp("leaving")) as story:
        yield story


@pytest.fixture(scope="module")
def person(story: Story) -> Runbook:
    """Somebody who follows the page."""
    return follower(story)


def test_the_stacks_go_and_the_evidence_stays(story: Story, person: Runbook) -> None:
    """Bucket, key and alias are left, and nobody takes them away: the section still names them."""
    for command in commands(PAGE, "2. "):
        person.run(command)
    assert story.readback.trail() is None
    assert OLD[1] in {bucket["Name"] for bucket in client(story, "s3", ARCHIVE).list_buckets()["Buckets"]}
    key = client(story, "kms", ARCHIVE).describe_key(KeyId=f"alias/{OLD[2]}")["KeyMetadata"]
    assert key["KeyState"] == "Enabled"
    assert accepted(story, OLD) == []


def test_the_section_goes_and_the_evidence_stays_protected(story: Story, person: Runbook) -> None:
    """The lines that check prints say what the section said."""
    story.edit(SECTION, "")
    name_what_stays(person, PAGE)
    person.run(commands(PAGE, "3. ")[-1])
    assert accepted(story, OLD) == []


def test_the_evidence_goes_last(story: Story, person: Runbook) -> None:
    """Break-glass may delete it; then its names are anybody's, and the policies go."""
    home = story.baseline.tree.home_region
    s3 = story.aws.client("s3", ARCHIVE, home, session(story, ARCHIVE, BREAK_GLASS))
    for bucket in (OLD[1], f"{OLD[1]}-access"):
        for version in s3.list_object_versions(Bucket=bucket).get("Versions", ()):
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        s3.delete_bucket(Bucket=bucket)
    story.edit("    trail: organization-trail\n", "    trail: organization-trail\n    deleted: 2026-11-21\n")
    for command in commands(PAGE, "5. "):
        person.run(command)
    left = {name for policies in story.readback.posture().values() for name in policies}
    assert left == {"FullAWSAccess"}
    with pytest.raises(ClientError, match="does not exist"):
        story.readback.client("cloudformation").describe_stacks(StackName="guardrails-policies")


def test_every_command_of_the_page_was_run(person: Runbook) -> None:
    """None is printed that nobody tried."""
    assert set(commands(PAGE)) <= set(person.done)
