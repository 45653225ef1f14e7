"""Who must make the roles that every account has, and who must assume them."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import managed_policy_arn, role_arn, stack_arn
from guardrails.baseline.deployed import called, everywhere, resources_called
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import STACK_SET, AuditRole
from guardrails.baseline.sections.break_glass import BREAK_GLASS_SET, BreakGlass
from guardrails.organization import Account
from guardrails.posture.prove.lockout.auditors import auditors, break_glass_callers
from guardrails.posture.prove.lockout.callers import Member
from guardrails.posture.prove.lockout.needs import Keys, Need, NeededCall, below
from guardrails.posture.prove.worlds import World

_ON_STACKS = tuple(
    f"cloudformation:{name}" for name in ("CreateStack", "DeleteStack", "DescribeStacks", "UpdateStack")
)
"""AWS doesn't list them: the role needs `cloudformation:*`, it says, and what the template's resources need.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
"""
_WITH_POLICY = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")
_WITH_BOUNDARY = (*_WITH_POLICY, "iam:CreateRole", "iam:PutRolePermissionsBoundary")
"""Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html"""


def roles_everywhere(baseline: Baseline, world: World) -> Iterator[Need]:
    """List what the audit role and the break-glass role take, in the accounts that get them."""
    section = baseline.accounts
    if section is None:
        return
    if section.audit_role.enabled:
        accounts = tuple(below(section.at, world.accounts))
        if accounts:
            yield _by_stack_sets(baseline, accounts, "audit_role", STACK_SET, section.audit_role)
        yield from auditors(baseline, section, world)
    if section.break_glass is not None and section.break_glass.enabled:
        yield _by_stack_sets(baseline, world.accounts, "break_glass", BREAK_GLASS_SET, section.break_glass)
        yield from break_glass_callers(baseline, section.break_glass, world.accounts)


def _by_stack_sets(
    baseline: Baseline,
    accounts: tuple[Account, ...],
    field: str,
    stack_set: str,
    section: AuditRole | BreakGlass,
) -> Need:
    """StackSets' role makes, changes and removes a role that accounts have.

    The roles from which StackSets assumes it are linked to the service: no policy binds those.
    """
    home, account = baseline.organization.home_region, accounts[0].id
    stack = stack_arn(home, account, f"StackSet-{stack_set}-?*", "?*")
    role = everywhere(stack_set, account, section.name)
    calls = [NeededCall(action, stack) for action in _ON_STACKS]
    calls += [
        NeededCall(action, resource, keys)
        for action in called(role.type)
        for resource in resources_called(role, action)
        for keys in _keys(action, section.policies)
    ]
    return Need(
        f"accounts.{field}",
        baseline.locate("accounts", field),
        Member(role_arn(account, f"stacksets-exec-{'?' * 32}")),
        tuple(calls),
        "allow iam and cloudformation there, and exempt arn:aws:iam::*:role/stacksets-exec-*",
        "StackSets",
        accounts,
    )


def _keys(action: str, policies: tuple[str, ...]) -> Iterator[Keys]:
    """List the condition keys of an action on the role: its policies, and its only one as its boundary."""
    arns = [managed_policy_arn(name) for name in policies]
    boundary: Keys = ()
    if action in _WITH_BOUNDARY and len(arns) == 1:
        boundary = (("iam:PermissionsBoundary", arns[0]),)
    if action in _WITH_POLICY:
        yield from ((("iam:PolicyARN", arn), *boundary) for arn in arns)
    else:
        yield boundary
