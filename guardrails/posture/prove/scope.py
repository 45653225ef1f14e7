"""Which accounts the proof is about.

The reading of `scope` is the proof's own: the compiler narrows where guardrails stand, the proof asks of each
account whether the scope names it or something above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails.baseline.model import Baseline
from guardrails.organization import ROOT_PATH, Account, Organization, covers
from guardrails.posture.model import Posture
from guardrails.posture.prove.report import Failure
from guardrails.posture.to_come import is_new, unit_of


def in_scope(baseline: Baseline, organization: Organization, path: str) -> bool:
    """Return whether the scope names what stands at a path, or anything above it."""
    scope = baseline.file.scope
    return scope is None or any(node.path in scope or node.id in scope for node in organization.lineage(path))


def is_proven(baseline: Baseline, organization: Organization, account: Account) -> bool:
    """Return whether the proof is about an account, or about a new account of a unit."""
    return in_scope(baseline, organization, unit_of(account) if is_new(account) else account.path)


def standing_over(baseline: Baseline, paths: Iterable[str], below: str) -> list[str]:
    """Return the nodes over an account where a guardrail stands that the file places at some paths.

    A guardrail that the file places above a unit of the scope stands at that unit.
    """
    by_id = baseline.tree.by_id
    scope = [by_id[name].path if name in by_id else name for name in baseline.file.scope or (ROOT_PATH,)]
    units = [unit for unit in scope if covers(unit, below)]
    over = [path for path in paths if covers(path, below)]
    return [unit if covers(path, unit) else path for path in over for unit in units]


def outside(baseline: Baseline, organization: Organization) -> tuple[Account, ...]:
    """List the member accounts of which the proof says nothing."""
    return tuple(
        account for account in organization.accounts if not in_scope(baseline, organization, account.path)
    )


def strays(baseline: Baseline, posture: Posture) -> Iterator[Failure]:
    """Find policies that are attached outside of the scope."""
    organization = posture.organization
    for policy in posture.declared:
        if policy.target in organization.by_path and not in_scope(baseline, organization, policy.target):
            problem = f"{policy.name} is attached to {policy.target}, which is outside the scope"
            location = policy.origins[0] if policy.origins else baseline.locate("scope")
            remedy = "this is a fault of the compiler: report it, and don't deploy"
            yield Failure(5, "outside-scope", location, "scope", problem, remedy)
