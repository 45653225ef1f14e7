"""The answer of `preflight` as text, JSON and SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from guardrails.baseline.acceptance import Judgement, judge
from guardrails.cli.common import rendered
from guardrails.cli.sarif import sarif_log, sarif_result
from guardrails.errors import Finding, Location, counted, one_line
from guardrails.preflight import (
    FAILURE,
    CheckResult,
    FixCall,
    Inspection,
    PreflightCheck,
    PreflightViolation,
    Severity,
    Unknown,
    checks,
)

_MOST_SUBJECTS = 8
"""The subjects of one finding that a text names; JSON has all of them."""


@dataclass(frozen=True)
class Answer:
    """Everything that checks found, divided by what the baseline accepts."""

    open: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    judgement: Judgement
    fix_calls: Mapping[Finding, FixCall]
    passed: tuple[PreflightCheck, ...]
    taken: str
    """When the capture was read (UTC)."""
    unseen: tuple[str, ...]
    """The things that no check looks at, because a capture doesn't hold them."""

    @property
    def blocks(self) -> bool:
        """Whether a check fails, something is unknown, or an entry of `accept` is over."""
        return bool(self.failures or self.unknown or self.judgement.overdue)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The open findings that stop a deployment."""
        return tuple(finding for finding in self.open if _severity(finding) == FAILURE)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The open findings that a deployment gets past."""
        return tuple(finding for finding in self.open if _severity(finding) != FAILURE)

    def lines(self, output: str) -> Iterator[str]:
        """Render the answer in a format: text, json or sarif."""
        if output == "sarif":
            yield json.dumps(self._sarif(), indent=2)
        elif output == "json":
            yield json.dumps(self._json(), indent=2)
        else:
            yield from self._text()

    def _text(self) -> Iterator[str]:
        yield from self._group("Failures", (*self.failures, *self.judgement.overdue))
        yield from self._group("Warnings", (*self.warnings, *self.judgement.unused))
        yield from self._group("Unknown", self.unknown)
        accepted = tuple(accepted.rendered for accepted in self.judgement.accepted)
        yield from self._group("Accepted", accepted)
        passed = f"{counted(len(self.passed), 'check')} passed on the organization of {self.taken}"
        yield one_line(f"{passed}. Not looked at: {'; '.join(self.unseen)}.")

    def _group(self, title: str, findings: Sequence[Finding]) -> Iterator[str]:
        if not findings:
            return
        yield f"{title} ({len(findings)})"
        for alike in self._alike(findings):
            yield f"  {alike[0]}" if len(alike) == 1 else f"  {_together(alike)}"
            calls = [self.fix_calls[finding] for finding in alike if finding in self.fix_calls]
            if calls:
                others = f", and alike in {counted(len(calls) - 1, 'account')}" if len(calls) > 1 else ""
                yield one_line(f"    would call {calls[0]}{others}")
        yield ""

    def _alike(self, findings: Iterable[Finding]) -> Iterable[Sequence[Finding]]:
        """Put findings together that say one thing of several subjects, and that one kind of call mends."""
        groups: dict[tuple[str, str, str, str], list[Finding]] = {}
        for finding in findings:
            call = self.fix_calls.get(finding)
            mended = "" if call is None else json.dumps([call.operation, call.arguments], default=str)
            groups.setdefault((finding.id, finding.problem, finding.remedy, mended), []).append(finding)
        return groups.values()

    def _json(self) -> Mapping[str, Any]:
        return {
            "ok": not self.blocks,
            "failures": self._objects((*self.failures, *self.judgement.overdue)),
            "warnings": self._objects((*self.warnings, *self.judgement.unused)),
            "unknown": self._objects(self.unknown),
            "accepted": rendered(accepted.rendered for accepted in self.judgement.accepted),
            "passed": [check.id for check in self.passed],
            "taken": self.taken,
            "not_looked_at": list(self.unseen),
        }

    def _objects(self, findings: Sequence[Finding]) -> list[dict[str, Any]]:
        return [
            {**item, "fix_call": _call_object(self.fix_calls.get(finding))}
            for finding, item in zip(findings, rendered(findings), strict=True)
        ]

    def _sarif(self) -> Mapping[str, Any]:
        index = {name: number for number, name in enumerate(checks())}
        results = [
            sarif_result(finding, finding.id, index[finding.id], _level(_severity(finding)))
            for finding in (*self.open, *self.judgement.lapsed)
        ]
        # SARIF's kind for a rule that couldn't decide; its level must be none.
        results += [
            {**sarif_result(finding, finding.id, index[finding.id], "none"), "kind": "open"}
            for finding in self.unknown
        ]
        results += [
            {
                **sarif_result(accepted.finding, accepted.finding.id, index[accepted.finding.id], "note"),
                "suppressions": [
                    {"kind": "external", "status": "accepted", "justification": accepted.justification}
                ],
            }
            for accepted in self.judgement.accepted
        ]
        return sarif_log("guardrails preflight", [_rule(check) for check in checks().values()], results)


