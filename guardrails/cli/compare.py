"""`compare`: who gains or loses what between two postures."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    FormatOption,
    answer,
    refuse,
)
from guardrails.cli.sources import Source, source_from
from guardrails.errors import InputError
from guardrails.posture.compare import Comparison, Direction
from guardrails.posture.compare import compare as compared
from guardrails.posture.compare.sections import Uncompared, uncompared
from guardrails.report import comparison as rendered
from guardrails.report.comparison_json import as_json


class FailOn(StrEnum):
    """What ends the command with exit code 1."""

    WIDENED = "widened"
    ANY = "any"
    NONE = "none"


_SOURCE = "A baseline file, a folder with a cloud assembly, a posture as JSON, or a git revision."
Before = Annotated[str, typer.Argument(metavar="A", help=_SOURCE)]
After = Annotated[str, typer.Argument(metavar="B", help="What A becomes: any of the same.")]
FailOnOption = Annotated[
    FailOn,
    typer.Option(
        "--fail-on", help="What ends with 1: widened, undecided, not compared; any change; nothing."
    ),
]

DetailsOption = Annotated[bool, typer.Option("--details", help="In text, tell each change by itself.")]


def compare(
    before: Before,
    after: After,
    *,
    fail_on: FailOnOption = FailOn.WIDENED,
    baseline: BaselineOption = DEFAULT_BASELINE,
    output: FormatOption = Format.TEXT,
    details: DetailsOption = False,
) -> None:
    """Say in which accounts which actions become denied or allowed for whom; --baseline is for revisions."""
    try:
        old, new = source_from(before, baseline), source_from(after, baseline)
        found, beside = compared(old.posture, new.posture), _beside(old, new)
    except InputError as error:
        raise refuse(error, output) from None
    answer(
        output,
        as_json=lambda: as_json(found, beside),
        text=lambda: rendered.text(found, beside, details=details),
        markdown=lambda: rendered.markdown(found, beside),
    )
    if _fails(found, beside, fail_on):
        raise typer.Exit(FINDINGS)


def _beside(before: Source, after: Source) -> Uncompared:
    """Say what the comparison of the two postures leaves out."""
    if before.baseline is not None and after.baseline is not None:
        return uncompared(before.baseline, after.baseline)
    kinds = dict.fromkeys(source.kind for source in (before, after) if source.baseline is None)
    return Uncompared(unknown=f"one side is {' and the other '.join(kinds)}")


def _fails(found: Comparison, beside: Uncompared, fail_on: FailOn) -> bool:
    directions = found.directions()
    if fail_on is FailOn.WIDENED:
        return not directions <= {Direction.NARROWED} or bool(beside.changed)
    return fail_on is FailOn.ANY and bool(directions or found.settings or beside.changed)
