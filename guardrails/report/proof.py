"""The outcome of a proof, as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guardrails.baseline.scope import named_scope
from guardrails.errors import Finding, counted, one_line
from guardrails.posture.others import others_json, others_sentence
from guardrails.posture.prove import OBLIGATIONS, Failure, ProofReport, Unproven
from guardrails.posture.prove.protection.indirect import WAYS
from guardrails.report.markdown import finding_item


def text(report: ProofReport, subject: str) -> Iterator[str]:
    """Render for a terminal, line by line: what fails, what isn't proven, the five obligations, the scope."""
    yield from (str(finding) for finding in report.notes)
    for number, sentence in OBLIGATIONS.items():
        yield f"{report.state(number):>10}  {number}. {sentence}"
    yield one_line(f"{subject}: {_verdict(report)} {_scope(report)}")
    yield from _others(report)
    yield one_line(f"Not asked: {'; '.join(_not_asked(report))} (docs/proof.md).")


def markdown(report: ProofReport, subject: str) -> Iterator[str]:
    """Render for a pull request, line by line."""
    yield f"### {_verdict(report)}"
    yield ""
    yield "| | obligation | |"
    yield "|---|---|---|"
    for number, sentence in OBLIGATIONS.items():
        yield f"| {number} | {sentence} | {report.state(number)} |"
    for finding in report.notes:
        yield ""
        yield finding_item(finding)
    yield ""
    yield one_line(f"{subject}: {_scope(report)}")
    yield ""
    yield from (part for sentence in _others(report) for part in (sentence, ""))
    yield one_line(f"Not asked: {'; '.join(_not_asked(report))} (docs/proof.md).")


def as_json(report: ProofReport) -> dict[str, Any]:
    """Render as what JSON can hold."""
    return {
        "ok": report.holds and not report.unproven,
        "obligations": [
            {"number": number, "sentence": sentence, "state": report.state(number)}
            for number, sentence in OBLIGATIONS.items()
        ],
        "failures": [_failure(failure) for failure in report.failures],
        "accepted": [
            {
                "obligation": number,
                "name": accepted.finding.id,
                "field": accepted.finding.field,
                "owner": accepted.acceptance.owner,
                "reason": accepted.acceptance.reason,
                "until": accepted.acceptance.until.isoformat(),
            }
            for number, accepted in report.accepted
        ],
        "unproven": [
            {**_placed(unproven, unproven.finding()), "reason": unproven.reason}
            for unproven in report.unproven
        ],
        "scope": {
            "within": list(report.scope),
            "accounts_outside": report.outside,
            "accounts": report.accounts,
            "units_with_new_accounts": report.units,
            "different_sets_of_policies": report.worlds,
            "classes_of_requests": report.equivalence_classes,
            "actions": report.actions,
            "regions": report.regions,
            "catalogue": report.catalogue.isoformat(),
        },
        "not_asked": list(_not_asked(report)),
        "policies_of_others": others_json(report.read),
    }


def _placed(subject: Failure | Unproven, finding: Finding) -> dict[str, Any]:
    return {
        "obligation": subject.obligation,
        "file": finding.location.file,
        "line": finding.location.line,
        "column": finding.location.column,
        "field": finding.field,
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        **_placed(failure, failure.finding()),
        "name": failure.name,
        "problem": failure.problem,
        "remedy": failure.remedy,
        "accounts": failure.accounts,
        "new_accounts_in": list(failure.units),
        "witness": failure.witness and failure.witness.to_dict(),
    }


def _verdict(report: ProofReport) -> str:
    """Say what holds, within what, and of how many accounts nothing is said."""
    if not report.scope:
        return f"{_outcome(report)}."
    accounts = counted(report.outside, "account")
    return f"{_outcome(report)} within {named_scope(report.scope)}; nothing is said of {accounts} outside."


def _outcome(report: ProofReport) -> str:
    failing = sum(report.state(number) == "fails" for number in OBLIGATIONS)
    if failing:
        return f"{failing} of {len(OBLIGATIONS)} obligations fail"
    unasked = [number for number in OBLIGATIONS if report.state(number) == "not asked"]
    if report.unproven:
        return f"Nothing fails, but {counted(len(report.unproven), 'finding')} can't be proven"
    if report.accepted:
        holding = sum(report.state(number) == "holds" for number in OBLIGATIONS)
        accepted = counted(len(report.accepted), "accepted finding")
        return f"{holding} of {len(OBLIGATIONS)} obligations hold; the rest has {accepted}"
    if unasked:
        holding = sum(report.state(number) == "holds" for number in OBLIGATIONS)
        return f"{holding} of {len(OBLIGATIONS)} obligations hold; {len(unasked)} are not asked"
    return f"All {len(OBLIGATIONS)} obligations hold"


def _others(report: ProofReport) -> Iterator[str]:
    """Say whose policies of others the proof has; where it has none, that stands among what isn't asked."""
    if report.read is not None:
        yield one_line(others_sentence(report.read))


def _not_asked(report: ProofReport) -> tuple[str, ...]:
    """List what the verdict says nothing of, first what this file and its scope leave out."""
    numbers: dict[str, list[str]] = {}
    for unasked in report.unasked:
        if unasked.whole or report.state(unasked.obligation) != "not asked":
            numbers.setdefault(unasked.reason, []).append(str(unasked.obligation))
    left_out = (
        f"{reason} (obligation{'s' if len(obligations) > 1 else ''} {', '.join(sorted(obligations))})"
        for reason, obligations in numbers.items()
    )
    still_open = [way.by for way in WAYS if not way.closed_by]
    return (
        *left_out,
        "what identity policies and trust policies allow",
        *(
            ("policies that others attach, as organization.foreign names no file",)
            if report.read is None
            else ()
        ),
        "the management account and service-linked roles, which no policy binds",
        "tags and other condition keys of those who must not be locked out, unless the file says them",
        f"{counted(len(still_open), 'indirect way')} still open: {', '.join(still_open)}",
    )


def _scope(report: ProofReport) -> str:
    return (
        f"Decided {counted(report.equivalence_classes, 'class')} of requests before"
        f" {counted(report.worlds, 'different set')} of policies, for"
        f" {counted(report.accounts, 'member account')} and new ones in {_units(report)}:"
        f" {report.actions:,} actions as AWS listed them on"
        f" {report.catalogue}, and those it will add; {report.regions} regions, and those it will open."
    )


def _units(report: ProofReport) -> str:
    if not report.scope:
        return "the root and every unit"
    return counted(report.units, "unit")
