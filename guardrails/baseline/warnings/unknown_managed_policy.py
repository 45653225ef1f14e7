"""Warn of AWS managed policies that AWS doesn't publish under this name."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import nearest
from guardrails.aws_facts.managed_policies import managed_policies_date, managed_policy_names
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.marked import Path

_OF_SERVICES = "aws-service-role/"
"""Policies of service-linked roles, which the pinned data leaves out."""


def _find(baseline: Baseline) -> Iterator[Match]:
    names = managed_policy_names()
    for path, name in _named(baseline):
        if name in names or name.startswith(_OF_SERVICES):
            continue
        near = _with_its_path(name, names) or nearest(name, names)
        yield Match(
            path,
            f'there is no AWS managed policy "{name}" among those of {managed_policies_date()}',
            f'did you mean "{near}"?' if near else "copy the part of its ARN after policy/",
        )


def _with_its_path(name: str, names: frozenset[str]) -> str | None:
    """Find the policy of this name under another path, such as job-function/Billing for Billing."""
    last = name.rpartition("/")[2].lower()
    return next(
        (candidate for candidate in sorted(names) if candidate.rpartition("/")[2].lower() == last), None
    )


def _named(baseline: Baseline) -> Iterator[tuple[Path, str]]:
    """List the AWS managed policies that the baseline names, with their places."""
    for name, permission_set in (baseline.access.permission_sets if baseline.access else {}).items():
        if permission_set.existing:
            continue  # its owner says what it has
        set_path = ("access", "permission_sets", name)
        yield from _numbered((*set_path, "managed"), permission_set.managed)
        if permission_set.boundary and permission_set.boundary.managed:
            yield (*set_path, "boundary", "managed"), permission_set.boundary.managed
    accounts = baseline.accounts
    if accounts and accounts.audit_role:
        yield from _numbered(("accounts", "audit_role", "policies"), accounts.audit_role.policies)
    if accounts and accounts.break_glass:
        yield from _numbered(("accounts", "break_glass", "policies"), accounts.break_glass.policies)


def _numbered(list_path: Path, names: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    return (((*list_path, index), name) for index, name in enumerate(names))


UNKNOWN_MANAGED_POLICY = BaselineWarning(
    id="unknown-managed-policy",
    title="Every AWS managed policy exists",
    why="The deployment fails at a policy that doesn't exist. The list that names are held against may be "
    "older than a policy that AWS added; `make facts` refreshes it.",
    source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    find=_find,
)
