"""`explain` as somebody calls it who was just denied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.main import app
from tests.baselines import EXAMPLE, REPOSITORY, listed_example

pytestmark = pytest.mark.slow
DENIED = ("--account", "Workloads/Prod/shop", "--principal", "role/dev", "--action", "ec2:RunInstances")
IN_OHIO = (*DENIED, "--region", "us-east-2")
ALLOWED = (*DENIED[:-1], "iam:DeleteRole")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example in it, to stand in."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "baseline.yaml").write_text(listed_example(), encoding="utf-8")
    for file in EXAMPLE.parent.glob("policies/*"):
        (tmp_path / "policies" / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments], prog_name="guardrails")


def test_a_denial_is_told_in_words_with_what_would_free_it() -> None:
    """Who, what, where; which policy, why, by which line; the open regions, the exempt, the line to edit."""
    result = _run(*IN_OHIO)
    assert (result.exit_code, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0] == (
        "Denied: role/dev of Workloads/Prod/shop (444444444441) may not call ec2:RunInstances in us-east-2."
    )
    text = "\n".join(lines)
    for expected in (
        "  1. statement DenyUnusedRegions of the policy guardrails/regions/Root-f9ad0f97, attached to Root",
        "Deny unused regions: A region that nobody uses is one that nobody watches",
        "(here us-east-2)",
        "baseline.yaml:75:5 asks for it: deny_unused_regions.",
        "  2. also statement DenyUnusedRegions of the policy guardrails/regions/Workloads-a5d739bc, att",
        "  - Ask in eu-central-1 or eu-west-1.",
        "role/break-glass (break-glass, security@example.com)",
        "  - In baseline.yaml:39:3, add us-east-2 to regions.allowed, which counts for 10 accounts, or for",
        ": Workloads/Prod/shop: [eu-central-1, eu-west-1, us-east-2].",
    ):
        assert expected in text
    assert text.count("deny_unused_regions.") == 1


def test_markdown_marks_what_machines_read() -> None:
    """For a pull request or a ticket."""
    result = _run(*IN_OHIO, "--format", "markdown")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "### Denied: `role/dev` of Workloads/Prod/shop (444444444441) may not call "
    )
    assert "\n#### Because of\n\n1. statement `DenyUnusedRegions` of the policy " in result.stdout
    assert "\n- Ask in `eu-central-1` or `eu-west-1`.\n" in result.stdout


def test_json_says_everything() -> None:
    """The request as it was completed, each reason with its statement, and whatever was tried."""
    result = _run(*DENIED, "--region", "us-east-1", "--format", "json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (answer["ok"], answer["decision"]) == (False, "deny")
    assert answer["account"] == {"path": "Workloads/Prod/shop", "id": "444444444441"}
    assert answer["context"]["aws:RequestedRegion"] == ["us-east-1"]
    (reason,) = answer["reasons"]
    assert (reason["policy"], reason["node"], reason["family"]) == (
        "guardrails/regions/Workloads-a5d739bc",
        "Workloads",
        "regions",
    )
    assert reason["statement"]["Sid"] == reason["sid"] == "DenyUnusedRegions"
    assert [one["name"] for one in reason["guardrails"]] == ["deny_unused_regions"]
    assert {"kind": "region", "frees": True, "values": ["eu-central-1", "eu-west-1"]}.items() <= next(
        way for way in answer["ways"] if way["kind"] == "region"
    ).items()
    assert answer["edits"][0]["tried"] is answer["edits_free"] is True


def test_what_is_allowed_is_exit_code_0_and_says_unless() -> None:
    """The answer for some role, and the roles for which it is another one."""
    result = _run(*ALLOWED)
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Allowed: role/dev of Workloads/Prod/shop (444444444441) may call iam:DeleteRole.\n"
    )
    assert "\nUnless:\n" in result.stdout
    assert "arn:aws:iam::*:role/break-glass" in result.stdout
    answer = json.loads(_run(*ALLOWED, "--format", "json").stdout)
    assert answer["ok"] is True
    assert answer["unless"][0]["decision"] == "deny"


def test_the_management_account_is_told_that_no_policy_binds_it() -> None:
    """In the headline's next line."""
    result = _run("--account", "management", "--principal", "root", "--action", "ec2:RunInstances")
    assert result.exit_code == 0
    assert "No service control policy binds the management account." in result.stdout


