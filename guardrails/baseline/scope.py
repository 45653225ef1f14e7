"""Which part of the organization a baseline is about: all of it, or the units and accounts of `scope`."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.baseline.model import Baseline
from guardrails.errors import counted
from guardrails.organization import ROOT_PATH, Account, covers

_NAMED = 5
"""How many units a sentence names."""


def limited_to(baseline: Baseline) -> tuple[str, ...]:
    """Return the paths of the scope; nothing where it is the whole organization."""
    return () if ROOT_PATH in baseline.scope else baseline.scope


def narrowed(baseline: Baseline, paths: Iterable[str]) -> tuple[str, ...]:
    """Return where something stands within the scope: what stands above a unit of the scope stands there.

    Example: with the scope [Sandbox], what is placed at Root stands at Sandbox, and what is placed at
    Workloads stands nowhere.
    """
    return tuple(
        dict.fromkeys(
            unit if covers(path, unit) else path
            for path in paths
            for unit in baseline.scope
            if covers(path, unit) or covers(unit, path)
        )
    )


def is_inside(baseline: Baseline, path: str) -> bool:
    """Return whether what stands at a path is in the scope."""
    return any(covers(unit, path) for unit in baseline.scope)


def accounts_outside(baseline: Baseline) -> tuple[Account, ...]:
    """List the member accounts that the baseline leaves alone."""
    return tuple(account for account in baseline.tree.accounts if not is_inside(baseline, account.path))


def scope_sentence(paths: tuple[str, ...], outside: int) -> str:
    """Say what a verdict is about; nothing where it is the whole organization.

    Args:
        paths: the units and accounts of the scope; none where it is the whole organization.
        outside: how many member accounts are outside.
    """
    if not paths:
        return ""
    return f"Within {named_scope(paths)}; nothing is said of {counted(outside, 'account')} outside."


def named_scope(paths: tuple[str, ...]) -> str:
    """Name the units of a scope, of many only the first."""
    if not paths:
        return "the whole organization"
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
