"""`execution-policies`: write the policies that CloudFormation deploys the baseline with."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from guardrails.cli.common import DEFAULT_BASELINE, BaselineOption, Format, load_baseline, refuse
from guardrails.errors import InputError

Folder = Annotated[Path, typer.Argument(help="Where the files go; it is made where it is missing.")]


def execution_policies(folder: Folder, baseline: BaselineOption = DEFAULT_BASELINE) -> None:
    """Write the policies that CloudFormation deploys with, and print the bootstrap commands."""
    # Imports CDK: seconds that no other command should wait for.
    from guardrails.stacks.execution.assembly import policies_of
    from guardrails.stacks.execution.commands import commands

    try:
        loaded = load_baseline(baseline)
        with tempfile.TemporaryDirectory() as assembly:
            policies = policies_of(loaded, Path(assembly))
    except InputError as error:
        raise refuse(error, Format.TEXT) from None
    folder.mkdir(parents=True, exist_ok=True)
    for policy in policies:
        (folder / policy.file).write_text(policy.render(), encoding="utf-8")
    for line in commands(loaded, policies, str(folder)):
        typer.echo(line)
