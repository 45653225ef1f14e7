"""Stacks stand where they should, under their names, and hold no code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from guardrails import aws_facts
from guardrails.baseline.bootstrap import CDK_QUALIFIER, DEFAULT_QUALIFIER, Role, role_arn
from guardrails.posture import compile_posture
from guardrails.stacks.build import build
from guardrails.stacks.validation import new_app
from tests.stacks.helpers import ARCHIVE, HOME, MANAGEMENT, Assembly, edited, synthesized

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


def test_a_commit_that_the_deployment_names_is_an_output_of_each_stack(assembly: Assembly) -> None:
    """`status` shows it; without one the templates have nothing of it, and no resource ever has."""
    app, baseline = new_app(), edited()
    app.node.set_context("commit", "0f1e2d3")
    build(app, baseline, compile_posture(baseline))
    named = Assembly(Path(app.synth().directory))
    for name in STACKS:
        with_commit, without = named.template(name), assembly.template(name)
        assert with_commit["Outputs"].pop("Commit") == {"Value": "0f1e2d3"}
        assert "Commit" not in without.get("Outputs", {})
        assert with_commit["Resources"] == without["Resources"]


@pytest.mark.parametrize("qualifier", ["guardrails", "acme1"])
def test_the_stacks_are_deployed_through_a_bootstrap_of_their_own(qualifier: str) -> None:
    """Roles, bucket and version parameter are those of the baseline's qualifier, never those of CDK's own."""

    def ask(typed: dict[str, Any]) -> None:
        if qualifier != DEFAULT_QUALIFIER:
            typed["organization"]["qualifier"] = qualifier

    for stack in synthesized(edited(ask)).stacks.values():
        account, properties = stack["environment"].removeprefix("aws://").split("/")[0], stack["properties"]
        assert properties["bootstrapStackVersionSsmParameter"] == f"/cdk-bootstrap/{qualifier}/version"
        roles = {
            role: role_arn(role, qualifier, account, HOME).replace("arn:aws:", "arn:${AWS::Partition}:")
            for role in ("cfn-exec", "deploy", "lookup")
        }
        assert properties["cloudFormationExecutionRoleArn"] == roles["cfn-exec"]
        assert properties["assumeRoleArn"] == roles["deploy"]
        assert properties["lookupRole"]["arn"] == roles["lookup"]
        assert CDK_QUALIFIER not in json.dumps(stack)


def test_names_of_bootstrap_roles_fit_in_every_region() -> None:
    """IAM takes 64 characters; the longest qualifier and the longest region still fit."""
    longest = max(aws_facts.all_regions(), key=len)
    for role in get_args(Role):
        name = role_arn(role, "q" * 10, ARCHIVE, longest).partition("/")[2]
        assert len(name) <= ROLE_NAME_CHARACTERS


ROLE_NAME_CHARACTERS = 64
"""Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""
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
