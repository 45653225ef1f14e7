"""`drift`: what differs in AWS from the baseline, and how to end it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.capture_source import (
    CaptureOption,
    HomeOption,
    LiveRequest,
    RegionsOption,
    RoleOption,
    capture_from,
)
from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    FormatOption,
    answer,
    load_baseline,
    refuse,
)
from guardrails.errors import InputError

if TYPE_CHECKING:
    from guardrails.drift import StackTemplate

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
    from guardrails.drift import drift_of
    from guardrails.report import drift as rendered

    try:
        loaded = load_baseline(baseline)
        home = home_region or loaded.organization.home_region
        regions = tuple(dict.fromkeys((home, loaded.budgets_region, *(region or ()))))
        source = capture_from(capture, LiveRequest(home, regions, member_role))
        folder = str(assembly) if assembly else ""
        report = drift_of(loaded, source.capture, source.name, _templates(assembly), folder)
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


def _templates(assembly: Path | None) -> tuple[StackTemplate, ...]:
    from guardrails.drift import templates_of

    if assembly is None:
        return ()
    return templates_of(lambda name: (assembly / name).read_text(encoding="utf-8"), str(assembly))
