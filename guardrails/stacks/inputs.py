"""Which files a synthesis reads, by what the CLI and the environment say."""

from __future__ import annotations

import os
from pathlib import Path

from aws_cdk import App

_OURS = Path(__file__).parents[2] / "baseline.yaml"


def baseline_file(app: App) -> Path:
    """Return the baseline: `-c baseline=…`, else GUARDRAILS_BASELINE, else the one of this repository."""
    given = app.node.try_get_context("baseline") or os.environ.get("GUARDRAILS_BASELINE")
    return Path(given or os.path.relpath(_OURS))


def deployed_file(app: App) -> Path | None:
    """Return the baseline as it is deployed now, `-c before=…`; None where nobody says."""
    before = app.node.try_get_context("before")
    return Path(before) if before else None
