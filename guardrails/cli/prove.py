"""`prove`: prove the five obligations on the compiled posture."""

from __future__ import annotations

import typer

from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    FormatOption,
    answer,
    load_baseline,
    refuse,
    today,
)
from guardrails.errors import InputError


def prove(baseline: BaselineOption = DEFAULT_BASELINE, output: FormatOption = Format.TEXT) -> None:
    """Prove that every intent is kept and nobody is locked out."""
    from guardrails.posture import compile_posture
    from guardrails.posture import prove as proof
    from guardrails.report import proof as rendered

    try:
        loaded = load_baseline(baseline)
        compiled = compile_posture(loaded)
    except InputError as error:
        raise refuse(error, output) from None
    report = proof.prove(loaded, compiled, today=today())
    answer(
        output,
        as_json=lambda: rendered.as_json(report),
        text=lambda: rendered.text(report, str(baseline)),
        markdown=lambda: rendered.markdown(report, str(baseline)),
    )
    if report.failures or report.unproven:
        raise typer.Exit(FINDINGS)
