"""`preflight --apply`: the calls that correct faults of a new organization."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name

from demo.cdk import PROJECT
from emulator.client import LocalAws, running
from guardrails.baseline import load
from guardrails.live.fixes import FIXES, LEFT_TO_PEOPLE, fixes_of
from guardrails.preflight import FixCall, examine, inspect
from tests.baselines import EXAMPLE, TODAY
from tests.live.command import answered
from tests.preflight.cases import CASES, sound

pytestmark = pytest.mark.e2e
MANAGEMENT, MEMBER = "111111111111", "222222222222"


@pytest.fixture(scope="module")
def new() -> Iterator[LocalAws]:
    """Start the example's organization as AWS makes one: no policy type, no trusted service."""
    with running(EXAMPLE, options=("--policy-types", "none", "--no-trusted-access")) as aws:
        yield aws


def _preflight(aws: LocalAws, log: Path, *arguments: str) -> tuple[int, dict[str, Any], str]:
    words = ("preflight", "--baseline", str(EXAMPLE), "--log", str(log), "--format", "json", *arguments)
    run = answered(aws.environment(MANAGEMENT, "eu-central-1"), *words)
    return run.returncode, json.loads(run.stdout or "{}"), run.stderr


def _calls(answer: dict[str, Any]) -> list[str]:
    every = (*answer["failures"], *answer["warnings"])
    return [one["fix_call"]["operation"] for one in every if one["fix_call"]]


def test_without_apply_nothing_changes(new: LocalAws, tmp_path: Path) -> None:
    """The answer shows each call; the second time it shows the same."""
    code, first, _ = _preflight(new, tmp_path / "log")
    assert code == 1
    assert {"organizations:EnablePolicyType", "organizations:EnableAWSServiceAccess"} <= set(_calls(first))
    _, second, _ = _preflight(new, tmp_path / "log")
    assert _calls(first) == _calls(second)
    assert not (tmp_path / "log").exists()


def test_the_page_for_the_first_time_has_each_call(new: LocalAws, tmp_path: Path) -> None:
    """Whoever runs the lines of docs/deployment.md by hand does what --apply does in a new organization."""
    _, answer, _ = _preflight(new, tmp_path / "log")
    called = {
        (call["operation"], *call["arguments"].values())
        for finding in (*answer["failures"], *answer["warnings"])
        if (call := finding["fix_call"]) and call["operation"] != "iam:UpdateAccountPasswordPolicy"
    }
    page = (
        (PROJECT / "docs" / "deployment.md")
        .read_text("utf-8")
        .partition("## Once\n")[2]
        .partition("\n## ")[0]
    )
    commands = re.findall(r"^aws (?!iam create-policy)(\S+) (\S+)([^#\n]*)", page, re.MULTILINE)
    root = load(EXAMPLE, today=TODAY).tree.root.id
    lines = {
        (
            next(
                operation
                for operation in FIXES
                if operation.startswith(service) and _in_the_cli(operation) == name
            ),
            *(value.replace("r-…", root) for value in re.findall(r"--\S+ (\S+)", options)),
        )
        for service, name, options in commands
    }
    assert called == lines


def test_apply_makes_each_call_and_looks_again(new: LocalAws, tmp_path: Path) -> None:
    """The log has each change; afterwards no call is left in the management account."""
    _, answer, said = _preflight(new, tmp_path / "log", "--apply")
    assert "[1/" in said
    left = [
        one
        for one in (*answer["failures"], *answer["warnings"])
        if one["fix_call"] and one["fix_call"]["account"] in ("", MANAGEMENT)
    ]
    assert left == []
    lines = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert {line["state"] for line in lines} == {"begun", "done"}
    _, _, said = _preflight(new, tmp_path / "second", "--apply")
    assert "[1/" not in said
    assert not (tmp_path / "second").exists()


def test_a_capture_is_not_applied(new: LocalAws, tmp_path: Path) -> None:
    """A capture is of the past."""
    code, answer, _ = _preflight(new, tmp_path / "log", "--apply", "--capture", "capture.json")
    assert code == 2
    assert answer["findings"][0]["remedy"] == "leave out --capture"


def _in_the_cli(operation: str) -> str:
    """Write an operation as the AWS CLI does."""
    return str(xform_name(operation.partition(":")[2], "-"))


def test_every_call_of_a_check_is_made_or_left_to_people() -> None:
    """A new check says by its call which of both it is."""
    baseline = load(EXAMPLE, today=TODAY)
    named = {
        violation.fix_call.operation
        for case in CASES.values()
        for result in examine(inspect(baseline, case.fails(sound()), TODAY, None))
        for violation in result.violations
        if violation.fix_call is not None
    }
    assert named | {"organizations:EnableAWSServiceAccess"} == FIXES | LEFT_TO_PEOPLE


def test_a_call_in_a_member_needs_a_role() -> None:
    """Without one it is left out; twice the same call is one step."""
    call = FixCall("iam:UpdateAccountPasswordPolicy", {"MinimumPasswordLength": 14}, MEMBER)
    own = FixCall("iam:UpdateAccountPasswordPolicy", {"MinimumPasswordLength": 14}, MANAGEMENT)
    assert [fix.call.account for fix in fixes_of([call, own, own], MANAGEMENT, "")] == [""]
    assert [fix.call.account for fix in fixes_of([call, own], MANAGEMENT, "reader")] == [MEMBER, ""]
    assert list(fixes_of([FixCall("organizations:EnableAllFeatures")], MANAGEMENT, "")) == []
