"""`accept` on the command line: what `check`, `lint` and `compare` find, and somebody answers for."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.baseline.file import BaselineFile
from guardrails.baseline.own_documents import ACCEPTABLE
from guardrails.cli.main import app
from guardrails.cli.widened_ids import POLICIES, UNDECIDED, WIDENED_IDS
from guardrails.policy.lint import rules
from guardrails.posture.prove.names import NAMES
from tests.baselines import REPOSITORY, SOUND
from tests.cli.conftest import stand_in

pytestmark = pytest.mark.slow
LOCK = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Lock",
                "Effect": "Deny",
                "NotAction": ["iam:*", "sts:*", "organizations:*", "cloudfront:*"],
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1"]}},
            }
        ],
    }
)
LOCKED = SOUND.replace("policies/own.json", "policies/lock.json")
FOREVER, OVER = "2999-12-31", "2020-01-01"
TEMPLATE_RULE = "AwsSolutions::AwsSolutions-S1"


def _accepting(text: str, *entries: str, until: str = FOREVER) -> str:
    lines = "".join(
        f"  - {{ {entry}, owner: me@example.com, reason: agreed, until: {until} }}\n" for entry in entries
    )
    return f"{text}accept:\n{lines}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sound baseline and its documents, to stand in."""
    return stand_in(tmp_path, monkeypatch, {"policies/lock.json": LOCK, "baseline.yaml": SOUND})


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="guardrails")


def _write(folder: Path, text: str, name: str = "baseline.yaml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_check_refuses_a_region_lock_that_lacks_global_services(folder: Path) -> None:
    """Synthesis would refuse it, so it is an error here as well, with its place in the document."""
    _write(folder, LOCKED)
    result = _run("check")
    assert result.exit_code == 1
    [line] = [line for line in result.stdout.splitlines() if "[GR-CND-006]" in line]
    assert line.startswith("policies/lock.json:1:")
    assert "locks us-east-1" in line


def test_check_accepts_it_until_the_last_day(folder: Path) -> None:
    """It is still printed; after that day it is an error."""
    _write(folder, _accepting(LOCKED, "id: GR-CND-006, at: policies/lock.json"))
    result = _run("check")
    assert result.exit_code == 0, result.stdout
    assert f"accepted until {FOREVER} by me@example.com (agreed): locks us-east-1" in result.stdout
    _write(folder, _accepting(LOCKED, "id: GR-CND-006, at: policies/lock.json", until=OVER))
    result = _run("check")
    assert result.exit_code == 1
    assert f"me@example.com accepted this until {OVER}, which is over" in result.stdout


def test_the_linter_calls_it_an_error_as_well(folder: Path) -> None:
    """One severity, wherever it is found."""
    result = _run("lint", str(folder / "policies" / "lock.json"))
    assert ": error GR-CND-006: " in result.stdout
    assert set(ACCEPTABLE) == {rule.id for rule in rules().values() if rule.acceptable}


@pytest.mark.parametrize("at", ["policies/lock.json", "policies/lock.json.Statement[0]", None])
def test_lint_accepts_what_a_baseline_names(folder: Path, at: str | None) -> None:
    """Without the baseline nothing is accepted: the folder may be somebody else's."""
    place = f", at: '{at}'" if at else ""
    _write(folder, _accepting(SOUND, f"id: GR-CND-006{place}"))
    assert _run("lint", "policies/lock.json").exit_code == 1
    result = _run("lint", "policies/lock.json", "--baseline", "baseline.yaml")
    assert result.exit_code == 0, result.stdout
    assert (
        f"[GR-CND-006] accepted until {FOREVER} by me@example.com (agreed): locks us-east-1" in result.stdout
    )
    answer = json.loads(_run("lint", "policies", "--baseline", "baseline.yaml", "--format", "json").stdout)
    assert [found["id"] for found in answer["accepted"]] == ["GR-CND-006"]
    sarif = json.loads(_run("lint", "policies", "--baseline", "baseline.yaml", "--format", "sarif").stdout)
    [result] = [result for result in sarif["runs"][0]["results"] if result["ruleId"] == "GR-CND-006"]
    assert result["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": f"accepted until {FOREVER} by me@example.com (agreed)",
        }
    ]


def test_lint_fails_when_the_last_day_is_over(folder: Path) -> None:
    """The finding says until when it was accepted, and by whom."""
    _write(folder, _accepting(SOUND, "id: GR-CND-006", until=OVER))
    result = _run("lint", "policies/lock.json", "--baseline", "baseline.yaml")
    assert result.exit_code == 1
    assert f"(me@example.com accepted this until {OVER}, which is over)" in result.stdout


def test_an_entry_that_matches_nothing_is_a_warning_of_the_command_that_would_match_it(folder: Path) -> None:
    """`lint` speaks of its own rules and of the files that it saw; `check` of neither."""
    _write(
        folder, _accepting(SOUND, "id: GR-CND-006, at: policies/own.json", "id: GR-CND-007, at: other.json")
    )
    result = _run("lint", "policies/own.json", "--baseline", "baseline.yaml")
    assert result.stdout.count("warning: nothing has the id") == 1
    assert "warning: nothing has the id GR-CND-006 at policies/own.json" in result.stdout
    result = _run("check")
    assert result.exit_code == 0
    assert "GR-CND-007" not in result.stdout


