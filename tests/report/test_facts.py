"""One fact of the file is one entry, however many principals, regions and accounts it concerns."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from guardrails.baseline import Baseline, load_text
from guardrails.changes import BaselinePair, Causes, baseline_changes
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import Direction, compare, owners_of
from guardrails.report import comparison as rendered
from guardrails.report.facts import facts, variants
from tests.baselines import EXAMPLE, TODAY

pytestmark = pytest.mark.slow
STRICT = EXAMPLE.read_text(encoding="utf-8").replace("preset: recommended", "preset: strict")


def _load(text: str) -> Baseline:
    folder = EXAMPLE.parent
    read = {"today": TODAY, "read_file": lambda name: (folder / name).read_text(encoding="utf-8")}
    return load_text(text, "baseline.yaml", **read)  # type: ignore[arg-type]


@cache
def _strict() -> tuple[Baseline, Posture]:
    baseline = _load(STRICT)
    return baseline, compile_posture(baseline)


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
    (fact,) = facts(found.changes, Causes(BaselinePair(before, after)), ())
    line = STRICT[: STRICT.index("- preset: strict")].count("\n") + 1
    assert fact.cause.names == (control,)
    assert fact.cause.location is not None
    assert fact.cause.location.line == line
    assert (len(fact.stories) > 1) == bool(variants(fact.stories))
    assert sum(len(story.changes) for story in fact.stories) == len(found.changes)


def test_an_exemption_that_widens_and_narrows_is_one_entry() -> None:
    """StackSets' role may leave the organization now, and no longer touch the trail: one line of the file."""
    text = EXAMPLE.read_text(encoding="utf-8")
    controls = "controls: [protect_exempt_roles, protect_audit_role, {}, deny_privileged_policies]"
    assert text.count(controls.format("protect_trail")) == 1
    before = _load(text)
    exchanged = controls.format("deny_leaving_organization")
    after = _load(text.replace(controls.format("protect_trail"), exchanged))
    pair = BaselinePair(before, after)
    found = compare(*map(compile_posture, (before, after)), owners=owners_of(before, after))
    assert found.directions() == {Direction.WIDENED, Direction.NARROWED}
    (fact,) = facts(found.changes, Causes(pair), baseline_changes(pair).entries)
    assert fact.direction is Direction.WIDENED
    assert [effect[0].scope.direction for effect in fact.effects] == [Direction.WIDENED, Direction.NARROWED]
    assert [entry.field for entry in fact.entries] == ["exemptions.stacksets.controls"]
    lines = list(rendered.text(found, baseline_changes(pair)))
    told = [line for line in lines if line.startswith("  ") and not line.startswith("    ")]
    assert len(told) == 1
    assert "deny_leaving_organization" in told[0]
    assert sum("    narrowed as well, allowed before, denied now: " in line for line in lines) == 1
    assert not any(line.startswith("Narrowed") for line in lines)
    assert "narrowed as well" in "\n".join(rendered.markdown(found, baseline_changes(pair)))


def test_what_nobody_knows_the_cause_of_is_told_by_direction() -> None:
    """Without a file and without intents, what widens isn't the same fact as what narrows."""
    before, after = (
        _load(STRICT),
        _load(STRICT.replace("eu-central-1, eu-west-1]", "eu-central-1, eu-north-1]", 1)),
    )
    found = compare(*map(compile_posture, (before, after)))
    nameless = [replace(change, intents=()) for change in found.changes]
    told = facts(nameless, Causes(None), ())
    assert [fact.direction for fact in told] == [Direction.WIDENED, Direction.NARROWED]
