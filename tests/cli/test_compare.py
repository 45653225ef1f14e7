"""`compare` on the command line: its sources, its answers, its exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.common import CompareFailOn
from guardrails.cli.compare_run import beside_policies, fails
from guardrails.cli.main import app
from guardrails.cli.sources import REFUSED, ComparisonSource
from guardrails.posture import compile_posture
from guardrails.posture.compare import compare
from tests.baselines import FILES, REPOSITORY, SOUND, load_small
from tests.cli.conftest import stand_in

pytestmark = pytest.mark.slow
WIDER = SOUND.replace("allowed: [eu-central-1, ", "allowed: [eu-north-1, eu-central-1, ")
NARROWER = SOUND.replace("denied: [gamelift, workmail]", "denied: [gamelift, workmail, iot]")

UNCONSIDERED = "Policies of others weren't considered (organization.foreign)."
UNDECLARED = (
    "Not compared, since no baseline declares them: direct entitlements of IAM account access manager."
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three baselines in it, to stand in."""
    texts = {"baseline.yaml": SOUND, "wider.yaml": WIDER, "narrower.yaml": NARROWER}
    return stand_in(tmp_path, monkeypatch, texts)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["compare", *arguments], prog_name="guardrails")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("other", "fail_on", "code"),
    [
        ("baseline.yaml", "widened", 0),
        ("baseline.yaml", "any", 0),
        ("narrower.yaml", "widened", 0),
        ("narrower.yaml", "any", 1),
        ("narrower.yaml", "none", 0),
        ("wider.yaml", "widened", 1),
        ("wider.yaml", "any", 1),
        ("wider.yaml", "none", 0),
    ],
)
def test_what_fails_is_chosen(other: str, fail_on: str, code: int) -> None:
    """A pipeline stops at what opens, at any change, or never."""
    assert _run("baseline.yaml", other, "--fail-on", fail_on).exit_code == code


@pytest.mark.usefixtures("folder")
def test_only_the_text_changed() -> None:
    """Said in so many words."""
    result = _run("baseline.yaml", "baseline.yaml")
    assert (result.exit_code, result.stdout) == (
        0,
        f"The policies allow and deny what they did before.\n{UNCONSIDERED}\n{UNDECLARED}\n",
    )


GROUP = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
DEVELOPER = "{ managed: [PowerUserAccess], session_hours: 4, inline: policies/limits.json }"
WIDENING = {
    "access.permission_sets.Developer": (DEVELOPER, "{ managed: [AdministratorAccess], session_hours: 4 }"),
    "access.permission_sets.ReadOnly": ("ReadOnly: {}", "ReadOnly: { managed: [AdministratorAccess] }"),
    "access.groups.developers.id": ("developers: {}", f"developers: {{ id: {GROUP} }}"),
    "access.assignments[1]": ("Developer, at: [Sandbox]", "Developer, at: [Root]"),
    "trail.log_group_days": ("  archive_account:", "  log_group_days: 90\n  archive_account:"),
    "budgets.limits.everything.amount": ("amount: 1000", "amount: 10000"),
}
NEUTRAL = {
    "exemptions.break-glass.reason": ("reason: Restores access", "reason: Something else"),
    "organization.quotas": ("  home_region:", "  quotas: { scp_attached: 9 }\n  home_region:"),
    "tags.cost-center": ("cost-center: platform", "cost-center: nobody"),
}


@pytest.mark.parametrize("field", [*WIDENING, *NEUTRAL])
def test_what_changes_beside_the_policies_is_named_with_its_line(folder: Path, field: str) -> None:
    """One entry a fact; more access, less recording and fewer people told fail."""
    old, new = {**WIDENING, **NEUTRAL}[field]
    assert SOUND.count(old) == 1
    (folder / "baseline.yaml").write_text(
        SOUND.replace("developers: {}", "developers: {}\n    # one line more") + "\n", encoding="utf-8"
    )
    (folder / "changed.yaml").write_text(SOUND.replace(old, new), encoding="utf-8")
    result = _run("baseline.yaml", "changed.yaml")
    assert "Changed and not compared" not in result.stdout
    widens = field in WIDENING
    assert ("1 change widens" in result.stdout) == widens
    assert result.exit_code == (1 if widens else 0)
    assert _run("baseline.yaml", "changed.yaml", "--fail-on", "any").exit_code == 1
    assert _run("baseline.yaml", "changed.yaml", "--fail-on", "none").exit_code == 0
    answer = json.loads(_run("baseline.yaml", "changed.yaml", "--format", "json").stdout)
    assert [entry["field"] for entry in answer["sections"]] == [field]
    entry = answer["sections"][0]
    assert (entry["field"], entry["file"]) == (field, "changed.yaml")
    line = SOUND.replace(old, new).splitlines()[entry["line"] - 1]
    assert field.rpartition(".")[2].partition("[")[0] in line or "{ group:" in line
    assert (
        f"`changed.yaml:{entry['line']}:"
        in _run("baseline.yaml", "changed.yaml", "--format", "markdown").stdout
    )