@pytest.mark.parametrize(
    ("entry", "problem", "remedy"),
    [
        (
            "id: short-externl-id",
            'nothing has the id "short-externl-id"',
            'did you mean "short-external-id"?',
        ),
        ("id: GR-CND-006x", 'nothing has the id "GR-CND-006x"', 'did you mean "GR-CND-006"?'),
        ("id: widened-acces", 'nothing has the id "widened-acces"', 'did you mean "widened-access"?'),
        (f"id: '{TEMPLATE_RULE}'", "is accepted for one resource at a time", "add `at` with the path"),
        ("id: 'Guardrails::GR-CFN-001', at: guardrails-trail", "nobody can accept it", "remove the entry"),
    ],
)
def test_check_knows_which_ids_there_are(folder: Path, entry: str, problem: str, remedy: str) -> None:
    """An unknown id is an error with the nearest one."""
    _write(folder, _accepting(SOUND, entry))
    result = _run("check")
    assert result.exit_code == 1
    [line] = [line for line in result.stdout.splitlines() if " accept[0].id: " in line]
    assert problem in line
    assert remedy in line


@pytest.mark.parametrize(
    "entry",
    [
        "id: tokens-open",
        "id: GR-TAG-001" if "GR-TAG-001" in rules() else "id: GR-CND-007",
        "id: widened-policies, at: deny_iam_users",
        f"id: '{TEMPLATE_RULE}', at: guardrails-trail-archive/Bucket",
    ],
)
def test_check_takes_the_ids_of_other_commands(folder: Path, entry: str) -> None:
    """What they find is theirs to accept, and no warning here."""
    _write(folder, _accepting(SOUND, entry))
    result = _run("check")
    assert result.exit_code == 0, result.stdout
    if "tokens-open" not in entry:
        assert "accept[0]" not in result.stdout


WITHOUT = SOUND.replace("  - control: deny_iam_users\n    at: [Workloads]\n", "")
GRANT = "    - { group: developers, permission_set: Developer, at: [Sandbox] }\n"
GRANTED = SOUND.replace(
    GRANT, f"{GRANT}    - {{ group: developers, permission_set: Developer, at: [legacy] }}\n"
)


@pytest.mark.parametrize(
    ("after", "entry"),
    [
        (WITHOUT, "id: widened-policies, at: deny_iam_users"),
        (GRANTED, "id: widened-access, at: access"),
    ],
    ids=["policies", "access"],
)
def test_compare_accepts_what_the_new_file_names(folder: Path, after: str, entry: str) -> None:
    """It is still printed, and doesn't end with 1; the old file's entries accept nothing."""
    _write(folder, after, "after.yaml")
    result = _run("compare", "baseline.yaml", "after.yaml")
    assert result.exit_code == 1
    assert f"name it under `accept`: {entry.removeprefix('id: ').partition(',')[0]} at " in result.stdout
    _write(folder, _accepting(after, entry), "after.yaml")
    result = _run("compare", "baseline.yaml", "after.yaml")
    assert result.exit_code == 0, result.stdout
    assert f"accepted until {FOREVER} by me@example.com (agreed): " in result.stdout
    assert "idened" in result.stdout.splitlines()[2]
    _write(folder, _accepting(after, entry, until=OVER), "after.yaml")
    result = _run("compare", "baseline.yaml", "after.yaml")
    assert result.exit_code == 1
    assert f"me@example.com accepted this until {OVER}, which is over" in result.stdout
    _write(folder, _accepting(SOUND, entry))
    _write(folder, after, "after.yaml")
    assert _run("compare", "baseline.yaml", "after.yaml").exit_code == 1


def test_compare_fails_for_what_nobody_accepts_beside_what_somebody_does(folder: Path) -> None:
    """An entry for one widening is none for another."""
    both = WITHOUT.replace(
        GRANT, f"{GRANT}    - {{ group: developers, permission_set: Developer, at: [legacy] }}\n"
    )
    _write(folder, _accepting(both, "id: widened-policies, at: deny_iam_users"), "after.yaml")
    result = _run("compare", "baseline.yaml", "after.yaml")
    assert result.exit_code == 1
    assert "name it under `accept`: widened-access at access.assignments" in result.stdout


def test_compare_warns_of_its_own_entries_that_match_nothing(folder: Path) -> None:
    """An entry of another command is none of its business."""
    _write(folder, _accepting(SOUND, "id: widened-budgets", "id: tokens-open"), "after.yaml")
    result = _run("compare", "baseline.yaml", "after.yaml")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.count("warning: nothing has the id") == 1
    assert "nothing has the id widened-budgets" in result.stdout


def _named_failures() -> Iterator[str]:
    """Read from the proof's own code what its failures are called."""
    for file in (REPOSITORY / "guardrails" / "posture" / "prove").glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                position = {"Failure": 1, "Protection": 1, "Expectation": 1, "WayIn": 0, "_Asked": 0}
                at = position.get(call.func.id)
                if at is not None and len(call.args) > at and isinstance(call.args[at], ast.Constant):
                    yield str(call.args[at].value)  # type: ignore[attr-defined]


def test_the_proof_finds_nothing_under_another_name() -> None:
    """Whoever adds a failure adds its name, so that somebody can accept it."""
    assert set(_named_failures()) - NAMES == set()


def test_what_widens_in_a_section_has_an_id() -> None:
    """A new section needs one; of guardrails and management policies the policies themselves are compared."""
    by_policies = {"guardrails", "management_policies"}
    sections = {id_.removeprefix("widened-") for id_ in WIDENED_IDS - {POLICIES, UNDECIDED}}
    assert sections == BaselineFile.model_fields.keys() - by_policies
