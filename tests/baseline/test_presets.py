"""Presets among the guardrails: what each comes to, where its parts stand, and what can be wrong with one."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails.baseline.canonical import canonical_model
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import resolve
from guardrails.controls import control, controls
from guardrails.controls.control import Parameters
from guardrails.controls.presets import PRESETS, Preset
from tests.baselines import SMALL, changed, findings_in, load_small, located

_BEFORE, _, _AFTER = SMALL.partition("guardrails:\n")
_REST = _AFTER[_AFTER.index("trail:\n") :]
NEEDED = {
    name for name in controls() if set(control(name).needs) - {"regions", "trail", "former", "exemptions"}
}
"""What the small baseline has no section for."""


def _with(*entries: str) -> str:
    return f"{_BEFORE}guardrails:\n" + "".join(f"  - {entry}\n" for entry in entries) + _REST


def _standing(*entries: str) -> dict[tuple[str, str], Parameters]:
    """Return the parameters of every control, by its id and a path where it is attached."""
    loaded = load_small(_with(*entries))
    return {
        (guardrail.name, path): guardrail.parameters
        for guardrail in loaded.guardrails
        for path in guardrail.at
    }


def _parameters(control_id: str, **typed: Any) -> Parameters:
    return canonical_model(control(control_id).parameters.model_validate(typed))


def _wants(name: str, without: str = "") -> set[str]:
    return {one for one in PRESETS[name].controls if one not in NEEDED and one != without}  # type: ignore[index]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_names_controls_with_parameters_that_they_take(preset: Preset) -> None:
    """Nothing of it is left to whoever names it."""
    assert PRESETS[preset.name] is preset
    for name, parameters in preset.controls.items():
        control(name).parameters.model_validate(parameters)


def test_the_first_three_contain_each_other() -> None:
    """Who goes from one to the next loses nothing."""
    starter, recommended, strict = (
        set(PRESETS[name].controls) for name in ("starter", "recommended", "strict")
    )
    assert starter < recommended < strict


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_comes_to_its_controls(name: str) -> None:
    """At the root unless it says otherwise, without those whose section is missing."""
    standing = _standing(f"preset: {name}")
    assert {control_id for control_id, _ in standing} == _wants(name)
    assert {path for _, path in standing} == {"Root"}
    for control_id in _wants(name):
        typed = PRESETS[name].controls[control_id]  # type: ignore[index]
        assert standing[control_id, "Root"] == _parameters(control_id, **typed)


def test_a_preset_stands_where_it_says() -> None:
    """All of it."""
    standing = _standing("{ preset: starter, at: [Workloads, Sandbox] }")
    assert set(standing) == {(one, path) for one in _wants("starter") for path in ("Workloads", "Sandbox")}


def test_a_preset_can_leave_controls_out() -> None:
    """By their ids."""
    standing = _standing("{ preset: starter, without: [deny_root_user] }")
    assert {one for one, _ in standing} == _wants("starter", "deny_root_user")


@pytest.mark.parametrize("own_first", [True, False])
def test_an_entry_of_its_own_replaces_the_presets(*, own_first: bool) -> None:
    """Its parameters, and where it stands, whichever of the two is listed first."""
    own = (
        "{ control: deny_root_user, at: [Workloads], parameters: { allow_privileged_sessions: false } }",
        "preset: starter",
    )
    standing = _standing(*(own if own_first else reversed(own)))
    ours = {path: parameters for (name, path), parameters in standing.items() if name == "deny_root_user"}
    assert ours == {"Workloads": _parameters("deny_root_user", allow_privileged_sessions=False)}
    assert {name for name, _ in standing} == _wants("starter")


@pytest.mark.parametrize("upper_first", [True, False])
def test_what_two_presets_say_alike_is_said_once(*, upper_first: bool) -> None:
    """At the upper node; what the lower wants with other parameters stands at both."""
    both = ("preset: recommended", "{ preset: strict, at: [Workloads] }")
    standing = _standing(*(both if upper_first else reversed(both)))
    assert ("deny_root_user", "Root") in standing
    assert ("deny_root_user", "Workloads") not in standing
    assert standing["deny_key_deletion", "Root"] == _parameters("deny_key_deletion", after_days=30)
    assert standing["deny_key_deletion", "Workloads"] == _parameters("deny_key_deletion")
    assert {name for name, _ in standing} == _wants("strict")


def test_two_presets_at_one_node_share_what_is_alike() -> None:
    """The first brings it."""
    standing = _standing("preset: starter", "preset: sandbox")
    assert {name for name, _ in standing} == _wants("starter") | _wants("sandbox")


def test_everything_of_a_preset_is_found_at_its_entry() -> None:
    """Whatever stands before it; that is where findings and origins lead."""
    text, ((line, column),) = located(
        _with("control: deny_unused_regions", "§preset: starter", "control: protect_config")
    )
    loaded = load_small(text)
    assert len(loaded.guardrails) == 1 + len(_wants("starter", "deny_unused_regions")) + 1
    for index, guardrail in enumerate(loaded.guardrails):
        place = guardrail.location
        assert ((place.line, place.column) == (line, column)) == (guardrail.preset == "starter")
        assert guardrail.entry == min(index, 1) + (index == len(loaded.guardrails) - 1)
        assert guardrail.field == f"guardrails[{guardrail.entry}]"
    assert [entry.preset for entry in loaded.file.guardrails] == [None, "starter", None]


def test_places_hold_after_an_entry_that_is_wrong() -> None:
    """What was left out before a preset doesn't shift what comes after it."""
    text, ((line, column),) = located(
        _with(
            "{ control: deny_root_user, att: [Root] }",
            "preset: starter",
            "{ control: deny_iam_users, at: [§Prod] }",
        )
    )
    (_, second) = findings_in(text)
    assert str(second).startswith(f"baseline.yaml:{line}:{column} guardrails[2].at[0]:")


