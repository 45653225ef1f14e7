"""Whatever changes what the baseline protects is denied by a control, or reviewed as harmless."""

from __future__ import annotations

import pytest

from guardrails.aws_facts import changes_of
from guardrails.baseline import Baseline
from guardrails.controls import control
from guardrails.controls.example import example
from guardrails.policy.action_set import bits_of, names
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import prove
from guardrails.posture.prove.protection import reviewed
from guardrails.posture.prove.protection.reviewed import KINDS, Kind, harmful, harmless
from tests.baselines import SOUND, load_small
from tests.posture.faults import at, dropped

DENYING = {
    "stack": ("protect_baseline_stacks", ("ProtectBaselineStacks", "ProtectBaselineStackSets")),
    "trail": ("protect_trail", ("ProtectTrail",)),
    "bucket and object": ("protect_trail", ("ProtectTrailBucket",)),
    "key": ("protect_trail", ("ProtectTrailKey",)),
    "alias": ("protect_trail", ("ProtectTrailKeyAlias",)),
    "log group": ("protect_alarms", ("ProtectLogGroups",)),
    "role": ("protect_exempt_roles", ("ProtectExemptRoles",)),
    "user": ("protect_exempt_roles", ("ProtectExemptUsers",)),
    "alarm": ("protect_alarms", ("ProtectAlarms",)),
    "topic": ("protect_alarms", ("ProtectAlarmTopics",)),
    "event rule": ("protect_alarms", ("ProtectEventRules",)),
}
"""By kind, the control that denies changes, and the statements in which it does."""


def _unknown(kind: Kind) -> set[str]:
    """Return the actions that some statement doesn't deny and nobody has reviewed."""
    control_id, sids = DENYING[kind.name]
    chosen = control(control_id)
    statements = {one.sid: one for one in chosen.statements(example(chosen))}
    return {
        action for sid in sids for action in names(bits_of(harmful(kind)) & ~bits_of(statements[sid].actions))
    }


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name in DENYING], ids=lambda kind: kind.name)
def test_every_change_is_denied_or_reviewed(kind: Kind) -> None:
    """An action that AWS adds makes this fail until a control denies it or somebody calls it harmless."""
    assert _unknown(kind) == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_lists_are_about_what_aws_has(kind: Kind) -> None:
    """An action that changes no such resource has no place among the harmless ones."""
    changing = {action for shape in kind.shapes for action in changes_of(shape)}
    assert set(harmless(kind)) < changing
    assert sum(len(listed.split()) for listed in kind.harmless.values()) == len(harmless(kind))
    assert all(reason and reason[-1] != "." for reason in kind.harmless)


@pytest.mark.slow
def test_a_new_action_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, baseline: Baseline, posture: Posture
) -> None:
    """The proof fails on the day on which the catalogue brings one, without a change of its own."""

    def one_more(shape: str) -> tuple[str, ...]:
        return (*changes_of(shape), *(("cloudformation:UpdateStackSet",) if ":stack/" in shape else ()))

    monkeypatch.setattr(reviewed, "changes_of", one_more)
    harmful.cache_clear()
    try:
        assert _unknown(reviewed.STACK) == {"cloudformation:UpdateStackSet"}
        assert "stack-unprotected" in {failure.name for failure in prove(baseline, posture).failures}
    finally:
        harmful.cache_clear()


@pytest.mark.parametrize(
    ("shape", "action"),
    [
        ("arn:*:cloudformation:*:*:stack/*/*", "cloudformation:UpdateTerminationProtection"),
        ("arn:*:s3:::*/*", "s3:UpdateObjectEncryption"),
        ("arn:*:iam::*:role/*", "sts:AssumeRole"),
        ("arn:*:iam::*:role/*", "ssm:UpdateManagedInstanceRole"),
    ],
)
def test_the_catalogue_knows_what_an_action_changes(shape: str, action: str) -> None:
    """Whatever service the action belongs to."""
    assert action in changes_of(shape)


def test_a_shape_that_the_catalogue_was_not_asked_for() -> None:
    """Nobody takes it for one that nothing changes."""
    with pytest.raises(KeyError):
        changes_of("arn:*:s3:::bucket")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["alarm", "topic", "event rule", "log group"])
def test_what_protect_alarms_is_told_to_protect_is_asked_for(name: str) -> None:
    """Wherever it stands, under the names that it is given, at the line of its guardrail."""
    told = "  - control: protect_alarms\n    parameters: { names: [security-*] }\n"
    sound = load_small(SOUND.replace("guardrails:\n", f"guardrails:\n{told}"))
    posture = compile_posture(sound)
    assert prove(sound, posture).failures == ()
    [sid] = DENYING[name][1]
    failures = prove(sound, at("Root", sid, dropped)(posture)).failures
    [failure] = [failure for failure in failures if failure.name == "alarms-unprotected"]
    assert failure.problem.startswith(f"the {name} security-*")
    assert failure.location.line == SOUND.splitlines().index("guardrails:") + 2
