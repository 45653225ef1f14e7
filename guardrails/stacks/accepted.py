"""Turn entries of `accept` into waivers: each on the one resource that it names, with who answers for it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aws_cdk import App
from constructs import IConstruct

from guardrails.baseline import Baseline
from guardrails.baseline.own_documents import ACCEPTABLE
from guardrails.baseline.sections.acceptance import Acceptance
from guardrails.errors import Finding, InputError
from guardrails.posture import Posture
from guardrails.stacks.common.waivers import waive
from guardrails.stacks.policies.room import NAME as POLICIES

_PACK = "::"
"""Stands between the pack of rules and the rule in an id."""
_GLOBAL_SERVICES = "Guardrails::GR-ORG-007"
"""The rule about templates that says what the linter's GR-CND-006 says of a document."""


@dataclass(frozen=True)
class Accepting:
    """A baseline that accepts findings of a synthesis, its posture, and today (UTC)."""

    baseline: Baseline
    posture: Posture
    today: dt.date

    def waive(self, app: App) -> None:
        """Waive what the baseline accepts, for the packs of rules that check the templates.

        Raises:
            InputError: when an entry names a resource that no stack has.
        """
        findings: list[Finding] = []
        for index, entry in enumerate(self.baseline.accept):
            for rule, path in _places(entry, self.posture):
                construct = _construct(app, path)
                if construct is None:
                    findings.append(_nowhere(self.baseline, index, path))
                elif self.today <= entry.until:
                    waive(construct, rule, _reason(entry))
        if findings:
            raise InputError(findings)

    def lines(self, report: Path) -> Iterator[str]:
        """Say of a synthesis that succeeded what is accepted, and which entries match nothing.

        Args:
            report: the validation report; nothing was checked where there is none.
        """
        waived = _waived(report)
        for index, entry in enumerate(self.baseline.accept):
            places, location = tuple(_places(entry, self.posture)), self.baseline.locate("accept", index)
            for rule, path in places:
                if waived is not None and (rule, path) in waived:
                    yield str(Finding(location, path, f"{rule}: {_reason(entry)}"))
            if waived is not None and places and waived.isdisjoint(places):
                problem = f"warning: {entry.id} finds nothing at {entry.at}"
                yield str(Finding(location, self.baseline.name("accept", index), problem, "remove the entry"))

    def lapsed(self, finding: Finding) -> Finding:
        """Say beside what a rule found that somebody accepted it until a day that is over."""
        for entry in self.baseline.accept:
            place = (finding.field, finding.location.file)
            if entry.until < self.today and place in _places(entry, self.posture):
                over = f"{entry.owner} accepted this until {entry.until}, which is over"
                return replace(finding, problem=f"{finding.problem} ({over})")
        return finding


def _reason(entry: Acceptance) -> str:
    return f"accepted until {entry.until} by {entry.owner}: {entry.reason}"


def _places(entry: Acceptance, posture: Posture) -> Iterator[tuple[str, str]]:
    """Yield the rules about templates that an entry names, each with the path of a resource or a stack."""
    if entry.id in ACCEPTABLE:
        for policy in posture.declared:
            named = [name for name in policy.intents if policy.family == "own"]
            if any(entry.at is None or f"{name}.".startswith(f"{entry.at}.") for name in named):
                yield _GLOBAL_SERVICES, f"{POLICIES}/Policies/{policy.resource}"
    elif _PACK in entry.id and entry.at is not None:
        yield entry.id, entry.at


def _construct(app: App, path: str) -> IConstruct | None:
    construct: IConstruct | None = app
    for name in path.split("/"):
        construct = construct.node.try_find_child(name) if construct is not None else None
    return construct


def _nowhere(baseline: Baseline, index: int, path: str) -> Finding:
    keys = ("accept", index, "at")
    problem = f'no stack has a resource "{path}"'
    remedy = "copy the path from the finding, such as guardrails-trail-archive/Bucket"
    return Finding(baseline.locate(*keys), baseline.name(*keys), problem, remedy)


def _waived(report: Path) -> frozenset[tuple[str, str]] | None:
    """Read from the report which findings were waived where; None where there is no report."""
    if not report.exists():
        return None
    content = json.loads(report.read_text("utf-8"))
    plugins: list[Mapping[str, list[Mapping[str, str]]]] = content["pluginReports"]
    return frozenset(
        (item["acknowledgedId"], item["acknowledgedAt"])
        for plugin in plugins
        for item in plugin.get("suppressedViolations", [])
    )
