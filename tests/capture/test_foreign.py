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
from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedAssignment,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
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


INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f", "d-99671a2b3c"
SETS = "arn:aws:sso:::permissionSet/ssoins-69871a2b3c4d5e6f"
TEAM, PEOPLE, MAIL, IDLE = (f"99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f{digit}" for digit in range(4))


def _center(**more: Any) -> CapturedAccess:
    """Return an instance with a permission set of ours and one of others, each assigned twice."""

    def assignment(name: str, principal: str, kind: str = "GROUP") -> CapturedAssignment:
        return CapturedAssignment(
            permission_set=f"{SETS}/{name}", account=SHOP, principal_type=kind, principal=principal
        )

    known: dict[str, Any] = {
        "session": "PT1H",
        "customer_managed": (),
        "managed": ("arn:aws:iam::aws:policy/ReadOnlyAccess",),
        "inline": json.dumps(denial("s3:*")),
        "boundary": "",
        "description": "ask ada@example.com",
    }
    fields: dict[str, Any] = {
        "arn": INSTANCE,
        "identity_store": STORE,
        "owner": "111111111111",
        "permission_sets": (
            CapturedPermissionSet(arn=f"{SETS}/ps-ours", name="Ours", **known),
            CapturedPermissionSet(arn=f"{SETS}/ps-theirs", name="Theirs", **known | more),
        ),
        "groups": (
            CapturedGroup(id=TEAM, name="team"),
            CapturedGroup(id=PEOPLE, name="people"),
            CapturedGroup(id=MAIL, name="all@example.com"),
            CapturedGroup(id=IDLE, name="idle"),
        ),
        "assignments": (
            assignment("ps-ours", TEAM),
            assignment("ps-ours", PEOPLE),
            assignment("ps-theirs", TEAM),
            assignment("ps-theirs", MAIL),
            assignment("ps-theirs", "user-ada", "USER"),
        ),
    }
    return CapturedAccess(instances=(CapturedInstance(**fields),))


def _written(access: CapturedAccess, *groups: str) -> dict[str, Any]:
    ours = {
        "Set": f"{INSTANCE}|{SETS}/ps-ours",
        "Assigned": f"{INSTANCE}|{SHOP}|AWS_ACCOUNT|{SETS}/ps-ours|GROUP|{TEAM}",
        "RootRegions": "p-ours",
    }
    stacks = CapturedStacks(stacks=(_stack("guardrails-access", ours),))
    text = foreign_policies(_capture(access=access, stacks=stacks), "capture.json", groups)
    part: dict[str, Any] = json.loads(text)["identity_center"]
    return part


def test_only_what_others_have_in_identity_center_is_written() -> None:
    """Permission sets with their policies, assignments to groups; an own set may be assigned by others."""
    part = _written(_center())
    assert [entry["name"] for entry in part["permission_sets"]] == ["Theirs"]
    [theirs] = part["permission_sets"]
    assert (theirs["managed"], theirs["unknown"]) == (["arn:aws:iam::aws:policy/ReadOnlyAccess"], [])
    assert theirs["inline"] == denial("s3:*")
    assert {(entry["permission_set"], entry["group"]) for entry in part["assignments"]} == {
        ("Ours", PEOPLE),
        ("Theirs", TEAM),
        ("Theirs", MAIL),
    }


def test_neither_users_nor_addresses_are_written() -> None:
    """Users are counted, descriptions are left out, and so is a group that is called like an address."""
    part = _written(_center())
    assert part["users"] == [{"permission_set": "Theirs", "account": SHOP, "users": 1}]
    assert [group["name"] for group in part["groups"]] == ["people", "team"]
    assert "@" not in json.dumps(part)
    assert "ada" not in json.dumps(part)


def test_a_group_without_an_assignment_is_written_if_it_is_named() -> None:
    """Nobody else's names leave the organization."""
    assert [group["name"] for group in _written(_center(), "idle")["groups"]] == ["idle", "people", "team"]


def test_a_part_that_aws_refused_to_show_is_named() -> None:
    """Also an inline policy in a form that this version can't read."""
    [theirs] = _written(_center(managed=None, inline=None))["permission_sets"]
    assert theirs["unknown"] == ["managed", "inline"]
    [theirs] = _written(_center(inline='{"Statement": [{"Effect": "Perhaps"}]}'))["permission_sets"]
    assert (theirs["unknown"], theirs["inline"]) == (["inline"], None)


def test_without_identity_center_nothing_is_said_of_it(tmp_path: Path) -> None:
    """The file has the same bytes as before, and `--group` of the command reaches it otherwise."""
    assert "identity_center" not in json.loads(foreign_policies(_capture(), "capture.json"))
    (tmp_path / "capture.json").write_text(to_json(_capture(access=_center())), encoding="utf-8")
    arguments = ["--capture", str(tmp_path / "capture.json"), "--foreign", str(tmp_path / "foreign.json")]
    answer = CliRunner().invoke(app, ["capture", *arguments, "--group", "idle"])
    assert answer.exit_code == 0, answer.output
    part = json.loads((tmp_path / "foreign.json").read_text(encoding="utf-8"))["identity_center"]
    assert "idle" in {group["name"] for group in part["groups"]}
