"""Who must make and assume the roles that every account has."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.baseline.sections.break_glass import BREAK_GLASS_SET
from guardrails.organization import Account
from guardrails.posture.prove.askers import Manager, Member, Stranger
from guardrails.posture.prove.needs import Call, Need

_STACK = tuple(f"cloudformation:{name}Stack" for name in ("Create", "Delete", "Update"))
_ROLE = tuple(
    f"iam:{name}"
    for name in ["CreateRole", "DeleteRole", "GetRole", "TagRole", "AttachRolePolicy", "PutRolePolicy"]
)
_OF_SET = "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_{}_0123456789abcdef"
_SOMEWHERE = "198.51.100.7"
"""An address in no network that anybody names."""


def roles_everywhere(baseline: Baseline, account: Account) -> Iterator[Need]:
    """List what the audit role and the break-glass role of an account take."""
    yield from _audit_role(baseline, account)
    yield from _break_glass(baseline, account)


def _audit_role(baseline: Baseline, account: Account) -> Iterator[Need]:
    if baseline.accounts is None or not baseline.accounts.audit_role.enabled:
        return
    section = baseline.accounts.audit_role
    auditor, role = section.trusted_account_id, f"arn:aws:iam::{account.id}:role/{section.name}"
    if auditor is not None:
        yield Need(
            "accounts.audit_role",
            baseline.locate("accounts", "audit_role"),
            Stranger(f"arn:aws:iam::{auditor}:role/auditor"),
            (Call("sts:AssumeRole", role),),
            f'let the auditor in: deny_outside_principals takes `partners_of: {{ sts: ["{auditor}"] }}`',
        )
    yield _by_stack_sets(baseline, role, "audit_role", STACK_SET, section.policies)


def _break_glass(baseline: Baseline, account: Account) -> Iterator[Need]:
    """StackSets makes the role, and its callers, who are in the management account, assume it."""
    section = baseline.accounts.break_glass if baseline.accounts else None
    if section is None or not section.enabled:
        return
    role = f"arn:aws:iam::{account.id}:role/{section.name}"
    yield _by_stack_sets(baseline, role, "break_glass", BREAK_GLASS_SET, section.policies)
    management = baseline.tree.management_account.id
    address = section.source_addresses[0].partition("/")[0] if section.source_addresses else _SOMEWHERE
    for caller in (*section.callers, *(_OF_SET.format(name) for name in section.permission_sets)):
        yield Need(
            "accounts.break_glass",
            baseline.locate("accounts", "break_glass"),
            Manager(
                f"arn:aws:iam::{management}:{caller}",
                baseline.organization.root,
                address,
                second_factor=section.require_mfa,
            ),
            (Call("sts:AssumeRole", role),),
            "let the management account's callers assume it",
        )


def _by_stack_sets(
    baseline: Baseline, role: str, field: str, stack_set: str, policies: tuple[str, ...]
) -> Need:
    """StackSets' role makes, changes and removes a role that every account has."""
    home, account = baseline.organization.home_region, role.split(":")[4]
    stack = f"arn:aws:cloudformation:{home}:{account}:stack/StackSet-{stack_set}-0123abcd/0123abcd"
    attached = [f"arn:aws:iam::aws:policy/{name}" for name in policies]
    return Need(
        f"accounts.{field}",
        baseline.locate("accounts", field),
        Member(f"arn:aws:iam::{account}:role/stacksets-exec-0123456789abcdef0123456789abcdef"),
        (
            *(Call(action, stack) for action in _STACK),
            *(Call(action, role) for action in _ROLE),
            *(Call("iam:AttachRolePolicy", role, policy=arn) for arn in attached),
        ),
        "allow iam and cloudformation there, and exempt arn:aws:iam::*:role/stacksets-exec-*",
    )
