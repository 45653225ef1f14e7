"""The command `controls`: the list, one control, and what it says to a wrong name."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.main import app
from guardrails.controls import controls
from scripts.controls_pages import MARK, pages

pytestmark = pytest.mark.slow


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["controls", *arguments], prog_name="guardrails")


def test_the_list_has_every_control() -> None:
    """By family, with severity and title, and how to go on."""
    result = _run()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "regions: allowed regions"
    assert all(any(one.id in line and one.severity in line for line in lines) for one in controls().values())
    assert lines[-1] == f"{len(controls())} controls; `controls ID` explains one."


def test_the_list_as_json_and_markdown() -> None:
    """For scripts and for pages."""
    listed = json.loads(_run("--format", "json").stdout)
    assert {one["id"] for one in listed} == set(controls())
    told = {"id", "title", "family", "policy_type", "severity", "why", "source", "limits", "presets"}
    assert set(listed[0]) == told
    assert _run("--format", "markdown").stdout.strip() in pages()["README.md"]


@pytest.mark.parametrize("control_id", controls())
def test_one_control_is_explained(control_id: str) -> None:
    """In all three forms; as Markdown it is the page in docs."""
    assert _run(control_id).stdout.startswith(f"{control_id}: {controls()[control_id].title} (")
    told = json.loads(_run(control_id, "--format", "json").stdout)
    assert told["id"] == control_id
    assert all(statement["denies"] for statement in told["statements"])
    page = pages()[f"{control_id}.md"].replace(f"{MARK}\n\n", "")
    assert _run(control_id, "--format", "markdown").stdout == page


def test_a_wrong_name_is_exit_code_2() -> None:
    """With the nearest that exists, on standard error, or as JSON."""
    result = _run("deny_rot_user")
    assert result.exit_code == 2
    expected = 'controls: there is no control "deny_rot_user"; did you mean "deny_root_user"?'
    assert result.stderr.splitlines()[0] == expected
    assert result.stdout == ""
    told = json.loads(_run("x", "--format", "json").stdout)
    assert told["ok"] is False
    assert told["findings"][0]["problem"] == 'there is no control "x"'
