"""The home region changes as the runbook says, and at no step is the evidence open.

The tests tell one story in their order, in one local AWS.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Story
from tests.e2e.evidence import (
    ARCHIVE,
    OLD,
    Place,
    accepted,
    begun,
    client,
    follower,
    name_what_stays,
    recording,
)
from tests.e2e.runbook import Runbook, commands

pytestmark = pytest.mark.e2e
PAGE, HEADING = "moving-the-trail.md", "Another home region"
MOVED: Place = (ARCHIVE, "exampleorg1-evidence", "organization-trail")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Begin with a trail whose home is eu-central-1."""
    with begun(tmp_path_factory.mktemp("region")) as story:
        yield story


@pytest.fixture(scope="module")
def person(story: Story) -> Runbook:
    """Somebody who follows the page."""
    return follower(story)


def _until(person: Runbook, last: str) -> None:
    """Run the next commands of the section, up to and with the one that begins so."""
    left = [command for command in commands(PAGE, HEADING) if command not in person.done]
    for command in left:
        answer = person.run(command)
        if "list-policies-for-target" in command:
            [person.variables["OLD"]] = [
                policy["Id"]
                for policy in answer["Policies"]
                if policy["Name"].startswith("guardrails/protection")
            ]
        if "create-policy" in command and "organizations" in command:
            person.variables["COPY"] = answer["Policy"]["PolicySummary"]["Id"]
        if command.startswith(last):
            return
    raise AssertionError(f"the page has no command that begins with {last!r}")


def test_the_copy_protects_while_the_old_policies_are_gone(story: Story, person: Runbook) -> None:
    """Between the deletion of the old stack and the new deployment, nobody takes the evidence away."""
    story.edit("home_region: eu-central-1", "home_region: eu-west-1")
    story.edit("bucket: exampleorg1-organization-trail", "name: everything\n  bucket: exampleorg1-evidence")
    name_what_stays(person, PAGE)
    _until(person, "aws cloudformation wait")
    assert {name for names in story.readback.posture().values() for name in names} == {
        *("FullAWSAccess", "keep-evidence")
    }
    assert accepted(story, OLD) == []


def test_the_new_policies_protect_both_places(story: Story, person: Runbook) -> None:
    """With the copy and without it; the new trail records, and the old one is gone at last."""
    _until(person, "cdk deploy --all")
    assert accepted(story, OLD, MOVED) == []
    _until(person, "aws cloudformation delete-stack --stack-name guardrails-trail --region")
    assert accepted(story, OLD, MOVED) == []
    assert "keep-evidence" not in story.readback.posture()["Root"]
    assert recording(story)["S3BucketName"] == MOVED[1]
    assert OLD[1] in {bucket["Name"] for bucket in client(story, "s3", ARCHIVE).list_buckets()["Buckets"]}


def test_every_command_of_the_section_was_run(person: Runbook) -> None:
    """None is printed that nobody tried."""
    assert set(commands(PAGE, HEADING)) <= set(person.done)
