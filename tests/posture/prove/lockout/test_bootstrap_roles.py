"""The proof asks for all that the bootstrap's roles may do, but for what no deployment of ours does."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from guardrails import aws_facts
from guardrails.baseline import Baseline, bootstrap
from guardrails.baseline.deployed import fits
from guardrails.policy.language.patterns import matches
from guardrails.posture.prove.lockout.deploying import (
    BY_ROLE,
    assumed,
    by_cloudformation,
    by_deploying,
    by_publishing,
)
from tests.baselines import REPOSITORY

_TEMPLATE = REPOSITORY / "node_modules" / "aws-cdk" / "lib" / "api" / "bootstrap" / "bootstrap-template.yaml"
_ROLES = {"deploy": "DeploymentActionRole", "file-publishing": "FilePublishingRole"}
_LEFT_OUT = MappingProxyType(
    {
        "cloudformation:CreateStack": "the CLI makes and changes stacks by change sets",
        "cloudformation:UpdateStack": "the CLI makes and changes stacks by change sets",
        "cloudformation:CreateStackRefactor": "no command or runbook of ours refactors",
        "cloudformation:ExecuteStackRefactor": "no command or runbook of ours refactors",
        "sts:GetCallerIdentity": "no policy denies it",
        "ssm:GetParameters": "no template of ours has the parameter of the bootstrap's version",
        "s3:GetBucket*": "of the deploy role: nothing is read of a bucket but its objects",
        "s3:List*": "of the deploy role: nothing is listed",
        "s3:Abort*": "a template goes up in one piece",
        "s3:DeleteObject*": "what is published stays, until garbage is collected",
        "s3:PutObject*": "of the deploy role: it publishes nothing",
        "s3:GetObject*": "of the publishing role: it reads nothing back",
        "s3:GetEncryptionConfiguration": "where it may not ask, the CLI takes the bucket's default",
        "kms:DescribeKey": "S3 uses its own key without asking what it is",
        "kms:Encrypt": "S3 makes a data key for each object",
        "kms:ReEncrypt*": "no object is copied",
        "kms:Decrypt": "of the publishing role: a template goes up in one piece",
        "kms:GenerateDataKey*": "of the deploy role: it publishes nothing",
    }
)
"""What the template allows beside, and why no deployment of the archive needs it."""


def _statements(role: str) -> Iterator[dict[str, Any]]:
    resources = yaml.safe_load(_TEMPLATE.read_text(encoding="utf-8"))["Resources"]
    for policy in resources[role]["Properties"].get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]
    for resource in resources.values():
        if {"Ref": role} in resource.get("Properties", {}).get("Roles", ()):
            yield from resource["Properties"]["PolicyDocument"]["Statement"]


def _allowed(role: str) -> set[str]:
    allowed: set[str] = set()
    for statement in _statements(role):
        actions = statement["Action"]
        allowed |= {actions} if isinstance(actions, str) else set(actions)
    return allowed


@pytest.mark.parametrize("role", _ROLES)
def test_what_the_bootstrap_allows_is_asked_for_or_left_out_with_a_reason(role: str) -> None:
    """A new CLI that brings a right must be read again."""
    allowed = _allowed(_ROLES[role])
    assert allowed
    unknown = {
        pattern
        for pattern in allowed
        if pattern not in _LEFT_OUT and not any(matches(pattern, action) for action in BY_ROLE[role])
    }
    assert not unknown


@pytest.mark.parametrize("role", _ROLES)
def test_what_is_asked_for_is_allowed_by_the_bootstrap(role: str) -> None:
    """The deploy role also has AWS's policy that reads CloudFormation."""
    allowed = _allowed(_ROLES[role])
    reads = {"cloudformation:Describe*", "cloudformation:Get*"} if role == "deploy" else set[str]()
    for action in BY_ROLE[role]:
        assert any(matches(pattern, action) for pattern in allowed | reads), action


@pytest.mark.slow
def test_nothing_is_left_out_that_the_bootstrap_does_not_allow() -> None:
    """A right that a new CLI takes away leaves the list too."""
    assert _LEFT_OUT.keys() <= _allowed(_ROLES["deploy"]) | _allowed(_ROLES["file-publishing"])


def test_every_role_of_the_bootstrap_is_assumed(baseline: Baseline) -> None:
    """By the management account, the execution role apart, which CloudFormation assumes."""
    resources = yaml.safe_load(_TEMPLATE.read_text(encoding="utf-8"))["Resources"]
    names = {
        resource["Properties"]["RoleName"]["Fn::Sub"]
        for resource in resources.values()
        if resource["Type"] == "AWS::IAM::Role"
    }
    archive = baseline.archive_account
    home, qualifier = baseline.organization.home_region, baseline.organization.qualifier
    filled = {
        name.replace("${Qualifier}", qualifier)
        .replace("${AWS::AccountId}", archive.id)
        .replace("${AWS::Region}", home)
        for name in names
    }
    execution = bootstrap.role_arn("cfn-exec", qualifier, archive.id, home)
    asked = {call.resource for call in assumed(baseline, archive)} | {execution}
    assert {arn.partition("/")[2] for arn in asked} == filled


def test_every_request_names_what_its_action_takes(baseline: Baseline) -> None:
    """An ARN of a type that the action knows, and `*` for an action without resources."""
    archive = baseline.archive_account
    calls = (
        *assumed(baseline, archive),
        *by_deploying(baseline, archive),
        *by_publishing(baseline, archive),
        *by_cloudformation(baseline),
    )
    assert len(calls) > 150
    for call in calls:
        if call.resource == "*":
            assert not aws_facts.resource_arns(call.action), call
        else:
            assert fits(call.action, call.resource), call