def test_an_inline_policy_is_compared_by_its_text(folder: Path) -> None:
    """The file's name stays, what it says doesn't."""
    other = folder / "other"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("other"))
    text = FILES["policies/limits.json"].replace("s3:*", "sqs:*")
    (other / "policies/limits.json").write_text(text, encoding="utf-8")
    result = _run("baseline.yaml", "other/baseline.yaml")
    assert "access.permission_sets.Developer: The permission set Developer of developers allows more of" in (
        result.stdout
    )
    assert "such as s3:PutObject, and less of" in result.stdout
    assert result.exit_code == 1


def test_the_people_of_an_account_that_moves_lose_their_permission_set(folder: Path) -> None:
    """No assignment is written otherwise; they lose one permission set and get another."""
    account = '          accounts: { shop: "444444444441" }\n'
    moved = SOUND.replace(account, "").replace(
        "ou-ex4m-sandbox01", f"ou-ex4m-sandbox01\n      {account.strip()}"
    )
    (folder / "moved.yaml").write_text(moved, encoding="utf-8")
    result = _run("baseline.yaml", "moved.yaml", "--fail-on", "widened")
    lost = "developers can no longer sign in with ReadOnly, in 1 account: Sandbox/shop"
    assert lost in result.stdout
    assert "developers may sign in with Developer for 4 hours, in 1 account: Sandbox/shop" in result.stdout
    assert result.exit_code == 1


@pytest.mark.usefixtures("folder")
def test_the_lines_that_matter_come_first() -> None:
    """Who, what, where, in how many accounts; then a request that shows it and what denied it."""
    lines = _run("baseline.yaml", "wider.yaml").stdout.splitlines()
    assert lines[0] == "2 accounts may do more, of 3 that were compared."
    assert lines[2].startswith("Widened")
    assert lines[3].startswith(
        "  wider.yaml:19:1 regions deny_unused_regions: Everyone but role/break-glass: "
    )
    assert " services, and what AWS will add, in eu-north-1, in 2 accounts: " in lines[3]
    assert "denied before by guardrails/regions/Root-f9ad0f97" in lines[4] + lines[5]


@pytest.mark.usefixtures("folder")
def test_markdown_folds_the_details() -> None:
    """A reviewer reads the list, and opens the table where he doubts."""
    text = _run("baseline.yaml", "wider.yaml", "--format", "markdown").stdout
    head, _, folded = text.partition("<details>")
    assert head.startswith("### 2 accounts may do more")
    assert "`wider.yaml:19:1 regions deny_unused_regions`: Everyone but `role/break-glass`" in head
    rows = [line for line in folded.splitlines() if line.startswith("| ")]
    assert all(line.count(" | ") == 5 for line in rows)
    assert "</details>" in folded


@pytest.mark.usefixtures("folder")
def test_json_is_exact() -> None:
    """Whole services as `service:*`, the rest by name."""
    answer = json.loads(_run("baseline.yaml", "narrower.yaml", "--format", "json").stdout)
    assert answer["directions"] == ["narrowed"]
    assert {tuple(one["action_patterns"]) for one in answer["changes"]} == {("iot:*",)}
    assert {one["by_service"]["iot"] for one in answer["changes"]} == {answer["changes"][0]["actions"]}
    for one in answer["changes"]:
        assert one["witness"]["action"].startswith("iot:")
        assert one["denied_after_by"]


