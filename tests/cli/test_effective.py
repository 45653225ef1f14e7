"""`effective` on the command line: its answers and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.main import app
from tests.baselines import SOUND
from tests.cli.conftest import stand_in

SECTION = """\
management_policies:
  everywhere: { declarative_ec2: { serial_console: disabled } }
  here: { at: [Workloads], declarative_ec2: { serial_console: enabled } }
  buckets: { s3: { block_public_access: all } }
"""
UNCONSIDERED = "Policies of others weren't considered (organization.foreign)."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small baseline in it, to stand in."""
    return stand_in(tmp_path, monkeypatch, {"baseline.yaml": SOUND + SECTION, "none.yaml": SOUND})


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["effective", *arguments], prog_name="guardrails")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("account", ["Workloads/Prod/shop", "444444444441"])
def test_every_setting_is_shown_with_where_it_comes_from(account: str) -> None:
    """The account is named by path or by id."""
    result = _run("--account", account)
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "Declarative policy for EC2 (DECLARATIVE_POLICY_EC2)",
            "  ec2_attributes.serial_console_access.status = enabled",
            "    @@assign by guardrails/declarative_ec2/here/Workloads-a5d739bc at Workloads",
            "",
            "S3 policy (S3_POLICY)",
            "  s3_attributes.public_access_block_configuration = all",
            "    @@assign by guardrails/s3/buckets/Root-f9ad0f97 at Root",
            UNCONSIDERED,
        ],
    )


@pytest.mark.usefixtures("folder")
def test_json_has_the_policy_as_aws_shows_it() -> None:
    """By the id of the type; one type alone when it is asked for."""
    found = json.loads(_run("--account", "legacy", "--type", "declarative_ec2", "--format", "json").stdout)
    assert list(found) == ["declarative_ec2", "policies_of_others"]
    assert found["declarative_ec2"]["policy"] == {
        "ec2_attributes": {"serial_console_access": {"status": "disabled"}}
    }


@pytest.mark.usefixtures("folder")
def test_markdown_is_a_table_with_the_document_folded() -> None:
    """For a pull request."""
    text = _run("--account", "management", "--type", "s3", "--format", "markdown").stdout
    head, _, folded = text.partition("<details>")
    assert "| `s3_attributes.public_access_block_configuration` | `all` | @@assign by " in head
    assert '"public_access_block_configuration": "all"' in folded


@pytest.mark.usefixtures("folder")
def test_where_nothing_is_effective_it_says_so() -> None:
    """In one line, beside whose policies were considered."""
    result = _run("--account", "legacy", "--baseline", "none.yaml")
    nothing = f"No management policy is effective here.\n{UNCONSIDERED}\n"
    assert (result.exit_code, result.stdout) == (0, nothing)


@pytest.mark.usefixtures("folder")
def test_what_does_not_exist_is_told_at_once() -> None:
    """Both mistakes, each with what was probably meant; exit 2."""
    result = _run("--account", "Workloads/Prod/shopp", "--type", "declarativ_ec2")
    assert result.exit_code == 2
    assert 'did you mean "Workloads/Prod/shop"?' in result.stderr
    assert 'did you mean "declarative_ec2"?' in result.stderr
