"""Deploy with the derived policies, and with no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.aws_facts.arns import managed_policy_arn, policy_arn
from guardrails.baseline.bootstrap import EXECUTION_POLICY, EXECUTION_POLICY_ARCHIVE
from guardrails.capture.sections.stacks import CapturedRole
from guardrails.preflight.bootstrap import DeploymentPlace, places, role_name
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import ENTRY
from guardrails.preflight.statements import allows_everything, differences, statements_of

ADMINISTRATOR = managed_policy_arn("AdministratorAccess")
REMEDY = "bootstrap again with the policies that `python -m guardrails execution-policies` prints"
PATH = ("organization", "qualifier")


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find roles of CloudFormation that may do more, or less, than the baseline's templates need."""
    for place in places(inspection):
        if place.stacks(inspection) is None:
            yield _unknown(inspection, place)
            continue
        name, role = role_name("cfn-exec", inspection, place), place.role(inspection, "cfn-exec")
        if role is None:
            if any(call.action == "iam:GetRole" for call in inspection.capture.refused):
                yield inspection.unknown(name, "iam:GetRole")
        elif role.policies is None:
            yield inspection.unknown(name, "iam:ListAttachedRolePolicies")
        else:
            yield from _attached(place, name, role.policies)
            yield from _inline(inspection, role)
            yield from _documents(inspection, place, name, role.policies)


def _unknown(inspection: Inspection, place: DeploymentPlace) -> Unknown:
    if place.is_management:
        return inspection.unknown(place.name, "cloudformation:DescribeStacks", "iam:GetRole")
    if inspection.capture.read_by.member_role:
        return inspection.unknown(place.name, ENTRY, "cloudformation:DescribeStacks")
    remedy = f"capture again with --member-role and --stack-account {place.account.id}"
    return Unknown(place.name, (ENTRY,), remedy)


def _attached(place: DeploymentPlace, role: str, attached: tuple[str, ...]) -> Iterator[PreflightViolation]:
    """Compare a role's policies with ours, whose names go on with the part that they deploy, and a number."""
    base = EXECUTION_POLICY if place.is_management else EXECUTION_POLICY_ARCHIVE
    own = re.compile(re.escape(policy_arn(place.account.id, base)) + r"(-[a-z0-9]+)*")
    if ADMINISTRATOR in attached:
        problem = "has AdministratorAccess, so a template can do everything"
        yield PreflightViolation(role, problem, REMEDY, PATH)
    elif not any(own.fullmatch(policy) for policy in attached):
        yield PreflightViolation(role, f"has no policy {base}", REMEDY, PATH)
    for policy in attached:
        if policy != ADMINISTRATOR and not own.fullmatch(policy):
            yield PreflightViolation(role, f"also has the policy {policy}", REMEDY, PATH)


def _inline(inspection: Inspection, role: CapturedRole) -> Iterator[PreflightViolation | Unknown]:
    if role.inline is None:
        yield inspection.unknown(role.name, "iam:ListRolePolicies")
    for policy in role.inline or ():
        yield PreflightViolation(role.name, f"also has the inline policy {policy}", REMEDY, PATH)


def _documents(
    inspection: Inspection, place: DeploymentPlace, role: str, attached: tuple[str, ...]
) -> Iterator[PreflightViolation | Unknown]:
    """Compare the documents in AWS with the derived ones; without an assembly, with everything."""
    captured = inspection.capture.stacks.policies if inspection.capture.stacks else ()
    documents = [policy.document for policy in captured if policy.arn in attached]
    if None in documents:
        yield inspection.unknown(role, "iam:GetPolicy", "iam:GetPolicyVersion")
        return
    live = [statement for document in documents for statement in statements_of(document)]
    if any(map(allows_everything, live)):
        yield PreflightViolation(role, "has a policy that allows everything on everything", REMEDY, PATH)
    derived = (inspection.derived or {}).get((place.account.id, place.region))
    if derived is not None and documents:
        wanted = [statement for document in derived for statement in statements_of(document)]
        for problem in differences(wanted, live):
            yield PreflightViolation(role, problem, REMEDY, PATH)


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
