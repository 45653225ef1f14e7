"""Which files a synthesis reads, by what the CLI and the environment say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from aws_cdk import App

_OURS = Path(__file__).parents[2] / "baseline.yaml"


class Inputs(NamedTuple):
    """The files that a synthesis reads."""

    baseline: Path
    """`-c baseline=…`, else GUARDRAILS_BASELINE, else the one of this repository."""
    deployed: Path | None
    """The baseline as it is deployed now, `-c before=…`; None where nobody says."""


def inputs_of(app: App) -> Inputs:
    """Ask an app for them."""
    baseline_path = app.node.try_get_context("baseline") or os.environ.get("GUARDRAILS_BASELINE")
    before = app.node.try_get_context("before")
    return Inputs(Path(baseline_path or os.path.relpath(_OURS)), Path(before) if before else None)
