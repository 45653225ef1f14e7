"""`lint`: what AWS would refuse in policy files of any type, and what people regret."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guardrails.cli.common import FINDINGS, WRONG_INPUT, Format, refuse, rendered
from guardrails.cli.sarif import sarif
from guardrails.errors import InputError, counted, one_line
from guardrails.policy.lint import Issue, PolicyType
from guardrails.report.markdown import finding_item

if TYPE_CHECKING:
    from guardrails.cli.accepted_issues import AcceptedIssues
    from guardrails.cli.lint_files import Linted

_STDIN = "-"


class LintFormat(StrEnum):
    """How the command answers."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"


@dataclass(frozen=True)
class _UnreadablePolicyError(Exception):
    """A file that can't be read."""

    file: str
    reason: str


PathsArgument = Annotated[
    list[str], typer.Argument(help="Policy files; folders are searched for *.json; - reads standard input.")
]
TypeOption = Annotated[
    PolicyType | None,
    typer.Option("--type", help="Take every file for an SCP or an RCP.", case_sensitive=False),
]
AcceptingOption = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="The baseline whose `accept` names findings."),
]
LintFormatOption = Annotated[
    LintFormat, typer.Option("--format", help="How to answer.", case_sensitive=False)
]


def lint(
    paths: PathsArgument,
    policy_type: TypeOption = None,
    output: LintFormatOption = LintFormat.TEXT,
    baseline: AcceptingOption = None,
) -> None:
    """Find what AWS would refuse in SCPs, RCPs and management policies, and what people regret."""
    from guardrails.cli.accepted_issues import accepted_issues
    from guardrails.cli.lint_files import linted

    try:
        checked = [
            linted(_read(file), "<stdin>" if file == _STDIN else file, policy_type) for file in _files(paths)
        ]
    except _UnreadablePolicyError as error:
        typer.echo(one_line(f"{error.file}: can't be read: {error.reason}"), err=True)
        raise typer.Exit(WRONG_INPUT) from None
    issues = [issue for linted_file in checked for issue in linted_file.issues]
    try:
        judged = accepted_issues(baseline, issues, [linted_file.file for linted_file in checked])
    except InputError as error:
        raise refuse(error, Format(output) if output is LintFormat.JSON else Format.TEXT) from None
    for line in _answer(checked, judged.still_open, output, judged):
        typer.echo(line)
    if judged.still_open:
        raise typer.Exit(FINDINGS)


def _answer(
    checked: Sequence[Linted], issues: Sequence[Issue], output: LintFormat, judged: AcceptedIssues
) -> Iterator[str]:
    if output is LintFormat.SARIF:
        yield json.dumps(sarif(issues, judged.suppressed), indent=2)
    elif output is LintFormat.JSON:
        notes = {"accepted": rendered(judged.accepted), "warnings": rendered(judged.unused)}
        yield json.dumps({**_as_json(checked, issues), **notes}, indent=2)
    elif output is LintFormat.MARKDOWN:
        yield from (_item(issue) for issue in issues)
        yield from (finding_item(note) for note in judged.notes)
        yield from [""] if issues else []
        yield one_line(_sentence(checked, issues))
    else:
        yield from (str(issue) for issue in issues)
        yield from map(str, judged.notes)
        yield one_line(_sentence(checked, issues))


def _item(issue: Issue) -> str:
    problem = f"{issue.rule.severity} [{issue.rule.id}]({issue.rule.source}): {issue.finding.problem}"
    return finding_item(replace(issue.finding, problem=problem))


def _as_json(checked: Sequence[Linted], issues: Sequence[Issue]) -> dict[str, Any]:
    return {
        "ok": not issues,
        "files": [
            {
                "file": linted_file.file,
                "type": linted_file.type,
                "characters": linted_file.size,
                "of": linted_file.quota.max_characters if linted_file.quota else None,
                "slots": {
                    "takes": 1,
                    "of": linted_file.quota.max_attached_per_target if linted_file.quota else None,
                },
            }
            for linted_file in checked
        ],
        "findings": [
            {
                "file": issue.finding.location.file,
                "line": issue.finding.location.line,
                "column": issue.finding.location.column,
                "field": issue.finding.field,
                "rule": issue.rule.id,
                "severity": issue.rule.severity,
                "problem": issue.finding.problem,
                "remedy": issue.finding.remedy,
                "source": issue.rule.source,
            }
            for issue in issues
        ],
    }


def _sentence(checked: Sequence[Linted], issues: Sequence[Issue]) -> str:
    errors = sum(issue.rule.severity == "error" for issue in issues)
    counts = f"{counted(len(checked), 'file')}: {counted(errors, 'error')}"
    sentence = f"{counts}, {counted(len(issues) - errors, 'warning')}."
    for noun, files in _by_noun(checked).items():
        largest = max(files, key=lambda file: file.size)
        if (limits := largest.quota) is not None:
            sentence += (
                f" Largest {noun}: {largest.file}, {largest.size:,} of {limits.max_characters:,} characters"
                f" ({largest.size / limits.max_characters:.0%}); each takes one of a target's"
                f" {limits.max_attached_per_target} slots, as AWS's own does."
            )
    return sentence


def _by_noun(checked: Sequence[Linted]) -> dict[str, list[Linted]]:
    """Group files by their type, SCPs and RCPs first."""
    nouns = [kind.upper() for kind in PolicyType] + sorted(file.noun for file in checked)
    grouped = {noun: [file for file in checked if file.noun == noun] for noun in nouns}
    return {noun: files for noun, files in grouped.items() if files}


def _files(paths: Sequence[str]) -> Iterator[str]:
    """Yield each file once, those of a folder sorted."""
    seen_files: set[str] = set()
    for path in paths:
        try:
            folder = path != _STDIN and Path(path).is_dir()
            files = sorted(str(file) for file in Path(path).rglob("*.json")) if folder else [path]
        except (OSError, ValueError) as error:
            raise _UnreadablePolicyError(path, str(error)) from None
        if not files:
            raise _UnreadablePolicyError(path, "the folder holds no *.json")
        for file in files:
            if file not in seen_files:
                seen_files.add(file)
                yield file


def _read(file: str) -> str:
    """Read a file; what isn't UTF-8 keeps a mark that no JSON has, so that it is found as broken."""
    try:
        raw = sys.stdin.buffer.read() if file == _STDIN else Path(file).read_bytes()
    except OSError as error:
        raise _UnreadablePolicyError(file, error.strerror or str(error)) from None
    except ValueError as error:
        raise _UnreadablePolicyError(file, str(error)) from None
    return raw.decode("utf-8", "surrogateescape")
