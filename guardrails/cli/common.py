"""The parts that commands share: options, loading a baseline, and printing errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guardrails.errors import Finding, InputError, counted, one_line
from guardrails.report.insertion import Insertion, paste

if TYPE_CHECKING:
    from guardrails.baseline import Baseline

FINDINGS = 1
WRONG_INPUT = 2


class Format(StrEnum):
    """How a command answers."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class CompareFailOn(StrEnum):
    """The changes that end `compare` with exit code 1."""

    WIDENED = "widened"
    ANY = "any"
    NONE = "none"


AccountOption = Annotated[
    str,
    typer.Option("--account", metavar="PATH", help="The account, such as Workloads/Prod/shop, or its id."),
]
BaselineOption = Annotated[Path, typer.Option("--baseline", help="The baseline file.", metavar="FILE")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to answer.", case_sensitive=False)]
DEFAULT_BASELINE = Path("baseline.yaml")


def today() -> date:
    """Return today's date (UTC)."""
    return datetime.now(UTC).date()


def load_baseline(path: Path) -> Baseline:
    """Load a baseline against today's date (UTC).

    Raises:
        InputError: when anything is wrong with it.
    """
    # Imports pydantic and YAML with its neighbours: a command that reads no baseline shouldn't wait for them.
    from guardrails.baseline import load

    return load(path, today=today())


def answer(
    output: Format,
    *,
    as_json: Callable[[], object],
    text: Callable[[], Iterable[str]],
    markdown: Callable[[], Iterable[str]],
) -> None:
    """Print an answer in the format that was asked for."""
    if output is Format.JSON:
        typer.echo(json.dumps(as_json(), indent=2))
        return
    for line in (markdown if output is Format.MARKDOWN else text)():
        typer.echo(line)


def rendered(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Render findings for JSON."""
    return [
        {
            "file": finding.location.file,
            "line": finding.location.line,
            "column": finding.location.column,
            "field": finding.field,
            "problem": finding.problem,
            "remedy": finding.remedy,
            "id": finding.id,
        }
        for finding in findings
    ]


def refused(message: str) -> typer.Exit:
    """Say in one line why a call or what AWS answers ends the command; return the exit to raise."""
    typer.echo(one_line(message), err=True)
    return typer.Exit(WRONG_INPUT)


def refuse(
    error: InputError, output: Format, insertions: Sequence[Insertion] = (), file: str = ""
) -> typer.Exit:
    """Say what is wrong with the input, and which lines it lacks; return the exit to raise."""
    if output is Format.JSON:
        lacking = {"to_add": [insertion.to_dict() for insertion in insertions]} if insertions else {}
        typer.echo(json.dumps({"ok": False, "findings": rendered(error.findings), **lacking}, indent=2))
    else:
        for line in (*map(str, error.findings), *paste(insertions, file)):
            typer.echo(line, err=True)
        typer.echo(f"{counted(len(error.findings), 'problem')} found.", err=True)
    return typer.Exit(WRONG_INPUT)
