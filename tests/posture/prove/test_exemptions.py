"""Many exemptions are proven, and take little more than few: people who tend lists don't wait for proofs."""

from __future__ import annotations

import pytest

from guardrails.baseline import Baseline
from guardrails.controls.presets import PresetName
from guardrails.policy.space import automaton, space, texts, values
from guardrails.policy.space.automaton import Automaton
from guardrails.posture.prove import ProofReport, prove
from tests.baselines import REPOSITORY
from tests.posture.exempted import MIXED, exempting, principals, unpacked

pytestmark = pytest.mark.slow


def _proven(baseline: Baseline, monkeypatch: pytest.MonkeyPatch) -> tuple[int, ProofReport]:
    """Prove with nothing remembered.

    Returns:
        The steps that the automata took, which is what grows with exemptions, and the report.
    """
    steps = 0
    advance = Automaton._advance

    def counted(self: Automaton, state: int, takers: int) -> int:
        nonlocal steps
        steps += 1
        return advance(self, state, takers)

    texts.automaton_of.cache_clear()
    values.resource_automaton.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(Automaton, "_advance", counted)
        report = prove(baseline, unpacked(baseline))
    return steps, report


@pytest.mark.parametrize("preset", ["starter", "recommended", "strict"])
def test_fifty_exemptions_take_at_most_five_times_the_steps(
    preset: PresetName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exact names, prefixes and Identity Center paths with and without `?`, each exempt from everything.

    Steps are the part of a proof that grows; of its time, `benchmarks/exemptions.py` keeps the ratios.
    """
    few, _ = _proven(exempting(preset, ()), monkeypatch)
    many, report = _proven(exempting(preset, principals(MIXED, 50)), monkeypatch)
    assert (report.failures, report.unproven) == ((), ())
    assert many <= 5 * few


def test_two_hundred_exemptions_grow_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as many take at most four times as long."""
    steps = []
    for number in (50, 200):
        taken, report = _proven(exempting("recommended", principals(MIXED, number)), monkeypatch)
        assert (report.failures, report.unproven) == ((), ())
        steps.append(taken)
    assert steps[1] <= 4 * steps[0]


def test_exemptions_from_three_controls_each_are_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every guardrail exempts others, so that each set of guardrails tells others apart."""
    few, _ = _proven(exempting("recommended", principals(MIXED, 10), 3), monkeypatch)
    many, report = _proven(exempting("recommended", principals(MIXED, 50), 3), monkeypatch)
    assert (report.failures, report.unproven) == ((), ())
    assert many <= 12 * few


def test_one_identity_center_role_takes_half_as_much_again_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its path has two stars, of which the first may take a part of a name, too."""
    role = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_OrgAdmin_*"
    few, _ = _proven(exempting("strict", ()), monkeypatch)
    more, report = _proven(exempting("strict", (role,)), monkeypatch)
    assert (report.failures, report.unproven) == ((), ())
    assert more <= 1.5 * few


def test_the_page_names_the_limits() -> None:
    """A reader of "not proven" finds how many ways are too many."""
    page = (REPOSITORY / "docs" / "proof.md").read_text(encoding="utf-8")
    limits = (automaton._MAX_STATES, space._MOST_CELLS)
    assert [f"{limit:,}" for limit in limits if f"more than {limit:,} " not in page] == []
