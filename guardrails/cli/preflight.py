"""`preflight`: what stands in the way of a deployment."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from guardrails.cli.capture_source import CaptureOption, LiveRequest, RegionsOption, RoleOption, capture_from
from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    load_baseline,
    refuse,
    today,
)
from guardrails.errors import InputError


class PreflightFormat(StrEnum):
    """How the command answers."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


AssemblyOption = Annotated[
    Path | None,
    typer.Option(
        "--assembly", metavar="FOLDER", help="Also list what this cloud assembly deletes and replaces."
    ),
]
PreflightFormatOption = Annotated[
    PreflightFormat, typer.Option("--format", help="How to answer.", case_sensitive=False)
]


def preflight(
    *,
    baseline: BaselineOption = DEFAULT_BASELINE,
    capture: CaptureOption = None,
    region: RegionsOption = None,
    member_role: RoleOption = "",
    assembly: AssemblyOption = None,
    output: PreflightFormatOption = PreflightFormat.TEXT,
) -> None:
    """Compare the organization as it is with the baseline, before a deployment; nothing is changed."""
    from guardrails.cli.preflight_answer import answer_of
    from guardrails.cli.preflight_assembly import read_templates
    from guardrails.preflight import examine, inspect

    try:
        loaded = load_baseline(baseline)
        home = loaded.organization.home_region
        away = [place for place in (loaded.budgets_region, loaded.access_region) if place != home]
        request = LiveRequest(home, (*away, *(region or ())), member_role)
        captured = capture_from(capture, request).capture
        account = loaded.organization.management_account.id
        templates = None if assembly is None else read_templates(assembly, account)
        inspection = inspect(loaded, captured, today(), templates)
    except InputError as error:
        form = Format.JSON if output is PreflightFormat.JSON else Format.TEXT
        raise refuse(error, form) from None
    answer = answer_of(inspection, examine(inspection))
    for line in answer.lines(output):
        typer.echo(line)
    if answer.blocks:
        raise typer.Exit(FINDINGS)
