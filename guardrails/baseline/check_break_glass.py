"""Check the role for emergencies against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import role_arn
from guardrails.baseline.context import Context
from guardrails.baseline.existing_sets import assignments_of_others
from guardrails.baseline.sections.accounts import AccountRoles
from guardrails.baseline.sections.break_glass import BreakGlass
from guardrails.errors import Finding
from guardrails.policy.language.patterns import arn_matches

_WHERE = ("accounts", "break_glass")
_NOBODY = "0" * 12
"""The id of no account, so that a pattern that matches it matches every account."""


def break_glass(c: Context, section: AccountRoles) -> Iterator[Finding]:
    """Find what is wrong with the role for emergencies, whether it is switched on or not."""
    role = section.break_glass
    if role is None:
        return
    if role.name == section.audit_role.name:
        yield c.value_at((*_WHERE, "name"), "is the name of the audit role too", "give it another one")
    if role.enabled and not _is_exempt(c, role):
        problem = f"no exemption frees {role.name} from all controls in every account"
        remedy = f"add one with `principal: arn:aws:iam::*:role/{role.name}` and without `controls`"
        yield c.at(_WHERE, problem, remedy)
    yield from _permission_sets(c, role)


def _is_exempt(c: Context, role: BreakGlass) -> bool:
    arn = role_arn(_NOBODY, role.name)
    return any(
        exemption.controls is None and arn_matches(exemption.principal, arn)
        for exemption in c.baseline.exemptions.values()
    )


def _permission_sets(c: Context, role: BreakGlass) -> Iterator[Finding]:
    """Find permission sets that nobody has in the management account, so that nobody comes in by them."""
    access = c.baseline.access
    if access is None or c.written("access") is None:
        return
    set_names = c.keys("access", "permission_sets")
    for index, name in enumerate(role.permission_sets):
        place = (*_WHERE, "permission_sets", index)
        yield from c.named(place, "permission set", name, set_names)
        assigned = any(
            assignment.permission_set == name and c.management in assignment.at
            for assignment in access.assignments
        ) or any(
            assignment.permission_set == name and assignment.account == c.baseline.tree.management_account.id
            for assignment in assignments_of_others(c.baseline) or ()
        )
        if name in set_names and not assigned:
            problem = f"nobody has {name} in the management account, where the caller must come from"
            yield c.value_at(place, problem, f"assign it at {c.management}")
