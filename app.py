"""Synthesize the baseline: load it, compile its posture, build the stacks, check them."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

from guardrails.baseline import load
from guardrails.errors import GuardrailsError, InputError
from guardrails.posture import compile_posture
from guardrails.posture.gaps import bridge
from guardrails.stacks import add_validations, build, new_app, synthesize


def main() -> int:
    """Synthesize into the CLI's output directory; return 0, 1 with findings, 2 when the baseline is wrong."""
    app = new_app()
    given = app.node.try_get_context("baseline") or os.environ.get("GUARDRAILS_BASELINE")
    path = Path(given or os.path.relpath(Path(__file__).with_name("baseline.yaml")))
    try:
        baseline = load(path, today=dt.datetime.now(tz=dt.UTC).date())
        posture = compile_posture(baseline)
        if before := app.node.try_get_context("before"):
            posture = bridge(load(Path(before), today=dt.date.min), baseline)
        build(app, baseline, posture)
        add_validations(app)
        synthesize(app)
    except GuardrailsError as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, InputError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
