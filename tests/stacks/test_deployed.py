"""What the proof says that deployments make is what the templates have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guardrails import aws_facts
from guardrails.aws_facts.handlers import handler_actions
from guardrails.baseline import Baseline
from guardrails.baseline.deployed import ANY_KEY, ARCHIVE_STACK, SEARCH_STACK, called, everywhere, in_archive
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.baseline.sections.break_glass import BREAK_GLASS_SET
from guardrails.marked import read
from guardrails.policy.language.patterns import matches
from guardrails.posture.prove.lockout.deploying import by_cloudformation
from guardrails.stacks.common.keys import DEPLOYMENT_ACTIONS
from guardrails.stacks.execution.places import places
from guardrails.stacks.execution.policies import execution_policies
from guardrails.stacks.execution.site import Site
from tests.stacks.helpers import ARCHIVE, HOME, Assembly, edited, synthesized

_KEY = f"arn:aws:kms:{HOME}:{ARCHIVE}:key/01234567-89ab-cdef-0123-456789abcdef"
_CHOICES: dict[str, Callable[[dict[str, Any]], object]] = {
    "as the example": dict,
    "without search": lambda data: data["trail"].pop("search"),
    "with a key that exists": lambda data: data["trail"].update(existing_key=_KEY),
    "with an alias": lambda data: data["trail"].update(key_alias="evidence", name="evidence"),
}
_NO_PROPERTY = {
    "AWS::S3::Bucket": {
        *("AccelerateConfiguration", "AnalyticsConfigurations", "CorsConfiguration", "AbacStatus"),
        *("IntelligentTieringConfigurations", "InventoryConfigurations", "MetadataConfiguration"),
        *("MetadataTableConfiguration", "MetricsConfigurations", "NotificationConfiguration"),
        *("ReplicationConfiguration", "WebsiteConfiguration", "AccessControl"),
    },
    "AWS::IAM::Role": {"Policies"},
    "AWS::KMS::Key": {"Enabled"},
    "AWS::Glue::Table": {"OpenTableFormatInput"},
}
"""Properties for which handlers would call what the tables leave out."""


def _existing_bucket(data: dict[str, Any]) -> None:
    for name in ("storage", "expire_after_days", "object_lock"):
        data["trail"].pop(name)
    data["trail"].update(existing_bucket=True, existing_key=_KEY)


_CHOICES["with a bucket and a key that exist"] = _existing_bucket


def _of_archive(assembly: Assembly) -> dict[str, Any]:
    return {
        name: assembly.template(name) for name in (ARCHIVE_STACK, SEARCH_STACK) if name in assembly.stacks
    }


@pytest.fixture(scope="module", params=_CHOICES)
def chosen(request: pytest.FixtureRequest) -> tuple[Baseline, dict[str, Any]]:
    """A baseline, and the real templates of its archive account."""
    baseline = edited(_CHOICES[request.param])
    return baseline, _of_archive(synthesized(baseline))


def test_every_stack_holds_the_types_of_the_table(chosen: tuple[Baseline, dict[str, Any]]) -> None:
    """No type more and none less, stack by stack."""
    baseline, templates = chosen
    held = {
        (stack, resource["Type"])
        for stack, template in templates.items()
        for resource in template["Resources"].values()
    }
    assert {(resource.stack, resource.type) for resource in in_archive(baseline)} == held
    assert held


def test_every_name_of_the_templates_is_in_the_table(chosen: tuple[Baseline, dict[str, Any]]) -> None:
    """The ARNs are those for which the deployment is given rights, keys apart, which have no name."""
    baseline, templates = chosen
    tabled = {arn for resource in in_archive(baseline) for arn in resource.arns}
    site = Site(baseline, ARCHIVE, HOME, templates)
    named = {arn.replace("?*", "*") for arn in tabled if ":kms:" not in arn and not arn.endswith("-?*/?*")}
    table = f"arn:aws:glue:{HOME}:{ARCHIVE}:table/guardrails_trail"
    assert named - {f"{table}/events"} == set(places(site))
    assert (f"{table}/events" in named) == any(site.of_type("AWS::Glue::Table"))
    aliases = {alias.properties["AliasName"] for alias in site.of_type("AWS::KMS::Alias")}
    assert {arn.rpartition(":")[2] for arn in tabled if ":alias/" in arn} == aliases


def test_no_template_has_what_the_table_leaves_out(assembly: Assembly) -> None:
    """A property that a handler makes a call for that the table leaves out would make it wrong."""
    for stack in assembly.stacks:
        for resource in assembly.template(stack)["Resources"].values():
            without = _NO_PROPERTY.get(resource["Type"], set())
            if stack in (ARCHIVE_STACK, SEARCH_STACK) or resource["Type"] != "AWS::IAM::Role":
                assert not without & resource.get("Properties", {}).keys()
            if resource["Type"] == "AWS::KMS::Key":
                assert resource["Properties"]["EnableKeyRotation"] is True


def test_members_get_one_role_of_each_stack_set(assembly: Assembly, baseline: Baseline) -> None:
    """The templates inside the stack sets hold a role by its name and no policy of its own."""
    section = baseline.accounts
    assert section is not None
    assert section.break_glass is not None
    names = {STACK_SET: section.audit_role.name, BREAK_GLASS_SET: section.break_glass.name}
    sets = assembly.of_type("guardrails-accounts", "AWS::CloudFormation::StackSet").values()
    assert {each["Properties"]["StackSetName"] for each in sets} == set(names)
    for each in sets:
        properties = each["Properties"]
        [role] = read(properties["TemplateBody"], "template").data["Resources"].values()
        table = everywhere(properties["StackSetName"], ARCHIVE, names[properties["StackSetName"]])
        assert table.type == role["Type"]
        assert table.arns == (f"arn:aws:iam::{ARCHIVE}:role/{role['Properties']['RoleName']}",)
        assert not _NO_PROPERTY["AWS::IAM::Role"] & role["Properties"].keys()
        assert {group["Regions"][0] for group in properties["StackInstancesGroup"]} == {HOME}


def test_what_is_asked_is_what_the_deployment_is_given(baseline: Baseline, assembly: Assembly) -> None:
    """The execution policy and the keys' own policies allow the actions that the proof asks for."""
    [policy] = [each for each in execution_policies(baseline, assembly.directory) if each.account == ARCHIVE]
    patterns = [
        action
        for statement in policy.document["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    ]
    known = {name for pattern in patterns for name in aws_facts.actions_of(pattern.partition(":")[0])}
    allowed = {name for name in known if any(matches(pattern, name) for pattern in patterns)}
    of_keys = {*DEPLOYMENT_ACTIONS, "kms:ScheduleKeyDeletion"}
    asked = {call.action for call in by_cloudformation(baseline)}
    assert asked == (allowed | of_keys) - {"glue:GetSchemaVersion"}


def test_locks_owners_and_tags_are_asked_for(baseline: Baseline) -> None:
    """Object lock, ownership and tags of the buckets, and the key by any id."""
    asked = {(call.action, call.resource) for call in by_cloudformation(baseline)}
    bucket = "arn:aws:s3:::exampleorg1-organization-trail"
    for name in ("PutBucketObjectLockConfiguration", "PutBucketOwnershipControls", "PutBucketTagging"):
        assert (f"s3:{name}", bucket) in asked
        assert (f"s3:{name}", f"{bucket}-access") in asked
    assert ("kms:PutKeyPolicy", f"arn:aws:kms:{HOME}:{ARCHIVE}:{ANY_KEY}") in asked


@pytest.mark.parametrize("kind", ["AWS::S3::Bucket", "AWS::KMS::Key", "AWS::IAM::Role"])
def test_handlers_call_more_than_templates_need(kind: str) -> None:
    """What is left out is left out of something: the table doesn't invent calls."""
    assert set(called(kind)) < handler_actions(kind)
