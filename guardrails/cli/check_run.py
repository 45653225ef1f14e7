"""Run `check`: load, compile, prove, validate and answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from guardrails import aws_facts
from guardrails.baseline.acceptance import AcceptedFinding, judge
from guardrails.baseline.own_documents import document_errors
from guardrails.baseline.reminders import reminders
from guardrails.baseline.scope import scope_sentence
from guardrails.baseline.warnings import warnings
from guardrails.cli.against import against
from guardrails.cli.common import Format, load_baseline, refuse, rendered, today
from guardrails.cli.finding_ids import OF_CHECK, unknown_ids
from guardrails.cli.remaining_stacks import RemainingStacks
from guardrails.errors import Finding, InputError, counted, one_line
from guardrails.policy.language.document import SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.advice import advice
from guardrails.posture.compile.limits import Limits, limits_of
from guardrails.posture.others import others_json, others_sentence
from guardrails.posture.prove import prove
from guardrails.report.insertion import Insertion, paste
from guardrails.report.markdown import finding_item
from guardrails.stacks.limits import room_findings


def run(path: Path, output: Format, source: str, *, warnings_fail: bool) -> bool:
    """Check a baseline and print the answer; return whether the command fails.

    Args:
        path: The baseline file.
        output: The format of the answer.
        source: What is deployed; empty where the command compares nothing.
        warnings_fail: Whether a warning fails the command, as an error does.

    Raises:
        typer.Exit: When the baseline or the source can't be loaded.
    """
    try:
        loaded = load_baseline(path)
        compiled = compile_posture(loaded)
        change = against(source, path, loaded)
    except InputError as error:
        error, insertions = _with_what_is_left(error, source, path)
        raise refuse(error, output, insertions, str(path)) from None
    proof = prove(loaded, compiled, today=today())
    known_warnings = frozenset(warnings(loaded, today()))
    accepted = tuple(accepted_finding.finding for _, accepted_finding in proof.accepted)
    refused = document_errors(loaded)
    judged = judge(loaded, (*known_warnings, *refused, *proof.findings, *accepted), today(), OF_CHECK)
    errors = tuple(finding for finding in judged.open if finding not in known_warnings)
    errors += (*room_findings(loaded, compiled), *advice(loaded, compiled), *judged.overdue, *change.findings)
    errors += tuple(unknown_ids(loaded))
    answer = _Answer(
        errors,
        (*(finding for finding in judged.open if finding in known_warnings), *judged.unused),
        judged.accepted,
        reminders(loaded, today()),
        change.insertions,
        change.remaining,
    )
    failed = bool(errors or (warnings_fail and answer.warnings))
    summary = _summary(compiled, limits_of(loaded))
    if output is Format.JSON:
        typer.echo(json.dumps({"ok": not failed, **summary, **answer.to_dict()}, indent=2))
    else:
        markdown = output is Format.MARKDOWN
        lines = tuple(answer.lines(finding_item if markdown else str))
        for line in (*lines, "") if markdown and lines else lines:
            typer.echo(line)
        for line in (*answer.remaining.lines(), *paste(answer.insertions, str(path), fenced=markdown)):
            typer.echo(line)
        typer.echo(one_line(_sentence(str(path), summary)))
        typer.echo(one_line(others_sentence(compiled.read)))
    return failed


def _with_what_is_left(
    error: InputError, source: str, baseline: Path
) -> tuple[InputError, tuple[Insertion, ...]]:
    """Say of a baseline that is wrong what it forgets, too: the lines to add may put it right."""
    try:
        change = against(source, baseline, None)
    except InputError:
        return error, ()
    return InputError((*error.findings, *change.findings)), change.insertions


@dataclass(frozen=True)
class _Answer:
    """The findings of `check` about a baseline, the worst first."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    accepted: tuple[AcceptedFinding, ...]
    reminders: tuple[Finding, ...]
    insertions: tuple[Insertion, ...]
    """Lines that the file lacks, after a change."""
    remaining: RemainingStacks
    """Stacks that a change no longer declares."""

    def lines(self, render: Callable[[Finding], str]) -> Iterator[str]:
        """Render a line each: errors, warnings, accepted findings, reminders."""
        yield from map(render, self.errors)
        yield from (
            render(replace(finding, problem=f"warning: {finding.problem}")) for finding in self.warnings
        )
        for accepted in self.accepted:
            yield render(accepted.rendered)
        yield from map(render, self.reminders)

    def to_dict(self) -> dict[str, Any]:
        """Render as what JSON can hold; `findings` are the errors."""
        return {
            "findings": rendered(self.errors),
            "to_add": [insertion.to_dict() for insertion in self.insertions],
            "warnings": rendered(self.warnings),
            "accepted": [
                {**rendered([item.finding])[0], **item.acceptance.model_dump(mode="json", include=_ACCEPTED)}
                for item in self.accepted
            ],
            "reminders": rendered(self.reminders),
            "remaining_stacks": self.remaining.to_dict(),
        }


_ACCEPTED = {"owner", "reason", "until"}


def _summary(posture: Posture, limits: Mapping[str, Limits]) -> dict[str, Any]:
    """Tell what comes nearest to its limit, whatever its type."""
    sizes = {policy: aws_facts.measured_size(policy.document.to_dict()) for policy in posture.declared}
    largest = max(sizes, key=lambda policy: sizes[policy] / limits[policy.type].characters, default=None)
    policy_counts = Counter((policy.type, policy.target) for policy in posture.declared)
    carried = {
        (kind, path): of_kind.taken(path) + policy_counts[kind, path]
        for kind, of_kind in limits.items()
        if kind == SCP or any(policy.type == kind for policy in posture.declared)
        for path in posture.by_target
    }
    fullest = max(carried, key=lambda place: carried[place] / limits[place[0]].attached)
    return {
        "scope": list(posture.scope),
        "accounts_outside_scope": posture.outside,
        "accounts": len(posture.organization.accounts),
        "policies": len(posture.declared),
        "nodes_with_policies": len({policy.target for policy in posture.declared}),
        "largest_policy": largest
        and {
            "name": largest.name,
            "characters": sizes[largest],
            "of": limits[largest.type].characters,
        },
        "fullest_node": {
            "path": fullest[1],
            "policies": carried[fullest],
            "of": limits[fullest[0]].attached,
        },
        "others": others_json(posture.read),
    }


def _sentence(file: str, summary: dict[str, Any]) -> str:
    sentence = (
        f"{file}: {counted(summary['accounts'], 'member account')}, {counted(summary['policies'], 'policy')}"
        f" on {counted(summary['nodes_with_policies'], 'node')}."
    )
    largest, fullest = summary["largest_policy"], summary["fullest_node"]
    if largest:
        sentence += (
            f" Largest: {largest['name']}, {largest['characters']:,} of {largest['of']:,} characters."
            f" Fullest node: {fullest['path']}, {fullest['policies']} of {fullest['of']} policies."
        )
    within = scope_sentence(tuple(summary["scope"]), summary["accounts_outside_scope"])
    return f"{sentence} {within}".rstrip()
