"""A moved trail: the policies come first, the old place stays, and nothing is lost on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guardrails.stacks.execution.policies import execution_policies
from tests.stacks.helpers import ARCHIVE, HOME, MANAGEMENT, Assembly, edited, statement, synthesized

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guardrails.baseline import Baseline

POLICIES, TRAIL, ARCHIVE_STACK = "guardrails-policies", "guardrails-trail", "guardrails-trail-archive"
OLD, NEW = "organization-trail", "everything"
OLD_ARN, NEW_ARN = (f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{name}" for name in (OLD, NEW))
OLD_GROUP, NEW_GROUP = (
    f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:/guardrails/{name}" for name in (OLD, NEW)
)
CREATE_ONLY = {
    "AWS::S3::Bucket": {"BucketName"},
    "AWS::S3::BucketPolicy": {"Bucket"},
    "AWS::KMS::Alias": {"AliasName"},
    "AWS::Logs::LogGroup": {"LogGroupName"},
}
"""What replaces a resource when it changes.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/, "Update requires:
Replacement" at the property's name.
"""


def _edited(**entry: Any) -> Baseline:
    """The example with a renamed trail, bucket and key alias, and with the entry that this leaves."""

    def edit(data: dict[str, Any]) -> None:
        data["trail"].update(name=NEW, bucket="exampleorg1-evidence", key_alias=NEW)
        data["former"] = [{"account": ARCHIVE, "trail": OLD, **entry}]

    return edited(edit)


@pytest.fixture(scope="module")
def renamed() -> Assembly:
    """One synthesis for all tests."""
    return synthesized(_edited())


def _evidence(assembly: Assembly) -> Mapping[str, dict[str, Any]]:
    resources = {**assembly.template(TRAIL)["Resources"], **assembly.template(ARCHIVE_STACK)["Resources"]}
    kinds = {*CREATE_ONLY, "AWS::KMS::Key"}
    return {name: resource for name, resource in resources.items() if resource["Type"] in kinds}


@pytest.mark.parametrize("stack", [ARCHIVE_STACK, TRAIL])
def test_evidence_is_made_after_the_policies_that_protect_it(assembly: Assembly, stack: str) -> None:
    """`cdk deploy --all` deploys them first, and nothing of the trail where they fail."""
    assert POLICIES in assembly.stacks[stack]["dependencies"]


def test_each_stack_still_knows_the_others_by_literal_names_alone(assembly: Assembly) -> None:
    """The order is the CLI's: no template takes a value out of another one."""
    for stack in assembly.stacks:
        assert "Fn::ImportValue" not in json.dumps(assembly.template(stack))


def test_what_a_new_name_replaces_is_kept(assembly: Assembly, renamed: Assembly) -> None:
    """Whatever gets a new name leaves the old resource in AWS, and keys stay the same."""
    before, after = _evidence(assembly), _evidence(renamed)
    assert before.keys() == after.keys()
    replaced = set()
    for name, resource in after.items():
        fixed = CREATE_ONLY.get(resource["Type"], set())
        if any(before[name]["Properties"].get(key) != resource["Properties"].get(key) for key in fixed):
            replaced.add(name)
        assert before[name]["UpdateReplacePolicy"] == resource["UpdateReplacePolicy"] == "Retain"
        assert before[name]["DeletionPolicy"] == resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert replaced == {"Bucket", "BucketPolicy", "AccessBucket", "AccessBucketPolicy", "Alias", "LogGroup"}


def test_the_old_trail_writes_until_it_goes(renamed: Assembly) -> None:
    """Bucket and key know both names: the archive's stack is updated before the trail's."""
    for document in (
        renamed.template(ARCHIVE_STACK)["Resources"]["BucketPolicy"]["Properties"]["PolicyDocument"],
        renamed.only(ARCHIVE_STACK, "AWS::KMS::Key")["KeyPolicy"],
    ):
        sources = [
            item["Condition"]["StringEquals"]["aws:SourceArn"]
            for item in document["Statement"]
            if item.get("Principal") == {"Service": "cloudtrail.amazonaws.com"}
        ]
        assert sources
        assert all(source == [NEW_ARN, OLD_ARN] for source in sources)


def test_the_old_log_group_stays_readable(renamed: Assembly) -> None:
    """It stays with the key that encrypted it, so the key must go on serving it."""
    document = statement(renamed.only(TRAIL, "AWS::KMS::Key")["KeyPolicy"], "EncryptLogGroup")
    assert document["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"] == [NEW_GROUP, OLD_GROUP]
    policy = renamed.only(TRAIL, "AWS::IAM::ManagedPolicy")["PolicyDocument"]
    streams = statement(policy, "WriteEvents")["Resource"]
    assert {stream.rpartition(":log-stream:")[0] for stream in streams} == {NEW_GROUP, OLD_GROUP}


@pytest.mark.parametrize("entry", [{"deleted": "2026-11-01"}, {"home_region": "eu-west-1"}])
def test_what_is_gone_or_elsewhere_gets_nothing(entry: dict[str, str]) -> None:
    """A trail that was deleted, or that has its own bucket, key and log group in another region."""
    assembly = synthesized(_edited(**entry))
    text = json.dumps([assembly.template(stack) for stack in (TRAIL, ARCHIVE_STACK)])
    assert OLD_ARN not in text
    assert OLD_GROUP not in text


def test_without_the_section_only_the_policies_are_left() -> None:
    """`former` makes no stack; it keeps statements."""

    def edit(data: dict[str, Any]) -> None:
        data.pop("trail")
        data.pop("alerts")
        data["former"] = [{"account": ARCHIVE, "buckets": ["exampleorg1-evidence"]}]

    assembly = synthesized(edited(edit))
    assert not [stack for stack in assembly.stacks if "trail" in stack]
    assert "arn:aws:s3:::exampleorg1-evidence/*" in json.dumps(assembly.template(POLICIES))


def test_the_deployment_may_delete_the_old_trail_and_read_no_old_evidence() -> None:
    """A renamed trail's predecessor is removed; nothing that any trail wrote is read, changed or deleted."""
    key = f"arn:aws:kms:{HOME}:{ARCHIVE}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    baseline = _edited(buckets=["exampleorg1-organization-trail"], key_alias=OLD, key_arn=key)
    policies = execution_policies(baseline, synthesized(baseline).directory)
    statements = [item for policy in policies for item in policy.document["Statement"]]
    deleting = [item for item in statements if item["Effect"] == "Allow" and OLD_ARN in item["Resource"]]
    assert deleting
    denied = {resource for item in statements if item["Effect"] == "Deny" for resource in item["Resource"]}
    assert {f"{OLD_GROUP}*", "arn:aws:s3:::exampleorg1-organization-trail/*", key} <= denied
    [aliased] = [item["Condition"] for item in statements if item["Sid"] == "KeyOfTheEvidence"][:1]
    assert aliased["ForAnyValue:StringEquals"]["kms:ResourceAliases"] == [f"alias/{NEW}", f"alias/{OLD}"]
