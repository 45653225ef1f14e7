"""`compare`: who gains or loses what between two postures."""

from __future__ import annotations

from typing import Annotated

import typer

from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    CompareFailOn,
    Format,
    FormatOption,
)

_SOURCE = "A baseline file, a folder with a cloud assembly, a posture or capture as JSON, or a git revision."
Before = Annotated[str, typer.Argument(metavar="A", help=_SOURCE)]
After = Annotated[str, typer.Argument(metavar="B", help="The state after A, in any of the same forms.")]
FailOnOption = Annotated[
    CompareFailOn,
    typer.Option(
        "--fail-on", help="Exit with 1 on changes that widen or can't be compared, on any change, or never."
    ),
]
DetailsOption = Annotated[bool, typer.Option("--details", help="In text, tell each change by itself.")]


def compare(
    before: Before,
    after: After,
    *,
    fail_on: FailOnOption = CompareFailOn.WIDENED,
    baseline: BaselineOption = DEFAULT_BASELINE,
    output: FormatOption = Format.TEXT,
    details: DetailsOption = False,
) -> None:
    """Say what changes when A becomes B: who may do what, who may sign in, what is recorded, who is told."""
    from guardrails.cli.compare_run import run

    if run(before, after, baseline, output, fail_on, details=details):
        raise typer.Exit(FINDINGS)
