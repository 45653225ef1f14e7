"""Exit code 1 of `check` means that synth may refuse the baseline, or that something has no effect."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.baseline import Baseline
from guardrails.baseline.warnings import WARNINGS
from guardrails.cli import check_run
from guardrails.cli.main import app
from guardrails.errors import Finding, Location
from guardrails.posture import compile_posture
from tests.baselines import SOUND, load_small

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("folder")]
FOUND = Finding(Location("baseline.yaml", 1, 1), "tags", "something that only this test finds", "nothing")


def _check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments], prog_name="guardrails")


def _finds(monkeypatch: pytest.MonkeyPatch, source: str, id_: str = "") -> None:
    """Let one of the sources of findings find something."""
    finding = Finding(FOUND.location, FOUND.field, FOUND.problem, FOUND.remedy, id_)
    monkeypatch.setattr(check_run, source, lambda *_: (finding,))


def test_a_sound_baseline_ends_with_0() -> None:
    """Whatever the tests below find, they alone do."""
    assert _check().exit_code == 0


@pytest.mark.parametrize("id_", [kind.id for kind in WARNINGS])
def test_a_warning_ends_with_0(monkeypatch: pytest.MonkeyPatch, id_: str) -> None:
    """Every kind is printed and informs; `--fail-on warning` makes it count."""
    _finds(monkeypatch, "warnings", id_)
    result = _check()
    assert FOUND.problem in result.stdout
    assert result.exit_code == 0
    assert _check("--fail-on", "warning").exit_code == 1


def test_a_reminder_ends_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends one day is no finding today."""
    _finds(monkeypatch, "reminders")
    assert FOUND.problem in _check().stdout
    assert _check().exit_code == 0


@pytest.mark.parametrize("source", ["advice", "room_findings"])
def test_what_has_no_effect_or_no_room_ends_with_1(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """The one has no effect, and synth refuses the other."""
    _finds(monkeypatch, source)
    assert FOUND.problem in _check().stdout
    assert _check().exit_code == 1


IDLE = (
    (
        "    Security: [eu-central-1]\n",
        "    Security: [eu-central-1]\n    Workloads: [eu-west-1, eu-central-1]\n",
    ),
    ("    at: [Sandbox]\n", "    at: [Sandbox]\n  - document: policies/allow.json\n    at: [Sandbox]\n"),
    ("    ReadOnly: {}\n", "    ReadOnly: {}\n    Idle: {}\n"),
)
"""Changes of the sound baseline to no effect."""
ALLOW = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'


@pytest.mark.parametrize("change", IDLE)
def test_what_ends_with_1_for_having_no_effect_has_none(folder: Path, change: tuple[str, str]) -> None:
    """Nothing is denied with it that isn't denied without it, and nobody is assigned more."""
    assert SOUND.count(change[0]) == 1
    text = SOUND.replace(*change)
    (folder / "baseline.yaml").write_text(text, encoding="utf-8")
    (folder / "policies" / "allow.json").write_text(ALLOW, encoding="utf-8")
    assert _check().exit_code == 1
    with_it, without = (load_small(each, {"policies/allow.json": ALLOW}) for each in (text, SOUND))
    assert _effects(with_it) == _effects(without)


def _effects(baseline: Baseline) -> tuple[list[tuple[str, str]], object]:
    """List what is denied where, and what is assigned."""
    denied = [
        (policy.target, str(statement))
        for policy in compile_posture(baseline).declared
        for statement in policy.document.statements
        if statement.effect == "Deny"
    ]
    return sorted(denied), baseline.access and baseline.access.assignments
