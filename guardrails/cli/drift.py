"""`drift`: what differs in AWS from the baseline, and how to end it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from guardrails.cli.capture_source import (
    CaptureOption,
    HomeOption,
    RegionsOption,
    RoleOption,
)
from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    FormatOption,
    answer,
    refuse,
)
from guardrails.errors import InputError

AssemblyOption = Annotated[
    Path | None,
    typer.Option(
        "--assembly",
        metavar="FOLDER",
        help="A synthesized assembly, for stacks whose deployed template isn't in the capture.",
    ),
]

DetailsOption = Annotated[
    bool, typer.Option("--details", help="In text, tell each change of the policies by itself.")
]


def drift(
    *,
    baseline: BaselineOption = DEFAULT_BASELINE,
    capture: CaptureOption = None,
    assembly: AssemblyOption = None,
    home_region: HomeOption = "",
    region: RegionsOption = None,
    member_role: RoleOption = "",
    output: FormatOption = Format.TEXT,
    details: DetailsOption = False,
) -> None:
    """Compare what is in AWS with the baseline: policies by effect, the rest by property."""
    from guardrails.cli.drift_run import DriftRequest, drift_report
    from guardrails.report import drift as rendered

    try:
        request = DriftRequest(baseline, capture, assembly, home_region, tuple(region or ()), member_role)
        report = drift_report(request).report
    except InputError as error:
        raise refuse(error, output) from None
    answer(
        output,
        as_json=lambda: rendered.as_json(report),
        text=lambda: rendered.text(report, details=details),
        markdown=lambda: ("```", *rendered.text(report, details=details), "```"),
    )
    if not report.clean:
        raise typer.Exit(FINDINGS)
