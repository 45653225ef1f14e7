"""What a missing protection is called, where it stands in the file, and which control closes it."""

from __future__ import annotations

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.file import BaselineFile
from guardrails.controls.registry import control_ids
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove.protection.model import Protection
from guardrails.posture.prove.protection.run import protections
from guardrails.posture.prove.worlds import worlds
from tests.baselines import SOUND, load_small


def _asked(baseline: Baseline, posture: Posture) -> tuple[Protection, ...]:
    return tuple(
        protection for world in worlds(baseline, posture) for protection in protections(baseline, world)
    )


@pytest.fixture(scope="module")
def asked(baseline: Baseline, posture: Posture) -> tuple[Protection, ...]:
    """All protections that the proof asks of the example."""
    return _asked(baseline, posture)


def test_each_protection_names_a_control_and_a_section(asked: tuple[Protection, ...]) -> None:
    """The remedy is a line to add, and the finding stands at a section of the file."""
    known = control_ids()
    for protection in asked:
        assert protection.control in known, protection.name
        assert protection.path[0] in BaselineFile.model_fields, protection.name


def test_nobody_is_exempt_from_leaving_the_deployment_roles_alone(asked: tuple[Protection, ...]) -> None:
    """Whoever became one could change the guardrails themselves."""
    [protection] = {protection for protection in asked if protection.name == "deployment-role-open"}
    assert not protection.exempts


def test_without_roles_in_accounts_no_stack_set_is_asked_for() -> None:
    """The small baseline has no section `accounts`."""
    baseline = load_small(SOUND)
    asked = _asked(baseline, compile_posture(baseline))
    assert asked
    assert not [protection for protection in asked if protection.path == ("accounts",)]


def test_without_an_enabled_role_no_stack_set_deploys() -> None:
    """The section is there, but it puts nothing into any account."""
    role = "{ enabled: false, trusted_account: Security/log-archive }"
    baseline = load_small(f"{SOUND}accounts:\n  audit_role: {role}\n")
    names = {protection.name for protection in _asked(baseline, compile_posture(baseline))}
    assert "stack-sets-open" in names
    assert "deployment-role-unprotected" not in names