@pytest.mark.usefixtures("folder")
def test_access_that_no_baseline_declares_is_named() -> None:
    """Direct entitlements give roles past every permission set, and no section has them."""
    assert UNDECLARED in _run("baseline.yaml", "wider.yaml").stdout.splitlines()
    answer = json.loads(_run("baseline.yaml", "wider.yaml", "--format", "json").stdout)
    assert answer["not_compared"]["undeclared"] == ["direct entitlements of IAM account access manager"]


def test_a_posture_as_json_is_a_source(folder: Path) -> None:
    """What `posture` prints is read again."""
    printed = CliRunner().invoke(app, ["posture"], prog_name="guardrails").stdout
    (folder / "posture.json").write_text(printed, encoding="utf-8")
    lines = _run("posture.json", "baseline.yaml").stdout.splitlines()
    assert lines == [
        "The policies allow and deny what they did before.",
        UNCONSIDERED,
        "Only policies were compared, not trail, alerts, budgets, access or accounts: one side is a posture.",
    ]
    assert _run("posture.json", "wider.yaml").exit_code == 1


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("nothing-there", "is neither a file or folder nor a git revision"),
        ("--output=x", None),
        ("policies", "this is no cloud assembly of a baseline"),
        ("policies/own.json", "Field required"),
        ("broken.json", "this is not JSON"),
        ("wrong.yaml", '"eu-west-9" is not an AWS region'),
    ],
)
def test_a_source_that_is_none_is_exit_code_2(folder: Path, source: str, problem: str | None) -> None:
    """Each with what it should have been; nothing is run or written."""
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "wrong.yaml").write_text(SOUND.replace("eu-west-1]", "eu-west-9]"), encoding="utf-8")
    result = _run("baseline.yaml", source)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    if problem is not None:
        assert problem in result.stderr


def _git(*arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def test_a_revision_is_compiled_by_its_own_code(folder: Path) -> None:
    """A control that changed shows even where the baseline's file is the same."""
    shutil.copytree(
        REPOSITORY / "guardrails", folder / "guardrails", ignore=shutil.ignore_patterns("__pycache__")
    )
    _git("init", "-q")
    _git("add", ".")
    _git("commit", "-qm", "one")
    control = folder / "guardrails" / "controls" / "deny_iam_users.py"
    text = control.read_text(encoding="utf-8")
    control.write_text(text.replace('    "iam:CreateLoginProfile",\n', ""), encoding="utf-8")
    _git("commit", "-qam", "two")
    shutil.copy(folder / "wider.yaml", folder / "baseline.yaml")
    result = _run("HEAD~1", "HEAD")
    assert result.exit_code == 1, result.output
    assert "iam:CreateLoginProfile" in result.stdout
    assert "eu-north-1" not in result.stdout
    assert "eu-north-1" in _run("HEAD~1", "baseline.yaml").stdout
    (folder / "baseline.yaml").write_text("regions: 7", encoding="utf-8")
    _git("commit", "-qam", "three")
    refused = _run("HEAD~1", "HEAD")
    assert refused.exit_code == 2
    assert "its own code refuses baseline.yaml" in refused.stderr


TOLD = (
    "protect_trail",
    "deny_account_changes",
    "deny_leaving_organization",
    "protect_identity_center",
    "protect_exempt_roles",
    "protect_policies",
)


def _entries(lines: Iterable[str]) -> list[str]:
    """Return the lines that begin an entry."""
    return [text for text in lines if text.startswith("  ") and not text.startswith("    ")]


@pytest.mark.parametrize("control", TOLD)
def test_a_control_less_is_one_entry(folder: Path, control: str) -> None:
    """With the line of the file that has it; the root user, StackSets and others are variants."""
    line = f"  - control: {control}\n"
    assert SOUND.count(line) == 1
    for name in ("baseline.yaml", "more.yaml"):
        (folder / name).write_text(SOUND, encoding="utf-8")
    (folder / "less.yaml").write_text(SOUND.replace(line, ""), encoding="utf-8")
    number = SOUND[: SOUND.index(line)].count("\n") + 1
    for before, after, title in (("more", "less", "Widened"), ("less", "more", "Narrowed")):
        lines = _run(f"{before}.yaml", f"{after}.yaml").stdout.splitlines()
        start = next(index for index, text in enumerate(lines) if text.startswith(title))
        (entry,) = _entries(lines[start + 1 :])
        assert entry.startswith(f"  more.yaml:{number}:5 guardrails[")
        assert f"] {control}: " in entry
        answer = json.loads(_run(f"{before}.yaml", f"{after}.yaml", "--format", "json").stdout)
        assert {tuple(change["controls"]) for change in answer["changes"]} == {(control,)}
        assert {change["because_of"]["line"] for change in answer["changes"]} == {number}


@pytest.mark.usefixtures("folder")
def test_may_is_said_only_of_what_is_allowed() -> None:
    """What becomes denied can no longer be called."""
    text = _run("baseline.yaml", "narrower.yaml").stdout
    assert "can no longer call iot:" in text
    assert " may " not in text
    assert " may call " in _run("baseline.yaml", "wider.yaml").stdout


def test_an_exemption_is_one_entry_with_its_end(folder: Path) -> None:
    """Every control exempts somebody more, for the one reason that the file gives."""
    added = "exemptions:\n  team:\n    principal: arn:aws:iam::*:role/team\n    owner: me@example.com\n"
    added += "    reason: Migrates\n    expires: 2099-01-31\n"
    (folder / "exempt.yaml").write_text(SOUND.replace("exemptions:\n", added), encoding="utf-8")
    lines = _run("baseline.yaml", "exempt.yaml").stdout.splitlines()
    (entry,) = _entries(lines)
    assert [line for line in lines if line.startswith("    narrowed as well")]
    assert " exemptions.team: arn:aws:iam::*:role/team is exempt from every control until 2099-01-31" in entry
    assert "Beside the policies" not in lines[0]


def test_without_a_common_account_nothing_was_compared(folder: Path) -> None:
    """Which is no proof that nothing widens."""
    other = SOUND
    for id_ in ("888888888888", "222222222222", "444444444441"):
        other = other.replace(id_, id_[::-1].replace("8", "9").replace("2", "3").replace("1", "7"))
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    result = _run("baseline.yaml", "other.yaml")
    assert result.stdout.startswith("No account is in both, so no policies were compared.")
    assert (result.exit_code, _run("baseline.yaml", "other.yaml", "--fail-on", "none").exit_code) == (1, 0)


UNDECIDED = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Deny",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/*",
    },
}