def answer_of(inspection: Inspection, results: Iterable[CheckResult]) -> Answer:
    """Place what checks found in the baseline, and hold it against `accept`."""
    results = tuple(results)
    calls: dict[Finding, FixCall] = {}
    findings: list[Finding] = []
    for result in results:
        for violation in result.violations:
            finding = _finding(inspection, result.check, violation)
            findings.append(finding)
            if violation.fix_call is not None:
                calls[finding] = violation.fix_call
    judgement = judge(inspection.baseline, findings, inspection.today, checks())
    return Answer(
        open=judgement.open,
        unknown=tuple(
            sorted({_finding(inspection, result.check, gap) for result in results for gap in result.unknown})
        ),
        judgement=judgement,
        fix_calls=calls,
        passed=tuple(result.check for result in results if result.passed),
        taken=inspection.capture.taken,
        unseen=_unseen(inspection),
    )


def _together(findings: Sequence[Finding]) -> str:
    """Render findings that differ in their subjects alone."""
    named = [finding.field for finding in findings[:_MOST_SUBJECTS]]
    rest = len(findings) - len(named)
    subjects = ", ".join(named) + (f" and {rest:,} more" if rest else "")
    first = findings[0]
    return one_line(f"{counted(len(findings), 'place')}: {first.sentence}; {first.remedy}: {subjects}")


def _finding(inspection: Inspection, check: PreflightCheck, outcome: PreflightViolation | Unknown) -> Finding:
    path = outcome.path if isinstance(outcome, PreflightViolation) else ()
    whole = replace(inspection.baseline.locate("organization"), line=0, column=0)
    place: Location = inspection.baseline.locate(*path) if path else whole
    return Finding(place, outcome.subject, outcome.problem, outcome.remedy, check.id)


def _unseen(inspection: Inspection) -> tuple[str, ...]:
    capture = inspection.capture
    members = () if capture.read_by.member_role else ("members from the inside",)
    assembly = () if inspection.templates is not None else ("deletions and replacements, without --assembly",)
    read = (capture.read_by.account, *(capture.stacks.members if capture.stacks else ()))
    return (
        *members,
        *assembly,
        f"stacks and alarms outside {', '.join(capture.regions)}",
        f"stacks of other accounts than {', '.join(read)}",
        "buckets, keys and topics that no trail or alarm uses",
    )


def _severity(finding: Finding) -> Severity:
    return checks()[finding.id].severity


def _level(severity: Severity) -> str:
    return "error" if severity == FAILURE else "warning"


def _call_object(call: FixCall | None) -> Mapping[str, Any] | None:
    if call is None:
        return None
    return {"operation": call.operation, "arguments": dict(call.arguments), "account": call.account}


def _rule(check: PreflightCheck) -> Mapping[str, Any]:
    module = PurePath(check.check.__module__.replace(".", "/")).name
    return {
        "id": check.id,
        "name": "".join(word.capitalize() for word in module.split("_")),
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "help": {"text": check.fix},
        "helpUri": check.source,
        "defaultConfiguration": {"level": _level(check.severity)},
    }
