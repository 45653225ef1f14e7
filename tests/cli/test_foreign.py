"""Every answer says whether the policies of others were considered, and as of which day."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from guardrails.baseline import Baseline
from guardrails.capture import to_json
from guardrails.cli.main import app
from guardrails.management_policies import ManagementPolicy
from guardrails.posture import compile_posture
from guardrails.posture.interchange.foreign import foreign_text, reader
from tests.baselines import FILES, REPOSITORY, SOUND, load_small
from tests.capture.captures import account, captured
from tests.posture.foreign import (
    DAY,
    FILE,
    GUARDRAIL,
    READER,
    TOWER,
    attached,
    denying,
    document,
    naming,
    text_of,
)

pytestmark = pytest.mark.slow

RUN = CliRunner()
UNCONSIDERED = "Policies of others weren't considered"
CONSIDERED = f"Policies of others are those of {DAY}, read by arn:aws:sts::111111111111:assumed-role/Auditor."
SHOP = "Workloads/Prod/shop"
REQUEST = ("explain", "--account", SHOP, "--principal", "role/dev", "--action", "sqs:DeleteQueue")
AI = '{"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}'
THEIRS = ManagementPolicy("k", "their-ai", "AISERVICES_OPT_OUT_POLICY", "Root", "", AI)


def _text(baseline: Baseline) -> str:
    posture = compile_posture(baseline)
    by_aws = (policy for policy in posture.policies if policy.aws_managed)
    return foreign_text(replace(posture, policies=(*by_aws, *TOWER), management=(THEIRS,)), DAY, READER)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a baseline that names policies of others, and with one that doesn't."""
    made = tmp_path_factory.mktemp("foreign")
    (made / "policies").mkdir()
    for name, text in (
        *FILES.items(),
        ("with.yaml", naming(SOUND)),
        ("without.yaml", SOUND),
        (FILE, _text(load_small(SOUND))),
    ):
        (made / name).write_text(text, encoding="utf-8")
    return made


def _answer(folder: Path, arguments: Sequence[str], file: str) -> str:
    return RUN.invoke(app, [*arguments, "--baseline", str(folder / file)]).output


ANSWERS = (
    ("prove",),
    ("explain", "--account", SHOP),
    REQUEST,
    ("effective", "--account", SHOP),
)


@pytest.mark.parametrize("output", ["text", "markdown"])
@pytest.mark.parametrize("arguments", [*ANSWERS, ("posture",)], ids=" ".join)
def test_a_text_says_whether_others_were_considered(
    folder: Path, arguments: tuple[str, ...], output: str
) -> None:
    """In a sentence; `prove` names it among what it didn't ask."""
    asked = (*arguments, "--format", output)
    assert CONSIDERED in _answer(folder, asked, "with.yaml")
    without = _answer(folder, asked, "without.yaml")
    assert CONSIDERED not in without
    assert (UNCONSIDERED in without) != ("policies that others attach" in without)


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
def test_json_says_whether_others_were_considered(folder: Path, arguments: tuple[str, ...]) -> None:
    """By the same key everywhere; the posture's is its header `read`."""
    asked = (*arguments, "--format", "json")
    told = json.loads(_answer(folder, asked, "with.yaml"))["policies_of_others"]
    assert told == {
        "considered": True,
        "on": DAY.isoformat(),
        "by": "arn:aws:sts::111111111111:assumed-role/Auditor",
    }
    assert json.loads(_answer(folder, asked, "without.yaml"))["policies_of_others"]["considered"] is False
    postures = [json.loads(_answer(folder, ("posture",), file)) for file in ("with.yaml", "without.yaml")]
    assert [posture["read"] is None for posture in postures] == [False, True]


def test_explain_names_the_policy_of_others_that_denies(folder: Path) -> None:
    """With its node, statement and line; only its owner can change it."""
    text = " ".join(_answer(folder, REQUEST, "with.yaml").split())
    assert "Denied: role/dev" in text
    assert f"statement GRQUEUES of the policy {GUARDRAIL}-2, attached to Workloads" in text
    assert f"{FILE}:" in text
    assert "others manage this policy" in text
    assert f"{GUARDRAIL}-2 is a policy of others: ask its owner for the change" in text
    assert "AWSControlTowerExecution" in text
    [reason] = json.loads(_answer(folder, (*REQUEST, "--format", "json"), "with.yaml"))["reasons"]
    assert (reason["family"], reason["of_others"]["file"]) == ("foreign", FILE)
    assert "Allowed: role/dev" in _answer(folder, REQUEST, "without.yaml")


def test_effective_has_what_others_set(folder: Path) -> None:
    """An account inherits it."""
    answer = _answer(folder, ("effective", "--account", SHOP), "with.yaml")
    assert "services.default.opt_out_policy = optOut" in answer
    assert "assign by their-ai at Root (of others)" in answer
    assert "their-ai" not in _answer(folder, ("effective", "--account", SHOP), "without.yaml")


