"""The policies of others, written for `organization.foreign`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from guardrails.baseline import load
from guardrails.capture import Capture, to_json
from guardrails.capture.foreign import foreign_policies
from guardrails.capture.model import RefusedRead
from guardrails.capture.sections.stacks import CapturedStack, CapturedStacks
from guardrails.cli.main import app
from guardrails.errors import InputError
from guardrails.posture import compile_posture
from tests.baselines import TODAY
from tests.capture.captures import ROOT, account, captured, denial, policy

SHOP = "222222222222"
BASELINE = f"""\
organization:
  id: o-exampleorg1
  root: {ROOT}
  home_region: eu-central-1
  management_account: {{ name: management, id: "111111111111" }}
  accounts: {{ shop: "{SHOP}" }}
  foreign: foreign.json
"""


def _stack(name: str, resources: Mapping[str, str] | None) -> CapturedStack:
    return CapturedStack(
        name=name,
        region="eu-central-1",
        status="CREATE_COMPLETE",
        tags={},
        parameters={},
        outputs={},
        resources=None if resources is None else dict(resources),
    )


def _capture(**fields: Any) -> Capture:
    resources = {"RootRegions": "p-ours", "Another": "x"}
    stacks = CapturedStacks(
        stacks=(_stack("guardrails-policies", resources), _stack("other", {"A": "p-theirs"}))
    )
    return captured(
        account(SHOP, "shop"),
        policies=(policy("Ours", denial("s3:*"), ROOT), policy("Theirs", denial("ec2:*"), SHOP)),
        **{"stacks": stacks, **fields},
    )


def test_only_the_policies_of_others_are_written(tmp_path: Path) -> None:
    """The baseline that names the file compiles with them, and deploys none of them."""
    (tmp_path / "foreign.json").write_text(foreign_policies(_capture(), "capture.json"), encoding="utf-8")
    path = tmp_path / "baseline.yaml"
    path.write_text(BASELINE, encoding="utf-8")
    posture = compile_posture(load(path, today=TODAY))
    names = {(one.name, one.target) for one in posture.policies if not one.aws_managed}
    assert ("Theirs", "shop") in names
    assert "Ours" not in {name for name, _ in names}
    assert "Theirs" not in {one.name for one in posture.declared}


@pytest.mark.parametrize(
    "stacks",
    [None, CapturedStacks(stacks=(_stack("guardrails-policies", None),))],
    ids=["stacks", "resources"],
)
def test_without_the_stacks_nobody_can_tell_whose_a_policy_is(stacks: CapturedStacks | None) -> None:
    """The error names the missing action, and no file says something else."""
    refusal = RefusedRead(
        reader="stacks",
        action="cloudformation:DescribeStacks",
        code="AccessDenied",
        message="",
        unknown="which stacks there are",
    )
    with pytest.raises(InputError, match="allow cloudformation:DescribeStacks, and capture again"):
        foreign_policies(_capture(stacks=stacks, refused=(refusal,)), "capture.json")


def test_the_command_writes_it_from_a_capture(tmp_path: Path) -> None:
    """Neither credentials nor a region are needed; the file may be committed."""
    (tmp_path / "capture.json").write_text(to_json(_capture()), encoding="utf-8")
    arguments = ["--capture", str(tmp_path / "capture.json"), "--foreign", str(tmp_path / "foreign.json")]
    answer = CliRunner().invoke(app, ["capture", *arguments])
    assert (answer.exit_code, answer.stdout) == (0, "")
    written = tmp_path / "foreign.json"
    assert written.read_text(encoding="utf-8") == foreign_policies(_capture(), "capture.json")
    assert written.stat().st_mode & 0o777 == 0o644
    assert json.loads(written.read_text(encoding="utf-8"))["read"]["on"] == "2026-11-29"


@pytest.mark.parametrize(("reader", "code"), [("budgets", 0), ("stacks", 1)])
def test_only_the_calls_that_it_needs_count(tmp_path: Path, reader: str, code: int) -> None:
    """A call that was refused for budgets says nothing of policies."""
    refusal = RefusedRead(reader=reader, action="a:B", code="AccessDenied", message="", unknown="something")
    (tmp_path / "capture.json").write_text(to_json(_capture(refused=(refusal,))), encoding="utf-8")
    arguments = ["--capture", str(tmp_path / "capture.json"), "--foreign", str(tmp_path / "foreign.json")]
    assert CliRunner().invoke(app, ["capture", *arguments]).exit_code == code


def test_a_wrong_region_is_refused_before_aws_is_asked() -> None:
    """The error names the option."""
    answer = CliRunner().invoke(app, ["capture", "--home-region", "eu-nowhere-1"])
    assert answer.exit_code == 2
    assert "--home-region: eu-nowhere-1 is no region; write it as eu-central-1" in answer.stderr
