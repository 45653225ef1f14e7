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
from guardrails.cli.sources import posture_from
from guardrails.errors import InputError
from guardrails.posture.compare import Comparison, Direction
from guardrails.posture.compare import compare as compared
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
    typer.Option("--fail-on", help="What ends with 1: something widened or undecided, any change, nothing."),
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
        found = compared(posture_from(before, baseline), posture_from(after, baseline))
    except InputError as error:
        raise refuse(error, output) from None
    answer(
        output,
        as_json=lambda: as_json(found),
        text=lambda: rendered.text(found, details=details),
        markdown=lambda: rendered.markdown(found),
    )
    if _fails(found, fail_on):
        raise typer.Exit(FINDINGS)


def _fails(found: Comparison, fail_on: FailOn) -> bool:
    directions = found.directions()
    if fail_on is FailOn.WIDENED:
        return not directions <= {Direction.NARROWED}
    return fail_on is FailOn.ANY and bool(directions or found.settings)