def test_the_picture_has_their_policies(folder: Path) -> None:
    """By name, as nobody here knows what they are about."""
    picture = _answer(folder, ("posture", "--format", "mermaid"), "with.yaml")
    assert f"of others: {GUARDRAIL}" in picture
    assert "of others: their-ai" in picture
    assert f"%% {CONSIDERED}" in picture
    assert f"%% {UNCONSIDERED}" in _answer(folder, ("posture", "--format", "mermaid"), "without.yaml")


def _compare(folder: Path, before: str, after: str, *more: str) -> tuple[int, str]:
    ran = RUN.invoke(app, ["compare", str(folder / before), str(folder / after), *more])
    return ran.exit_code, ran.output


def test_compare_shows_what_the_file_denies(folder: Path) -> None:
    """Naming it narrows; no longer naming it widens, for then nobody counts them."""
    code, text = _compare(folder, "without.yaml", "with.yaml")
    assert code == 0
    assert "Narrowed" in text
    assert "config:DeleteConfigRule" in text
    assert "organization.foreign" in text
    assert f"First: {UNCONSIDERED} (organization.foreign). Second: {CONSIDERED}" in text
    code, text = _compare(folder, "with.yaml", "without.yaml")
    assert code == 1
    assert "Widened" in text
    code, text = _compare(folder, "with.yaml", "without.yaml", "--format", "json")
    answer = json.loads(text)
    assert {finding["id"] for finding in answer["widened"]} == {"widened-policies", "widened-organization"}
    assert answer["policies_of_others"]["before"]["considered"] is True
    assert answer["policies_of_others"]["after"]["considered"] is False
    assert UNCONSIDERED in _compare(folder, "without.yaml", "without.yaml")[1]
    assert UNCONSIDERED in _compare(folder, "without.yaml", "without.yaml", "--format", "markdown")[1]


def test_compare_shows_another_text_of_the_same_file(folder: Path, tmp_path: Path) -> None:
    """The same name, read on another day: what others deny now is narrowed."""
    for name in ("policies/own.json", "policies/limits.json", "with.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((folder / name).read_text("utf-8"), encoding="utf-8")
    posture = compile_posture(load_small(SOUND))
    by_aws = (policy for policy in posture.policies if policy.aws_managed)
    more = attached("Sandbox", "new-one", document(denying("sns:DeleteTopic")))
    text = foreign_text(replace(posture, policies=(*by_aws, *TOWER, more), management=(THEIRS,)), DAY, READER)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    ran = RUN.invoke(app, ["compare", str(folder / "with.yaml"), str(tmp_path / "with.yaml")])
    assert ran.exit_code == 0
    assert "sns:DeleteTopic" in ran.output
    assert "new-one" in ran.output


def test_check_warns_of_an_old_file(folder: Path) -> None:
    """Against today's date, as other warnings."""
    answer = json.loads(_answer(folder, ("check", "--format", "json"), "with.yaml"))
    assert "foreign-outdated" in {warning["id"] for warning in answer["warnings"]}


def test_a_capture_has_the_policies_of_others(folder: Path, tmp_path: Path) -> None:
    """It was read from AWS: the answer says when and by whom."""
    capture = captured(account("222222222222", "shop"))
    (tmp_path / "capture.json").write_text(to_json(capture), encoding="utf-8")
    ran = RUN.invoke(app, ["compare", str(tmp_path / "capture.json"), str(folder / "without.yaml")])
    day, arn = capture.taken[:10], reader(capture.read_by.arn)
    assert f"First: Policies of others are those of {day}, read by {arn}." in ran.output
    assert f"Second: {UNCONSIDERED}" in ran.output


@pytest.mark.slow
def test_a_revision_has_its_own_policies_of_others(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file stands in the repository, so each revision is compared with that of its day."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "guardrails", tmp_path / "guardrails", ignore=ignored)
    monkeypatch.chdir(tmp_path)
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    for message, file in (("one", "without.yaml"), ("two", "with.yaml")):
        shutil.copy(folder / file, tmp_path / "baseline.yaml")
        for command in (("init", "-q"), ("add", "."), ("commit", "-qm", message)):
            subprocess.run(["git", *identity, *command], check=True, capture_output=True)
    ran = RUN.invoke(app, ["compare", "HEAD~1", "HEAD"])
    assert ran.exit_code == 0, ran.output
    assert "config:DeleteConfigRule" in ran.output
    assert f"First: {UNCONSIDERED} (organization.foreign). Second: {CONSIDERED}" in ran.output


def test_explain_says_where_others_detached_fullawsaccess(folder: Path, tmp_path: Path) -> None:
    """Then only what other policies of the node allow is allowed."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    few = attached("Workloads", "only-s3", document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))
    (tmp_path / FILE).write_text(text_of(few, detached=("Workloads",)), encoding="utf-8")
    text = " ".join(_answer(tmp_path, REQUEST, "with.yaml").split())
    assert "Denied: role/dev" in text
    assert f"Note: others detached FullAWSAccess from Workloads ({FILE}:" in text
    assert "Allowed: role/dev" in _answer(tmp_path, (*REQUEST[:-1], "s3:GetObject"), "with.yaml")
