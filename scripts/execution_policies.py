"""Derive the narrow policies that CloudFormation deploys the baseline with.

`make generate` writes deploy/execution-policy-*.json from two sources: the resource types in the
synthesized templates, and the IAM actions that each type's handlers call according to its CloudFormation
schema. A test fails when the files are stale.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from guardrails import aws_facts
from guardrails.policy.patterns import matches
from scripts.fold_actions import folded

PROJECT = Path(__file__).resolve().parent.parent
STACKS = {
    "management": (
        "guardrails-policies",
        "guardrails-trail",
        "guardrails-alerts",
        "guardrails-budgets",
        "guardrails-access",
        "guardrails-accounts",
    ),
    "archive": ("guardrails-trail-archive", "guardrails-trail-search"),
}
HANDLERS = ("create", "read", "update", "delete", "list")
MANAGED_POLICY_CHARACTERS = 6_144
"""Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, November 2026."""

# What would let the deployment widen its own rights is limited to what the stacks name after themselves, and
# to the roles by which Identity Center lets people into the management account.
_OWN = ["arn:aws:iam::*:role/guardrails-*", "arn:aws:iam::*:policy/guardrails-*"]
_BREAK_GLASS = "arn:aws:iam::*:role/break-glass*"
_ON_BREAK_GLASS = (
    *("iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DetachRolePolicy", "iam:GetRole"),
    *("iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:TagRole", "iam:UntagRole"),
    *("iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"),
)
"""What making, changing and removing the break-glass role takes; it has no policies of its own."""
_OF_IDENTITY_CENTER = [
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*",
    "arn:aws:iam::*:saml-provider/AWSSSO_*",
]
# Assignments that are spread over several stacks refer to the first stack's outputs.
_OWN_STACKS = "arn:aws:cloudformation:*:*:stack/guardrails-*/*"
# A stack set reaches every account. Making an empty one, listing them and reading a template name none.
_OWN_SETS = [
    "arn:aws:cloudformation:*:*:stackset/guardrails-*",
    "arn:aws:cloudformation:*:*:stackset-target/guardrails-*",
    "arn:aws:cloudformation:*::type/resource/*",
]
_ON_ANY_SET = (
    "cloudformation:CreateStackSet",
    "cloudformation:GetTemplateSummary",
    "cloudformation:ListStackSets",
)
_STACK_SET = "AWS::CloudFormation::StackSet"
_ASSIGNMENT = "AWS::SSO::Assignment"
_ROLES_OF_IDENTITY_CENTER = frozenset(
    {
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
    }
)
"""In the management account Identity Center makes and changes the roles of its assignments with the rights of
who assigns; the permissions of the resource type's handlers name only a part of that.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/iam-auth-access-using-id-policies.html
Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSSOServiceRolePolicy.html
"""
_OF_NO_RESOURCE = frozenset({"iam:ListPolicies", "iam:ListRoles"})
"""What Identity Center lists there; these actions know no resource."""
_TRAIL = "AWS::CloudTrail::Trail"
_OVER_DATA = ("AWS::Athena::WorkGroup", "AWS::Glue::Table")
_RESULTS = "arn:aws:s3:::guardrails-trail-search-*"
"""The bucket of query results, by the beginning of the name that CloudFormation makes up."""
# Handlers name what they call for properties that no stack of ours has.
_UNUSED_SERVICES = ("ec2", "firehose", "lambda", "s3tables")
_UNUSED = re.compile(r"iam:.*(Group|User)Policy|s3:.*Replication.*|glue:.*Connection")


def main() -> int:
    """Write the policies; return 0."""
    with tempfile.TemporaryDirectory() as folder:
        synthesize(Path(folder))
        for name, document in policies(Path(folder)).items():
            (PROJECT / "deploy" / f"execution-policy-{name}.json").write_text(
                render(document), encoding="utf-8"
            )
    return 0


def synthesize(folder: Path) -> None:
    """Synthesize the example, which has every section, without the validations."""
    environment = {
        **os.environ,
        "CDK_OUTDIR": str(folder),
        "CDK_VALIDATION": "false",
        "GUARDRAILS_BASELINE": str(PROJECT / "tests" / "example" / "baseline.yaml"),
    }
    subprocess.run([sys.executable, "app.py"], cwd=PROJECT, env=environment, check=True)


def policies(assembly: Path) -> dict[str, dict[str, Any]]:
    """Derive the policies from the templates of a cloud assembly, by account."""
    resources = {
        name: [
            resource
            for stack in stacks
            for resource in json.loads((assembly / f"{stack}.template.json").read_text("utf-8"))[
                "Resources"
            ].values()
        ]
        for name, stacks in STACKS.items()
    }
    return {
        name: policy(
            (resource["Type"] for resource in of_account),
            break_glass=any(_is_break_glass(resource) for resource in of_account),
        )
        for name, of_account in resources.items()
    }


def _is_break_glass(resource: dict[str, Any]) -> bool:
    return resource["Type"] == "AWS::IAM::Role" and matches(
        _BREAK_GLASS, f"arn:aws:iam::*:role/{resource['Properties'].get('RoleName', '')}"
    )


def policy(types: Iterable[str], *, break_glass: bool) -> dict[str, Any]:
    """Build the policy that lets CloudFormation make, read, change and delete resources of some types.

    Args:
        types: the types of the resources.
        break_glass: whether the break-glass role is among them, which has its name from an exemption.
    """
    used = sorted(set(types))
    actions = {action for each in used if each not in _OVER_DATA for action in handler_actions(each)}
    # The role must not read or write evidence because a search reads it and writes results.
    search = {action for each in used if each in _OVER_DATA for action in handler_actions(each)} - actions
    objects = {action for action in search if action.startswith("s3:")}
    keys = {action for action in search if action.startswith("kms:")}
    iam = {
        action for each in used if each != _ASSIGNMENT for action in handler_actions(each) if _is_iam(action)
    }
    center = (
        {action for action in handler_actions(_ASSIGNMENT) if _is_iam(action)} | _ROLES_OF_IDENTITY_CENTER
        if _ASSIGNMENT in used
        else set()
    )
    sets = (handler_actions(_STACK_SET) if _STACK_SET in used else set()) - {*_ON_ANY_SET, *iam}
    actions -= sets
    iam = {action for action in iam if "ServiceLinkedRole" not in action or _TRAIL in used}
    linked = sorted(action for action in iam if "ServiceLinkedRole" in action)
    of_cloudtrail = {"StringEquals": {"iam:AWSServiceName": "cloudtrail.amazonaws.com"}}
    statements = (
        _allow("Deploy", folded(one for one in actions | search - objects - keys if not _is_iam(one)), "*"),
        _allow("OwnStackSetsAlone", sorted(sets), _OWN_SETS),
        _allow("OwnRolesAlone", sorted(iam - set(linked) - _OF_NO_RESOURCE), _OWN),
        _allow("BreakGlassRoleAlone", sorted(_ON_BREAK_GLASS) if break_glass else [], [_BREAK_GLASS]),
        _allow("RolesAndPoliciesByName", sorted(_OF_NO_RESOURCE) if center else [], "*"),
        _allow("IdentityCenterInThisAccount", sorted(center), _OF_IDENTITY_CENTER),
        _allow("OutputsOfOwnStacks", ["cloudformation:DescribeStacks"] if center else [], _OWN_STACKS),
        _allow("RoleOfCloudTrail", linked, "*") | {"Condition": of_cloudtrail},
        _allow("QueryResultsAlone", sorted(objects), [_RESULTS]),
        _allow("KeyOfQueryResults", sorted(keys), "*")
        | {"Condition": {"StringLike": {"kms:EncryptionContext:aws:s3:arn": _RESULTS}}},
    )
    return {"Version": "2012-10-17", "Statement": [one for one in statements if one["Action"]]}


def _allow(sid: str, actions: list[str], resources: str | list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _is_iam(action: str) -> bool:
    return action.startswith("iam:")


def render(document: dict[str, Any]) -> str:
    """Render a policy for people to read."""
    return json.dumps(document, indent=2) + "\n"


def handler_actions(resource_type: str) -> set[str]:
    """List the IAM actions that a resource type's handlers call, as its CloudFormation schema names them."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    named = {
        _canonical(action)
        for handler in HANDLERS
        for action in schema["handlers"].get(handler, {}).get("permissions", [])
    }
    return {
        action
        for action in named
        if aws_facts.is_action(action)
        and action.partition(":")[0] not in _UNUSED_SERVICES
        and not _UNUSED.fullmatch(action)
    }


def _canonical(action: str) -> str:
    service, _, name = action.partition(":")
    return f"{service.lower()}:{name}"


if __name__ == "__main__":
    sys.exit(main())