def test_a_baseline_in_memory_takes_presets_apart_too() -> None:
    """Nothing that works on a baseline has to know of presets."""
    organization = {
        "id": "o-exampleorg1",
        "root": "r-ex4m",
        "home_region": "eu-central-1",
        "management_account": {"id": "111111111111"},
    }
    data = {"organization": organization, "regions": {"allowed": ["eu-central-1"]}}
    built = resolve(BaselineFile.model_validate({**data, "guardrails": [{"preset": "starter"}]}))
    sections = {"trail", "accounts", "exemptions"}
    assert {one.control for one in built.guardrails} == {
        name for name in PRESETS["starter"].controls if not sections & set(control(name).needs)
    }


WRONG = (
    (
        "no preset",
        "preset: §strickt",
        (
            'guardrails[0].preset: "strickt" is not one of starter, recommended, strict or sandbox;'
            ' did you mean "strict"?'
        ),
    ),
    (
        "two things",
        "§{ preset: starter, control: deny_root_user }",
        "guardrails[0]: needs one of `control`, `document` and `preset`; name one of the three",
    ),
    (
        "parameters",
        "§{ preset: starter, parameters: { users: false } }",
        (
            "guardrails[0]: a preset takes no parameters;"
            " list the control that they are meant for in an entry of its own"
        ),
    ),
    (
        "without a misspelt control",
        "{ preset: starter, without: §[deny_rot_user] }",
        (
            'guardrails[0].without: the preset starter has no control "deny_rot_user";'
            ' did you mean "deny_root_user"?'
        ),
    ),
    (
        "without a preset",
        "§{ control: deny_root_user, without: [deny_root_user] }",
        "guardrails[0]: leaves controls out of no preset; remove `without`, or name a preset",
    ),
    (
        "nowhere",
        "{ preset: starter, at: [Root2, §Workload] }".replace("Root2, ", ""),
        'guardrails[0].at[0]: "Workload" is not in the organization; did you mean "Workloads"?',
    ),
    (
        "management",
        "{ preset: starter, at: [§management] }",
        (
            'guardrails[0].at[0]: "management" is the management account, which no policy binds;'
            " keep workloads out of it, and name member accounts here"
        ),
    ),
    (
        "below itself",
        "{ preset: starter, at: [Root, §Workloads] }",
        "guardrails[0].at[1]: the preset stands at Root already; keep Root, which binds everything below it",
    ),
)


@pytest.mark.parametrize(("entry", "expected"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_what_is_wrong_with_a_preset_is_found_in_its_entry(entry: str, expected: str) -> None:
    """Once, where it stands."""
    text, ((line, column),) = located(_with(entry))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


def test_a_preset_that_adds_nothing_is_found() -> None:
    """Somebody expected more of it."""
    text, ((line, column),) = located(
        _with("preset: recommended", "{ preset: starter, at: [§Workloads, Sandbox] }")
    )
    first, second = findings_in(text)
    expected = "guardrails[1].at[0]: the preset starter adds nothing at Workloads; remove it:"
    assert str(first).startswith(f"baseline.yaml:{line}:{column} {expected}")
    assert "adds nothing at Sandbox" in str(second)


def test_presets_that_want_different_things_of_one_node() -> None:
    """A control can't stand there twice; who wants one of the two says so."""
    text, ((line, column),) = located(_with("preset: recommended", "{ preset: strict, at: [§Root] }"))
    (found,) = findings_in(text)
    expected = (
        "guardrails[1].at[0]: the preset recommended, by guardrails[0], wants protect_identity_center at Root"
        " with other parameters; keep one of the two presets there, or list the control yourself"
    )
    assert str(found) == f"baseline.yaml:{line}:{column} {expected}"


def test_a_control_that_needs_a_parameter_says_which() -> None:
    """With what it means."""
    text, ((line, column),) = located(
        changed(("  - control: protect_trail", "  - §control: require_permissions_boundary"))
    )
    (found,) = findings_in(text)
    expected = (
        'guardrails[2].parameters.boundaries: require_permissions_boundary needs the parameter "boundaries"'
    )
    assert str(found).startswith(f"baseline.yaml:{line}:{column} {expected}; add it: Names of policies")
