"""`adopt`: write a baseline of an organization that exists, which changes nobody's permissions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from guardrails.cli.capture_source import CaptureOption, HomeOption, LiveRequest
from guardrails.cli.common import FINDINGS, Format, FormatOption

OutOption = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="Where to write it: a folder that is new or empty.")
]
OwnerOption = Annotated[
    str,
    typer.Option("--owner", metavar="TEXT", help="Who answers for exemptions, and for what the proof finds."),
]


def adopt(
    *,
    out: OutOption,
    capture: CaptureOption = None,
    home_region: HomeOption = "",
    owner: OwnerOption = "whoever adopted the organization",
    output: FormatOption = Format.TEXT,
) -> None:
    """Take over what an organization has, without changing anybody's permissions."""
    from guardrails.cli.adopt_run import run

    if run(capture, LiveRequest(home_region, command="adopt"), out, owner, output):
        raise typer.Exit(FINDINGS)
