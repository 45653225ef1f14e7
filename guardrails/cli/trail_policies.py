"""`trail-policies`: print what a bucket or key that existed already, or that others own, must allow."""

from __future__ import annotations

import json

import typer

from guardrails.cli.common import DEFAULT_BASELINE, BaselineOption, Format, load_baseline, refuse
from guardrails.errors import InputError


def trail_policies(baseline: BaselineOption = DEFAULT_BASELINE) -> None:
    """Print what the policies of an existing bucket, key or trail must allow, as JSON by name."""
    # Imports CDK with its neighbours: seconds that no other command should wait for.
    from guardrails.stacks.trail.existing import required_policies

    try:
        loaded = load_baseline(baseline)
    except InputError as error:
        raise refuse(error, Format.TEXT) from None
    typer.echo(json.dumps(required_policies(loaded), indent=2))
