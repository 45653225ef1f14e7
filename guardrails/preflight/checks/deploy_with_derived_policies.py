"""Deploy with the derived policies, and with no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.aws_facts.arns import managed_policy_arn, policy_arn
from guardrails.baseline.bootstrap import EXECUTION_POLICY
from guardrails.preflight.bootstrap import places, role_name
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown

ADMINISTRATOR = managed_policy_arn("AdministratorAccess")
REMEDY = "bootstrap again with the policies that `python -m guardrails execution-policies` prints"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find roles of CloudFormation in the management account with wider or other policies."""
    captured = inspection.capture.stacks
    for place in places(inspection):
        if not place.is_management:
            continue
        if captured is None or captured.stacks is None:
            yield inspection.unknown(place.name, "cloudformation:DescribeStacks", "iam:GetRole")
            continue
        name = role_name("cfn-exec", inspection, place)
        role = next((role for role in captured.roles if role.name == name), None)
        if role is None:
            if place.roles is None:
                yield inspection.unknown(name, "iam:GetRole")
        elif role.policies is None:
            yield inspection.unknown(name, "iam:ListAttachedRolePolicies")
        else:
            yield from _judged(name, place.account.id, role.policies)


def _judged(role: str, account: str, attached: tuple[str, ...]) -> Iterator[PreflightViolation]:
    """Compare a role's policies with ours, whose names go on with the part that they deploy, and a number."""
    path = ("organization", "qualifier")
    own = re.compile(re.escape(policy_arn(account, EXECUTION_POLICY)) + r"(-[a-z0-9]+)*")
    if ADMINISTRATOR in attached:
        problem = "has AdministratorAccess, so a template can do everything"
        yield PreflightViolation(role, problem, REMEDY, path)
    elif not any(own.fullmatch(policy) for policy in attached):
        yield PreflightViolation(role, f"has no policy {EXECUTION_POLICY}", REMEDY, path)
    for policy in attached:
        if policy != ADMINISTRATOR and not own.fullmatch(policy):
            yield PreflightViolation(role, f"also has the policy {policy}", REMEDY, path)


CHECK = PreflightCheck(
    id="PF-BTS-003",
    title="Deploy with the derived policies, and with no others",
    why="CloudFormation makes what a template says, with the rights of this role; CDK gives everything.",
    fix="Bootstrap again with the policies that `python -m guardrails execution-policies` derives.",
    source="https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html",
    severity=FAILURE,
    check=check,
    reads=("stacks",),
)
