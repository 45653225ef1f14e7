"""One fact of the file is one entry, however many principals, regions and accounts it concerns."""

from __future__ import annotations

from functools import cache

import pytest

from guardrails.baseline import Baseline, load_text
from guardrails.changes import Causes, Sides
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import Direction, compare, owners_of
from guardrails.report.facts import facts, variants
from tests.baselines import EXAMPLE, TODAY

STRICT = EXAMPLE.read_text(encoding="utf-8").replace("preset: recommended", "preset: strict")


def _load(text: str) -> Baseline:
    folder = EXAMPLE.parent
    read = {"today": TODAY, "read_file": lambda name: (folder / name).read_text(encoding="utf-8")}
    return load_text(text, "baseline.yaml", **read)  # type: ignore[arg-type]


@cache
def _strict() -> tuple[Baseline, Posture]:
    baseline = _load(STRICT)
    return baseline, compile_posture(baseline)


@pytest.mark.slow
@pytest.mark.parametrize(
    "control",
    [
        "deny_external_sharing",
        "deny_public_acls",
        "deny_root_user",
        "protect_alarms",
        "protect_trail",
        "require_mfa",
    ],
)
def test_a_control_less_of_a_preset_is_one_entry(control: str) -> None:
    """Policies that several controls share, resource control policies and every exemption included."""
    before, posture = _strict()
    after = _load(STRICT.replace("preset: strict", f"preset: strict\n    without: [{control}]"))
    found = compare(posture, compile_posture(after), owners=owners_of(before, after))
    assert found.directions() == {Direction.WIDENED}
    assert len(found.changes) > 1
    (fact,) = facts(found.changes, Causes(Sides(before, after)), ())
    line = STRICT[: STRICT.index("- preset: strict")].count("\n") + 1
    assert fact.cause.names == (control,)
    assert fact.cause.location is not None
    assert fact.cause.location.line == line
    assert (len(fact.stories) > 1) == bool(variants(fact))
    assert sum(len(story.changes) for story in fact.stories) == len(found.changes)
