"""Divide findings into those that the baseline accepts and those that stay open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from guardrails import aws_facts
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.acceptance import Acceptance
from guardrails.errors import Finding

UNUSED = "unused-acceptance"
"""The id of the warning about an entry of `accept` that matches no finding."""


@dataclass(frozen=True)
class AcceptedFinding:
    """A finding, and the entry of the baseline that accepts it."""

    finding: Finding
    acceptance: Acceptance

    @property
    def problem(self) -> str:
        """The finding's problem, with who answers for it until when."""
        return f"{self.justification}: {self.finding.problem}"

    @property
    def justification(self) -> str:
        """Who answers for the finding until when, and why."""
        entry = self.acceptance
        return f"accepted until {entry.until} by {entry.owner} ({entry.reason})"

    @property
    def rendered(self) -> Finding:
        """The finding as it is printed: accepted, and without a remedy."""
        return replace(self.finding, problem=self.problem, remedy="")


@dataclass(frozen=True)
class Judgement:
    """The result of comparing findings with the section `accept`."""

    open: tuple[Finding, ...]
    """Findings that no entry accepts."""
    accepted: tuple[AcceptedFinding, ...]
    overdue: tuple[Finding, ...]
    """Errors: findings that an entry accepted until a day that is over."""
    lapsed: tuple[Finding, ...]
    """The findings themselves that the errors of `overdue` are about, in the same order."""
    unused: tuple[Finding, ...]
    """Warnings: entries that match no finding."""


def judge(
    baseline: Baseline, findings: Iterable[Finding], today: dt.date, ids: Container[str] | None = None
) -> Judgement:
    """Hold findings against the section `accept`.

    Args:
        baseline: what accepts them.
        findings: everything that was found, so that an entry that matches nothing is known as unused.
        today: the day (UTC) that the ends of the entries are held against.
        ids: what could have been found; entries with another id are left to other commands.
    """
    findings = sorted(set(findings))
    still_open: list[Finding] = []
    accepted: list[AcceptedFinding] = []
    overdue: dict[Finding, Finding] = {}
    used: set[int] = set()
    for finding in findings:
        matching = [index for index, entry in enumerate(baseline.accept) if _covers(entry, finding)]
        used.update(matching)
        valid = [baseline.accept[index] for index in matching if today <= baseline.accept[index].until]
        if valid:
            accepted.append(AcceptedFinding(finding, valid[0]))
        elif matching:
            overdue[finding] = _overdue(baseline, matching[0], finding)
        else:
            still_open.append(finding)
    finding_ids = frozenset({finding.id for finding in findings} - {""})
    unused = tuple(
        _unused(baseline, index, finding_ids)
        for index, entry in enumerate(baseline.accept)
        if index not in used and (ids is None or entry.id in ids)
    )
    return Judgement(tuple(still_open), tuple(accepted), tuple(overdue.values()), tuple(overdue), unused)


def _covers(entry: Acceptance, finding: Finding) -> bool:
    """Return whether an entry names a finding by its id and by its field, or by what contains the field."""
    if entry.id != finding.id:
        return False
    return (
        entry.at is None
        or finding.field == entry.at
        or finding.field.startswith((f"{entry.at}.", f"{entry.at}["))
    )


def _overdue(baseline: Baseline, index: int, finding: Finding) -> Finding:
    entry = baseline.accept[index]
    problem = (
        f"{entry.owner} accepted this until {entry.until}, which is over: {finding.field}: {finding.problem}"
    )
    remedy = f"{finding.remedy}, or ask {entry.owner} to renew `until`"
    return Finding(
        baseline.locate("accept", index, "until"),
        baseline.name("accept", index, "until"),
        problem,
        remedy,
        entry.id,
    )


def _unused(baseline: Baseline, index: int, ids: frozenset[str]) -> Finding:
    entry = baseline.accept[index]
    place = f" at {entry.at}" if entry.at else ""
    problem = f"nothing has the id {entry.id}{place}"
    near = None if entry.id in ids else aws_facts.nearest(entry.id, ids)
    remedy = f'did you mean "{near}"? Else remove the entry' if near else "remove the entry"
    return Finding(baseline.locate("accept", index), baseline.name("accept", index), problem, remedy, UNUSED)
