"""Stacks stand where they should, under their names, and hold no code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.stacks.helpers import ARCHIVE, HOME, MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACKS = {
    "guardrails-policies": MANAGEMENT,
    "guardrails-trail-archive": ARCHIVE,
    "guardrails-trail-search": ARCHIVE,
    "guardrails-trail": MANAGEMENT,
    "guardrails-budgets": MANAGEMENT,
    "guardrails-access": MANAGEMENT,
    "guardrails-accounts": MANAGEMENT,
    "guardrails-alerts": MANAGEMENT,
}


def test_the_stacks_of_the_example(assembly: Assembly) -> None:
    """Every section of the example has its stack; account and region are written down."""
    environments = {name: stack["environment"] for name, stack in assembly.stacks.items()}
    assert environments == {name: f"aws://{account}/{HOME}" for name, account in STACKS.items()}


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_is_protected_and_tagged(assembly: Assembly, name: str) -> None:
    """Nobody deletes it by accident, and the bill shows whose it is."""
    properties = assembly.stacks[name]["properties"]
    assert properties["terminationProtection"] is True
    assert properties["tags"] == {"managed-by": "guardrails", "cost-center": "platform"}
    assert assembly.template(name)["Description"]


UNTAGGABLE = {
    "AWS::Athena::NamedQuery",
    "AWS::Glue::Database",
    "AWS::Glue::Table",
    "AWS::IAM::ManagedPolicy",
    "AWS::IdentityStore::Group",
    "AWS::KMS::Alias",
    "AWS::Logs::MetricFilter",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SSO::Assignment",
    "AWS::SSO::InstanceAccessControlAttributeConfiguration",
}
"""Types whose schema has no tags."""


@pytest.mark.parametrize("name", STACKS)
def test_every_resource_is_tagged(assembly: Assembly, name: str) -> None:
    """The baseline's tags are on everything that takes tags."""
    for logical_id, resource in assembly.template(name)["Resources"].items():
        if resource["Type"] in UNTAGGABLE:
            continue
        properties = resource["Properties"]
        tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or properties["ResourceTags"]}
        assert {"managed-by": "guardrails", "cost-center": "platform"}.items() <= tags.items(), logical_id


@pytest.mark.parametrize("name", STACKS)
def test_no_code_of_ours_runs_anywhere(assembly: Assembly, name: str) -> None:
    """No function, custom resource, file to upload, usage statistics or reference across stacks."""
    template = assembly.template(name)
    kinds = {resource["Type"] for resource in template["Resources"].values()}
    assert not {kind for kind in kinds if "Lambda" in kind or "Custom" in kind or "Metadata" in kind}
    assert set(template) <= {"Description", "Resources"}
    assert "Fn::ImportValue" not in json.dumps(template)
    assets = json.loads((assembly.directory / f"{name}.assets.json").read_text())
    assert [file["source"]["path"] for file in assets["files"].values()] == [f"{name}.template.json"]
    assert not assets["dockerImages"]


def test_what_the_baseline_leaves_out_has_no_stack() -> None:
    """The guardrails are the one thing that every baseline has."""

    def only_guardrails(data: dict[str, Any]) -> None:
        del data["trail"], data["alerts"], data["budgets"], data["access"], data["accounts"]
        needing = ("protect_trail", "protect_audit_role")
        data["guardrails"] = [item for item in data["guardrails"] if item.get("control") not in needing]
        data["exemptions"]["stacksets"]["controls"] = ["protect_exempt_roles"]

    assert set(synthesized(edited(only_guardrails)).stacks) == {"guardrails-policies"}