def test_what_is_only_undecided_fails(folder: Path) -> None:
    """Nobody can say that it opens nothing."""
    other = folder / "other"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("other"))
    for place, team in ((folder, "team"), (other, "unit")):
        text = json.dumps(UNDECIDED).replace("PrincipalTag/team", f"PrincipalTag/{team}")
        (place / "policies/own.json").write_text(text, encoding="utf-8")
    result = _run("baseline.yaml", "other/baseline.yaml")
    answer = json.loads(_run("baseline.yaml", "other/baseline.yaml", "--format", "json").stdout)
    assert answer["directions"] == ["undecided"]
    assert (result.exit_code, "Undecided: nobody can say" in result.stdout) == (1, True)


def test_what_is_only_a_setting_fails_where_any_change_does(folder: Path) -> None:
    """Management policies bind no request."""
    setting = "management_policies:\n  no-training: { ai_opt_out: { default: optOut } }\n"
    (folder / "setting.yaml").write_text(SOUND + setting, encoding="utf-8")
    result = _run("baseline.yaml", "setting.yaml")
    assert "get other settings" in result.stdout.splitlines()[0]
    assert (result.exit_code, _run("baseline.yaml", "setting.yaml", "--fail-on", "any").exit_code) == (0, 1)


def test_a_revision_whose_file_this_code_refuses_is_not_taken_as_unchanged() -> None:
    """Its policies are compared, its sections can't be."""
    source = ComparisonSource(compile_posture(load_small(SOUND)), None, REFUSED, "main:baseline.yaml")
    other = ComparisonSource(source.posture, load_small(SOUND), "a baseline", "baseline.yaml")
    beside = beside_policies(source, other)
    assert (beside.refused, beside.unknown) == (True, "one side is a revision whose file this code refuses")
    found = compare(source.posture, other.posture)
    assert [fails(found, beside, choice) for choice in CompareFailOn] == [True, True, False]
    assembly = replace(source, kind="a cloud assembly")
    assert not fails(found, beside_policies(assembly, other), CompareFailOn.WIDENED)
