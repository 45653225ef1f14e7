"""Check a role that a stack set of ours makes in every account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.organization import ROOT_PATH, covers
from guardrails.preflight.check import Inspection, Unknown, Violation
from guardrails.preflight.inside import inside
from guardrails.preflight.trust import trusted_accounts


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
    at: tuple[str, ...] = (ROOT_PATH,)
    """The paths of the nodes whose accounts have it; the management account always does."""


def deployed_role(inspection: Inspection, wanted: WantedRole) -> Iterator[Violation | Unknown]:
    """Find accounts without the role, or with one that trusts others.

    Nothing is amiss before the first deployment makes the stack set.
    """
    captured = inspection.capture.stacks
    stack_sets = captured.stack_sets if captured is not None else None
    if stack_sets is None:
        yield inspection.unknown(wanted.stack_set, "cloudformation:ListStackSets")
        return
    deployed = any(candidate.name == wanted.stack_set for candidate in stack_sets)
    known, unknown = inside(inspection, lambda details: details.roles, "iam:ListRoles")
    yield from unknown
    management = inspection.baseline.tree.management_account
    for account, roles in known:
        within = account == management or any(covers(node, account.path) for node in wanted.at)
        if not within:
            continue
        if wanted.name in roles:
            accounts = trusted_accounts(roles[wanted.name])
            if accounts != {wanted.trusted}:
                actual = ", ".join(sorted(accounts)) or "AWS's services alone"
                problem = (
                    f"has the role {wanted.name}, which trusts {actual}; the file names {wanted.trusted}"
                )
                yield Violation(account.path, problem, "deploy the stack guardrails-accounts", wanted.path)
        elif deployed:
            problem = f"lacks the role {wanted.name}"
            yield Violation(account.path, problem, "deploy the stack guardrails-accounts", wanted.path)
