"""`check`: load, compile, prove and validate without CDK."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from guardrails.cli.common import DEFAULT_BASELINE, FINDINGS, BaselineOption, Format, FormatOption


class CheckFailOn(StrEnum):
    """The findings that end the command with exit code 1."""

    ERROR = "error"
    WARNING = "warning"


FailOnOption = Annotated[
    CheckFailOn, typer.Option("--fail-on", help="Exit with 1 on errors, or on warnings too.")
]
AgainstOption = Annotated[
    str,
    typer.Option(
        "--against",
        metavar="SOURCE",
        help="The deployed baseline, as a git revision or a file: fail when evidence in AWS that it names"
        " is no longer named.",
    ),
]


def check(
    baseline: BaselineOption = DEFAULT_BASELINE,
    output: FormatOption = Format.TEXT,
    fail_on: FailOnOption = CheckFailOn.ERROR,
    source: AgainstOption = "",
) -> None:
    """Load, compile, prove and validate a baseline, without CDK and without AWS."""
    from guardrails.cli.check_run import run

    if run(baseline, output, source, warnings_fail=fail_on is CheckFailOn.WARNING):
        raise typer.Exit(FINDINGS)
