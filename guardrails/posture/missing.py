"""Judge by its effect whether a control is missing: a document of your own may deny the same."""

from __future__ import annotations

from guardrails.baseline.model import Baseline
from guardrails.baseline.resolve import with_control
from guardrails.policy.language.document import SCP
from guardrails.posture.compare import Direction, compare
from guardrails.posture.compile.run import compile_posture
from guardrails.posture.model import Posture


def left_open(baseline: Baseline, posture: Posture, control: str) -> str:
    """Say what a control at the root would deny and nothing denies; nothing where all of that is denied.

    Args:
        baseline: a checked baseline.
        posture: what it was compiled to.
        control: the id of a control that the baseline doesn't have.
    """
    if not any(entry.policy and entry.type == SCP for entry in baseline.guardrails):
        return "nothing denies what this section doesn't allow"
    completed = with_control(baseline, control)
    narrowed = (
        change
        for change in compare(posture, compile_posture(completed)).changes
        if change.scope.direction is not Direction.WIDENED
    )
    return next((change.witness.sentence("may call") for change in narrowed), "")
