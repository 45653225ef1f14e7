"""A posture within a scope: where guardrails are attached, and what the proof says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails.changes import BaselinePair, SectionChanges, baseline_changes
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import Direction, compare
from guardrails.posture.effective import effective_policies
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import from_json
from guardrails.posture.prove import prove
from guardrails.report import comparison as rendered
from guardrails.report.proof import text
from tests.baselines import SOUND, TODAY, load_small
from tests.edited import edited

PILOT = f"scope: [Workloads]\n{SOUND}"
SETTINGS = "management_policies:\n  none: { at: [Root, Sandbox], ai_opt_out: { default: optOut } }\ntags:"


def _compiled(text: str) -> Posture:
    return compile_posture(load_small(text))


def test_guardrails_are_attached_within_the_scope_alone() -> None:
    """What stands at the root stands at the unit, with the same controls."""
    pilot, whole = _compiled(PILOT), _compiled(SOUND)
    assert {policy.target for policy in pilot.declared} == {"Workloads"}
    assert pilot.scope == ("Workloads",)
    assert pilot.outside == 2
    controls = {intent for policy in pilot.declared for intent in policy.intents}
    everything = {intent for policy in whole.declared for intent in policy.intents}
    assert everything - controls == {"policies/own.json"}


def test_of_two_units_each_has_its_own_attachment() -> None:
    """Nothing reaches their common parent."""
    posture = _compiled(PILOT.replace("scope: [Workloads]", "scope: [ou-ex4m-workprod1, Sandbox]"))
    assert {policy.target for policy in posture.declared} == {"Workloads/Prod", "Sandbox"}


def test_management_policies_are_attached_within_the_scope_alone() -> None:
    """As guardrails are."""
    posture = _compiled(PILOT.replace("tags:", SETTINGS))
    assert [policy.target for policy in posture.management] == ["Workloads"]
    assert [policy.target for policy in _compiled(SOUND.replace("tags:", SETTINGS)).management] == [
        "Root",
        "Sandbox",
    ]


def test_the_proof_is_about_the_scope_and_says_so() -> None:
    """It names what the file has outside, and how many accounts it says nothing of."""
    baseline = load_small(PILOT)
    report = prove(baseline, compile_posture(baseline), today=TODAY)
    assert report.findings == ()
    assert (report.scope, report.outside, report.accounts) == (("Workloads",), 2, 1)
    *_, verdict, unasked = text(report, "baseline.yaml")
    assert "All 5 obligations hold within Workloads; nothing is said of 2 accounts outside." in verdict
    assert "the archive account Security/log-archive is outside the scope" in unasked
    assert "policies/own.json stands only at Sandbox, outside the scope" in unasked
    assert report.lines[0] == "Within Workloads; nothing is said of 2 accounts outside."


def test_a_guardrail_that_reaches_into_the_scope_is_not_left_out() -> None:
    """One of its targets is within the scope, so the proof asks for it there."""
    baseline = load_small(PILOT.replace("at: [Sandbox]\n", "at: [Sandbox, Workloads]\n"))
    report = prove(baseline, compile_posture(baseline), today=TODAY)
    assert not [entry for entry in report.unasked if "stands only at" in entry.reason]


def test_the_proof_finds_what_fails_within_the_scope() -> None:
    """A missing protection still fails there."""
    baseline = load_small(PILOT.replace("  - control: deny_leaving_organization\n", ""))
    report = prove(baseline, compile_posture(baseline), today=TODAY)
    assert [failure.name for failure in report.failures] == ["organization-may-be-left"]
    assert report.failures[0].accounts == 1


@pytest.mark.slow
def test_the_proof_asks_nothing_of_accounts_outside() -> None:
    """It holds within the scope, and not for the whole organization, whose others nothing protects."""
    baseline, whole = load_small(PILOT), load_small(SOUND)
    posture = compile_posture(baseline)
    assert prove(baseline, posture, today=TODAY).holds
    assert not prove(whole, posture, today=TODAY).holds


def test_a_policy_that_strays_outside_the_scope_fails() -> None:
    """The proof doesn't take the compiler's word for where policies are attached."""
    baseline = load_small(PILOT)
    posture = compile_posture(baseline)
    stray = replace(posture.declared[0], target="Sandbox")
    report = prove(baseline, replace(posture, policies=(*posture.policies, stray)), today=TODAY)
    assert ("outside-scope", 5) in {(failure.name, failure.obligation) for failure in report.failures}


def test_a_posture_as_json_keeps_its_scope() -> None:
    """Without one, it is the whole organization."""
    posture = _compiled(PILOT)
    assert from_json(to_json(posture), "posture.json").scope == ("Workloads",)
    assert from_json(to_json(_compiled(SOUND)), "posture.json").scope == ()


def test_a_wider_scope_is_shown_as_what_changes_for_whom() -> None:
    """The accounts that join can do less; both scopes are named."""
    before, after = load_small(PILOT), load_small(SOUND)
    comparison = compare(compile_posture(before), compile_posture(after))
    assert comparison.directions() == {Direction.NARROWED}
    touched = {path for change in comparison.changes for path in change.accounts}
    assert touched >= {"legacy", "Security/log-archive"}
    entries, joining = (
        baseline_changes(BaselinePair(before, after)).entries,
        {"legacy", "Security/log-archive"},
    )
    assert [(entry.field, set(entry.accounts)) for entry in entries] == [("scope", joining)]
    headline = rendered.headline(comparison, SectionChanges(entries))
    assert "Scope: the whole organization, and Workloads before." in headline


def test_a_narrower_scope_widens() -> None:
    """Nothing is proven any more of the accounts that leave it."""
    entries = baseline_changes(BaselinePair(load_small(SOUND), load_small(PILOT))).entries
    assert [(entry.direction.value, entry.field) for entry in entries] == [("widened", "scope")]


def test_settings_of_two_levels_that_meet_are_joined_as_they_would_be_inherited() -> None:
    """The example's unit for developers changes one setting of those that the root hands down."""
    pilot = compile_posture(edited(lambda data: data.update(scope=["Workloads/Dev"])))
    whole = compile_posture(edited())
    [joined] = [policy for policy in pilot.management if policy.type == "DECLARATIVE_POLICY_EC2"]
    assert joined.target == "Workloads/Dev"
    for path in ("Workloads/Dev", "Workloads/Dev/shop-dev"):
        of_pilot, of_whole = effective_policies(pilot, path), effective_policies(whole, path)
        assert {name: policy.document for name, policy in of_pilot.items()} == {
            name: policy.document for name, policy in of_whole.items()
        }


@pytest.mark.slow
@pytest.mark.parametrize("scope", ["Sandbox", "Workloads/Dev"])
def test_the_example_is_proven_on_each_unit_alone(scope: str) -> None:
    """Everything else of the file stays: trail, alerts, budgets, access, accounts."""
    baseline = edited(lambda data: data.update(scope=[scope]))
    posture = compile_posture(baseline)
    assert prove(baseline, posture, today=TODAY).findings == ()
    assert all(policy.target.startswith(scope) for policy in posture.declared)