def test_a_wrong_question_is_exit_code_2() -> None:
    """A sentence for each thing that is wrong; as JSON where JSON is asked for."""
    wrong = ("--account", "shop", "--principal", "x", "--action", "ec2:RunInstance", "--context", "x")
    result = _run(*wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'did you mean "Workloads/Prod/shop"?' in result.stderr
    assert 'did you mean "ec2:RunInstances"?' in result.stderr
    answer = json.loads(_run(*wrong, "--format", "json").stdout)
    assert [one["file"] for one in answer["findings"]] == ["--account", "--action", "--context"]
    assert _run("--account", "x").exit_code == 2
    assert _run(*DENIED, "--baseline", "missing.yaml").exit_code == 2
    assert _run(*DENIED, "--format", "xml").exit_code == 2


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "\udcff", "`", "x" * 5000])
@pytest.mark.parametrize(
    "option", ["--account", "--principal", "--action", "--region", "--resource", "--context"]
)
def test_nothing_that_is_typed_ends_in_a_traceback(option: str, text: str) -> None:
    """Nor in a control sequence that reaches the terminal."""
    told = dict(zip(DENIED[::2], DENIED[1::2], strict=True)) | {option: text}
    result = _run(*(part for pair in told.items() for part in pair))
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert "\x1b" not in result.output


@pytest.mark.parametrize("value", ["\x1b[31m", "a\nb", "`", "``", "|", ""])
@pytest.mark.parametrize("output", ["text", "markdown", "json"])
def test_what_a_key_holds_is_shown_and_not_obeyed(output: str, value: str) -> None:
    """Values come from whoever was denied."""
    result = _run(*IN_OHIO, "--context", f"aws:RequestTag/x={value}", "--format", output)
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout


def test_the_page_shows_what_is_said() -> None:
    """docs/explain.md has the example's answer, long lines cut."""
    page = (REPOSITORY / "docs" / "explain.md").read_text(encoding="utf-8")
    shown = page.partition("\nDenied:")[2].partition("```")[0].splitlines()
    said = _run(*DENIED, "--region", "us-east-1").stdout.partition("Denied:")[2].splitlines()
    remedy = "put what `python -m guardrails explain` answers to the page's question into docs/explain.md"
    for one, other in zip(shown, said, strict=False):
        assert other.startswith(one.removesuffix(" …")), remedy
    assert len(shown) > 12


def test_the_readmes_question_is_answered() -> None:
    """As it stands there."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    call = readme.partition("-m guardrails explain ")[2].partition("\n")[0]
    assert _run(*call.split()).exit_code == 0


def test_an_account_alone_shows_its_effective_management_policies() -> None:
    """The same answer as that of `effective`, in every format."""
    for output in ("text", "json", "markdown"):
        asked = ["--account", "Workloads/Dev/shop-dev", "--format", output]
        result = _run(*asked)
        assert result.exit_code == 0
        assert "ec2" in result.stdout
        same = CliRunner().invoke(app, ["effective", *asked], prog_name="guardrails")
        assert result.stdout == same.stdout


@pytest.mark.parametrize(
    "half", [("--principal", "role/dev"), ("--action", "s3:PutObject"), ("--region", "us-east-1")]
)
def test_half_a_request_is_a_wrong_call(half: tuple[str, str]) -> None:
    """Exit code 2, and what is missing."""
    result = _run("--account", "Workloads/Dev/shop-dev", *half)
    assert result.exit_code == 2
    assert "both --principal and --action" in result.stderr
