"""Read the roles of CDK's bootstraps, with the documents of the policies that they deploy with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from guardrails.capture.ours import BOOTSTRAP_OUTPUT
from guardrails.capture.sections.stacks import CapturedManagedPolicy, CapturedRole, CapturedStack
from guardrails.live.reading import Reading

OPERATIONS = {
    "iam:GetRole": "the trust policies of a bootstrap's roles",
    "iam:ListAttachedRolePolicies": "the policies that a bootstrap deploys with",
    "iam:ListRolePolicies": "the inline policies that a bootstrap deploys with",
    "iam:GetRolePolicy": "the document of an inline policy that a bootstrap deploys with",
    "iam:GetPolicy": "which version of a policy a bootstrap deploys with",
    "iam:GetPolicyVersion": "the document of a policy that a bootstrap deploys with",
}
_ROLES = ("cfn-exec", "deploy")
"""The roles of a bootstrap that matter here: what deploys, and who may ask for it."""
_NO_ROLE = frozenset({"NoSuchEntity"})
_AWS = "aws"
"""The account in the ARN of a policy that AWS manages: everybody knows its document by its name."""


def role_names(account: str, stacks: Iterable[CapturedStack]) -> Iterator[str]:
    """Give the names of the roles of those stacks that are bootstraps."""
    for stack in stacks:
        qualifier = stack.parameters.get("Qualifier")
        if qualifier and BOOTSTRAP_OUTPUT in stack.outputs:
            yield from (f"cdk-{qualifier}-{role}-role-{account}-{stack.region}" for role in _ROLES)


def read_role(reading: Reading, name: str) -> CapturedRole | None:
    """Read a role with its policies; None where it isn't there, or AWS refuses to show it."""
    answer = reading.ask("iam:GetRole", name, absent=_NO_ROLE, RoleName=name)
    if not answer:
        return None
    policies = reading.list("iam:ListAttachedRolePolicies", "AttachedPolicies", name, RoleName=name)
    role = answer["Role"]
    return CapturedRole(
        name=name,
        arn=role["Arn"],
        policies=None if policies is None else tuple(sorted(policy["PolicyArn"] for policy in policies)),
        inline=_inline(reading, name),
        boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        trust=json.dumps(role["AssumeRolePolicyDocument"]),
    )


def _inline(reading: Reading, role: str) -> dict[str, str | None] | None:
    names = reading.list("iam:ListRolePolicies", "PolicyNames", role, RoleName=role)
    if names is None:
        return None
    documents: dict[str, str | None] = {}
    for name in sorted(map(str, names)):
        answer = reading.ask("iam:GetRolePolicy", f"{role}/{name}", RoleName=role, PolicyName=name)
        documents[name] = None if answer is None else json.dumps(answer["PolicyDocument"])
    return documents


def policy_arns(roles: Iterable[CapturedRole]) -> list[str]:
    """Return the ARNs of the policies of an account's own that roles have, boundaries included, sorted."""
    arns = {arn for role in roles for arn in (*(role.policies or ()), role.boundary) if arn}
    return sorted(arn for arn in arns if arn.split(":")[4] != _AWS)


def read_policy(reading: Reading, arn: str) -> CapturedManagedPolicy:
    """Read the document that is in force: the one of the default version."""
    answer = reading.ask("iam:GetPolicy", arn, PolicyArn=arn)
    if answer is None:
        return CapturedManagedPolicy(arn=arn)
    version = answer["Policy"]["DefaultVersionId"]
    read = reading.ask("iam:GetPolicyVersion", arn, PolicyArn=arn, VersionId=version)
    document = None if read is None else json.dumps(read["PolicyVersion"]["Document"])
    return CapturedManagedPolicy(arn=arn, document=document)


__all__ = ["OPERATIONS", "policy_arns", "read_policy", "read_role", "role_names"]
