"""The promises that `make demo` prints are no wider than what was proven."""

from __future__ import annotations

from demo.show import promises
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from guardrails.report import proof
from tests.baselines import SOUND, TODAY, load_small


def test_the_demonstration_says_what_was_not_asked() -> None:
    """Beside the verdict, whose figures are in the log alone."""
    baseline = load_small(SOUND)
    lines = tuple(proof.text(prove(baseline, compile_posture(baseline), today=TODAY), "baseline.yaml"))
    *obligations, verdict, not_asked = promises(lines)
    assert [line.split()[1] for line in obligations] == ["1.", "2.", "3.", "4.", "5."]
    assert verdict == "baseline.yaml: All 5 obligations hold."
    assert not_asked == lines[-1]
    assert not_asked.startswith("Not asked: ")
