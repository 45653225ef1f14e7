"""The proof can fail: every seeded fault is found and called by its name, and no rewording is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails.baseline import Baseline
from guardrails.policy.language.document import Document
from guardrails.policy.minify.run import minify
from guardrails.posture import Posture
from guardrails.posture.prove import prove
from tests.posture.damages import FAULTS, REWORDINGS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_by_name(name: str, baseline: Baseline, posture: Posture) -> None:
    """The proof fails, and one of the failures says what is wrong, where, and shows a request."""
    fault, expected = FAULTS[name]
    damaged = fault(posture)
    assert damaged != posture, "the fault damages nothing"
    found = [one for one in prove(baseline, damaged).failures if one.name == expected]
    assert found, [one.name for one in prove(baseline, damaged).failures]
    for one in found:
        assert one.location.line > 0
        assert one.witness is not None or expected in ("missing-target", "idle-target")


def test_there_are_enough_faults() -> None:
    """Fewer than sixty would leave out something that can go wrong."""
    assert len(FAULTS) >= 60


def test_without_faults_everything_holds(baseline: Baseline, posture: Posture) -> None:
    """The proof fails for the faults and for nothing else; everything in it is decided."""
    report = prove(baseline, posture)
    assert report.failures == ()
    assert report.unproven == ()


@pytest.mark.parametrize("name", REWORDINGS)
def test_another_wording_is_no_fault(name: str, baseline: Baseline, posture: Posture) -> None:
    """What says the same in other words is accepted."""
    reworded = REWORDINGS[name](posture)
    assert reworded != posture, "nothing was reworded"
    assert prove(baseline, reworded).failures == ()


def test_a_minified_posture_holds(baseline: Baseline, posture: Posture) -> None:
    """Shortening every policy loses nothing."""
    shortened = tuple(replace(one, document=minify(_plain(one.document))) for one in posture.policies)
    assert prove(baseline, replace(posture, policies=shortened)).failures == ()


def _plain(document: Document) -> Document:
    return replace(document, verbatim=None)
