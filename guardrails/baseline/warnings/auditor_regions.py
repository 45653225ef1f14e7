"""Warn of an auditor who can't read in every region."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import role_arn
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.organization import covers
from guardrails.policy.language.patterns import arn_matches

_REGIONS = "deny_unused_regions"
_ANY_ACCOUNT = "000000000000"


def _find(baseline: Baseline) -> Iterator[Match]:
    accounts = baseline.accounts
    if accounts is None or not accounts.audit_role.enabled:
        return
    principal = role_arn("*", accounts.audit_role.name)
    bound = any(
        covers(denied_path, path) or covers(path, denied_path)
        for guardrail in baseline.guardrails
        if guardrail.control == _REGIONS
        for denied_path in narrowed(baseline, guardrail.at)
        for path in narrowed(baseline, accounts.at)
    )
    if bound and not _exempt(baseline, principal.replace("*", _ANY_ACCOUNT)):
        yield Match(
            ("accounts", "audit_role"),
            f"{_REGIONS} keeps the auditor from reading in unused regions, where intruders hide",
            f"add under exemptions: {_lines(baseline, principal)}",
        )


def _exempt(baseline: Baseline, arn: str) -> bool:
    return any(
        exemption.covers(_REGIONS) and arn_matches(exemption.principal, arn)
        for exemption in baseline.exemptions.values()
    )


def _lines(baseline: Baseline, principal: str) -> str:
    owner = next((exemption.owner for exemption in baseline.exemptions.values()), "security@example.com")
    names = ("auditor", *(f"auditor-{number}" for number in range(2, len(baseline.exemptions) + 3)))
    name = next(name for name in names if name not in baseline.exemptions)
    return (
        f'{name}: {{ principal: "{principal}", owner: {owner}, '
        f"reason: Reads in every region, controls: [{_REGIONS}] }}"
    )


AUDITOR_REGIONS = BaselineWarning(
    id="auditor-regions",
    title="The auditor may read in every region",
    why="An auditor should find resources in a region that nobody uses.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    find=_find,
)
