"""Check the section `accounts` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guardrails import marked
from guardrails.baseline.bootstrap import STACK_SETS_ROLES
from guardrails.baseline.check_break_glass import break_glass
from guardrails.baseline.context import Context
from guardrails.baseline.full_access import FULL_ACCESS_POLICIES
from guardrails.baseline.scope import narrowed
from guardrails.baseline.sections.accounts import AccountRoles, AuditRole
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH, covers
from guardrails.policy.language.patterns import arn_matches


def accounts(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `accounts`."""
    yield from _closed(c)
    section = c.baseline.accounts
    if section is None:
        return
    yield from _places(c, section)
    yield from _trusted(c, section.audit_role)
    roles = {"audit_role": section.audit_role, "break_glass": section.break_glass}
    for name, role in roles.items():
        for index, policy in enumerate(role.policies if role else ()):
            if role and policy in role.policies[:index]:
                policy_path = ("accounts", name, "policies", index)
                yield c.at(policy_path, f'"{policy}" stands in the list twice', "keep one of the two")
    yield from _hindered(c, section)
    yield from break_glass(c, section)


def _places(c: Context, section: AccountRoles) -> Iterator[Finding]:
    for index, path in enumerate(section.at):
        entry_path = ("accounts", "at", index)
        yield from c.exists(entry_path, path)
        if path in c.account_paths:
            problem = f'"{path}" is an account; this goes to whole organizational units'
            yield c.at(entry_path, problem, "name the unit that it is in, or Root")
        for earlier_path in section.at[:index]:
            if covers(earlier_path, path) or covers(path, earlier_path):
                upper, lower = (earlier_path, path) if covers(earlier_path, path) else (path, earlier_path)
                problem = f"the accounts of {lower} stand in the list twice"
                yield c.at(entry_path, problem, f"keep {upper}, which has everything below it")


def _closed(c: Context) -> Iterator[Finding]:
    """Find entries of `closed` that are no member account, or that the baseline can't do without."""
    section, trail = c.baseline.file.accounts, c.baseline.trail
    closed = section.closed if section is not None else ()
    for index, path in enumerate(closed):
        entry_path = ("accounts", "closed", index)
        yield from c.bound(entry_path, path)
        if path in c.paths - c.account_paths:
            yield c.at(entry_path, f'"{path}" is not an account', "name each account in it that is closed")
        if path in closed[:index]:
            yield c.at(entry_path, f'"{path}" stands in the list twice', "keep one of the two")
    roles = {
        ("trail", "archive_account"): trail.archive_account if trail else None,
        ("accounts", "audit_role", "trusted_account"): section.audit_role.trusted_account
        if section and section.audit_role
        else None,
    }
    for field_path, role_path in roles.items():
        if role_path in closed:
            yield c.value_at(
                field_path, f'"{role_path}" is in accounts.closed', "name an account that is open"
            )


def _trusted(c: Context, role: AuditRole) -> Iterator[Finding]:
    if role.trusted_account is not None:
        field_path = ("accounts", "audit_role", "trusted_account")
        yield from c.exists(field_path, role.trusted_account)
        if role.trusted_account in c.paths - c.account_paths:
            problem = f'"{role.trusted_account}" is not an account'
            yield c.value_at(field_path, problem, "name one, such as Security/audit")
    for path, account_id in c.account_ids:
        if account_id == role.trusted_account_id:
            field_path = ("accounts", "audit_role", "trusted_account_id")
            problem = f'"{account_id}" is no outside party'
            yield c.value_at(field_path, problem, f"write trusted_account: {path}")
    for index, name in enumerate(role.policies):
        if role.enabled and role.trusted_account_id is not None and name in FULL_ACCESS_POLICIES:
            problem = f"{name} gives an outside party full access in every account"
            remedy = "take SecurityAudit, which reads how everything is configured"
            yield c.value_at(("accounts", "audit_role", "policies", index), problem, remedy)


def _hindered(c: Context, section: AccountRoles) -> Iterator[Finding]:
    """Find the guardrails that keep StackSets from its work: a service control policy binds it too."""
    rescued = section.break_glass is not None and section.break_glass.enabled
    for index, guardrail in enumerate(c.baseline.guardrails):
        if guardrail.control == "protect_audit_role" and not _is_exempt(c, guardrail.control):
            problem = "keeps CloudFormation StackSets from making, changing and removing the role"
            yield c.at(("guardrails", index), problem, f"exempt {STACK_SETS_ROLES} from it")
        if guardrail.control == "protect_exempt_roles" and rescued and not _is_exempt(c, guardrail.control):
            problem = "keeps CloudFormation StackSets from making the break-glass role"
            yield c.at(("guardrails", index), problem, f"exempt {STACK_SETS_ROLES} from it")
    places: list[tuple[marked.Path, str]] = [
        (("accounts", "at", index), place)
        for index, path in enumerate(section.at)
        for place in narrowed(c.baseline, (path,))
    ]
    if rescued and ROOT_PATH not in section.at:
        places += [(("accounts", "break_glass"), path) for path in c.baseline.scope]  # it goes everywhere
    for field_path, path in places:
        below = sorted(node for node in c.paths - {ROOT_PATH, c.management} if covers(path, node))
        for control_id, template, may_use in _NEEDS:
            standing = any(guardrail.control == control_id for guardrail in c.baseline.guardrails)
            barred = [node for node in below if standing and not may_use(c, node)]
            if barred and not _is_exempt(c, control_id):
                problem = template.format(barred[0])
                remedy = f"allow it there, or exempt {STACK_SETS_ROLES} from {control_id}"
                yield c.at(field_path, problem, remedy)


def _home_region(c: Context, address: str) -> bool:
    home = c.baseline.organization.home_region
    is_written = c.written("organization", "home_region") == home
    return not is_written or c.may_use_region(home, address)


def _services(c: Context, address: str) -> bool:
    return all(c.may_use(service, address) for service in ("cloudformation", "iam"))


def _at_liberty(c: Context, address: str) -> bool:
    return not any(
        covers(path, address)
        for guardrail in c.baseline.guardrails
        if guardrail.control == "quarantine_accounts"
        for path in guardrail.at
    )


_NEEDS: tuple[tuple[str, str, Callable[[Context, str], bool]], ...] = (
    ("deny_unused_regions", "StackSets needs the home region, which {} may not use", _home_region),
    ("deny_unused_services", "StackSets needs cloudformation and iam, which {} may not use", _services),
    ("quarantine_accounts", "StackSets can do nothing in {}, which is in quarantine", _at_liberty),
)
"""Denials that hinder StackSets' role: the control, the problem, and whether an account is free of it."""


def _is_exempt(c: Context, control_id: str) -> bool:
    """Return whether some exemption names StackSets' role in every account."""
    probe = STACK_SETS_ROLES.replace("::*:", "::000000000000:").replace("exec-*", f"exec-{'0' * 32}")
    return any(
        arn_matches(exemption.principal, probe)
        for exemption in c.baseline.exemptions.values()
        if exemption.covers(control_id)
    )
