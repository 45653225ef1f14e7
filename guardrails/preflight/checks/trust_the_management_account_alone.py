"""Let the management account alone deploy."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.bootstrap import places, role_name
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.trust import trusted_accounts

PATH = ("organization", "qualifier")


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Compare the accounts that a bootstrap's deploy role trusts with the management account and its own."""
    management = inspection.baseline.organization.management_account.id
    for place in places(inspection):
        if place.roles is None:
            yield place.unknown(inspection)
            continue
        trust = place.roles.get(role_name("deploy", inspection, place))
        if trust is None:
            continue  # There is no bootstrap, which PF-BTS-001 reports.
        trusted = trusted_accounts(trust)
        if management not in trusted:
            problem = f"has a bootstrap that doesn't trust the management account {management}"
            yield PreflightViolation(place.name, problem, f"bootstrap again with --trust {management}", PATH)
        for account in sorted(trusted - {management, place.account.id}):
            problem = f"has a bootstrap through which {account} can deploy"
            yield PreflightViolation(
                place.name, problem, "bootstrap again with --untrust for this account", PATH
            )


CHECK = PreflightCheck(
    id="PF-BTS-002",
    title="Let the management account alone deploy",
    why="An account that may assume the deploy role can change the trail's bucket and the policies.",
    fix="Bootstrap again, and trust the management account alone.",
    source="https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html",
    severity=FAILURE,
    check=check,
    reads=("stacks", "accounts"),
)
