"""Compare two baselines, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guardrails.changes.access import access_changes
from guardrails.changes.alerts import alert_changes
from guardrails.changes.budgets import budget_changes
from guardrails.changes.closed import closed_changes
from guardrails.changes.elevations import elevation_changes
from guardrails.changes.exemptions import exemption_changes
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection, SectionChanges
from guardrails.changes.rest import other_changes
from guardrails.changes.roles import role_changes
from guardrails.changes.trail import trail_changes

_SECTIONS: tuple[Callable[[BaselinePair], Iterator[Entry]], ...] = (
    access_changes,
    elevation_changes,
    role_changes,
    closed_changes,
    exemption_changes,
    trail_changes,
    alert_changes,
    budget_changes,
    other_changes,
)


_COMPARED = frozenset(
    (
        "organization",
        "scope",
        "exemptions",
        "trail",
        "former",
        "alerts",
        "budgets",
        "access",
        "accounts",
        "tags",
        "accept",
    )
)
_BY_POLICIES = frozenset(("regions", "services", "guardrails", "management_policies"))
"""Whatever these sections say is in the policies."""


_UNDECLARED = ("direct entitlements of IAM account access manager",)
"""They give a user or a group of Identity Center an IAM role, past every permission set.

Source: https://docs.aws.amazon.com/cli/latest/reference/account-access/create-entitlement.html
"""


def baseline_changes(pair: BaselinePair) -> SectionChanges:
    """Compare the sections that no organization policy shows by their effect, what widens first."""
    entries = [entry for compare in _SECTIONS for entry in compare(pair)]
    order = list(SafetyDirection)
    return SectionChanges(
        tuple(sorted(entries, key=lambda entry: order.index(entry.direction))),
        tuple(
            name
            for name in type(pair.after.file).model_fields
            if name not in _COMPARED | _BY_POLICIES
            and getattr(pair.before.file, name) != getattr(pair.after.file, name)
        ),
        undeclared=_UNDECLARED,
        pair=pair,
    )
