"""Check a role that a stack set of ours makes in every account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.organization import ROOT_PATH
from guardrails.preflight.check import Inspection, PreflightViolation, Unknown
from guardrails.preflight.inside import inside
from guardrails.preflight.trust import named_callers, trusted_accounts


@dataclass(frozen=True)
class WantedRole:
    """A role that the baseline asks for in many accounts."""

    stack_set: str
    """The stack set that makes it."""
    name: str
    trusted: str
    """The id of the account that it trusts."""
    path: tuple[str, ...]
    """The part of the baseline that asks for it."""
    callers: frozenset[str] = frozenset()
    """The ARN patterns of the callers in that account; none where its own policies decide."""
    at: tuple[str, ...] = (ROOT_PATH,)
    """The paths of the nodes whose accounts have it; the management account always does."""

    @property
    def expected(self) -> str:
        """The callers, or the account, that the file names."""
        return ", ".join(sorted(self.callers)) or self.trusted


def deployed_role(inspection: Inspection, wanted: WantedRole) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts without the role, or with one that trusts others.

    Nothing is amiss before the first deployment makes the stack set.
    """
    captured = inspection.capture.stacks
    stack_sets = captured.stack_sets if captured is not None else None
    if stack_sets is None:
        yield inspection.unknown(wanted.stack_set, "cloudformation:ListStackSets")
        return
    deployed = any(candidate.name == wanted.stack_set for candidate in stack_sets)
    known, unknown = inside(inspection, lambda details: details.roles, "iam:ListRoles", at=wanted.at)
    yield from unknown
    for account, roles in known:
        if wanted.name in roles:
            actual = _misplaced(roles[wanted.name], wanted)
            if actual:
                problem = (
                    f"has the role {wanted.name}, which trusts {actual}; the file names {wanted.expected}"
                )
                yield PreflightViolation(
                    account.path, problem, "deploy the stack guardrails-accounts", wanted.path
                )
        elif deployed:
            problem = f"lacks the role {wanted.name}"
            yield PreflightViolation(
                account.path, problem, "deploy the stack guardrails-accounts", wanted.path
            )


def _misplaced(trust: str, wanted: WantedRole) -> str:
    """Name whom a role trusts against the file; empty where that is as the file says."""
    accounts = trusted_accounts(trust)
    if accounts != {wanted.trusted}:
        return ", ".join(sorted(accounts)) or "AWS's services alone"
    if not wanted.callers:
        return ""
    callers = named_callers(trust)
    if callers is None:
        return f"everybody in {wanted.trusted}"
    return "" if callers == wanted.callers else ", ".join(sorted(callers))
