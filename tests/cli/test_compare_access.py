"""`compare` of captures: who gains or loses what through Identity Center, and what a side doesn't know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from guardrails.capture import Capture, to_json
from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedAssignment,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.capture.sections.stacks import CapturedStacks
from guardrails.cli.main import app
from tests.capture.captures import MANAGEMENT, ROOT, account, captured

INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f", "d-99671a2b3c"
GROUP = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f0"
SHOP, DATA = "222222222222", "333333333333"
BASELINE = f"""\
organization:
  id: o-exampleorg1
  root: {ROOT}
  home_region: eu-central-1
  management_account: {{ name: management, id: "{MANAGEMENT}" }}
  accounts: {{ shop: "{SHOP}", data: "{DATA}" }}
"""
SECTION = f"""\
access:
  instance: {INSTANCE}
  identity_store: {STORE}
  permission_sets:
    Builder: {{ managed: [ReadOnlyAccess], session_hours: 1 }}
  groups: {{ builders: {{ id: {GROUP} }} }}
  assignments:
    - {{ group: builders, permission_set: Builder, at: [shop] }}
"""


ELEVATION = """\
  elevations:
    incident-4711:
      group: builders
      permission_set: Builder
      account: data
      starts: 2026-06-01T08:00Z
      ends: 2026-06-01T16:00Z
      reason: Repairs the orders
      approved_by: pulls/17
"""


def _set(name: str, *policies: str, **more: Any) -> CapturedPermissionSet:
    fields: dict[str, Any] = {
        "managed": tuple(f"arn:aws:iam::aws:policy/{policy}" for policy in policies),
        "session": "PT1H",
        "customer_managed": (),
        "inline": "",
        "boundary": "",
    }
    return CapturedPermissionSet(
        arn=f"arn:aws:sso:::permissionSet/ssoins-1/{name}", name=name, **fields | more
    )


def _assigned(name: str, account_id: str, principal: str = GROUP, kind: str = "GROUP") -> CapturedAssignment:
    return CapturedAssignment(
        permission_set=f"arn:aws:sso:::permissionSet/ssoins-1/{name}",
        account=account_id,
        principal_type=kind,
        principal=principal,
    )


def _capture(
    sets: tuple[CapturedPermissionSet, ...] | None = (_set("Builder", "ReadOnlyAccess"),),
    assignments: tuple[CapturedAssignment, ...] | None = (_assigned("Builder", SHOP),),
    attributes: dict[str, str] | None = None,
) -> Capture:
    instance = CapturedInstance(
        arn=INSTANCE,
        identity_store=STORE,
        owner=MANAGEMENT,
        permission_sets=sets,
        assignments=assignments,
        groups=(CapturedGroup(id=GROUP, name="builders"),),
        attributes=attributes or {},
    )
    return captured(
        account(SHOP, "shop"), account(DATA, "data"), access=CapturedAccess(instances=(instance,))
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of one's own."""
    monkeypatch.chdir(tmp_path)


def _compared(before: Capture | str, after: Capture | str) -> tuple[int, str]:
    names = []
    for name, side in (("before", before), ("after", after)):
        path = Path(f"{name}.{'yaml' if isinstance(side, str) else 'json'}")
        path.write_text(side if isinstance(side, str) else to_json(side), encoding="utf-8")
        names.append(str(path))
    result = CliRunner().invoke(app, ["compare", *names])
    return result.exit_code, result.output


def test_two_captures_with_the_same_access_say_that_it_was_compared() -> None:
    """Nobody has to guess whether assignments count."""
    code, output = _compared(_capture(), _capture())
    assert code == 0
    assert "Only policies and Identity Center were compared, not trail, alerts, budgets" in output


@pytest.mark.parametrize(
    ("after", "code", "sentence"),
    [
        (
            _capture(assignments=(_assigned("Builder", SHOP), _assigned("Builder", DATA))),
            1,
            "after.json access.assignments: builders may sign in with Builder, in 1 account: data",
        ),
        (
            _capture(assignments=()),
            0,
            "access.assignments: builders can no longer sign in with Builder, in 1 account: shop",
        ),
        (
            _capture(sets=(_set("Builder", "ReadOnlyAccess", "AdministratorAccess"),)),
            1,
            "access.permission_sets.Builder: The permission set Builder of builders allows more of",
        ),
        (
            _capture(sets=(_set("Builder", "ReadOnlyAccess", session="PT8H"),)),
            1,
            "The permission set Builder of builders has sessions of 8 hours instead of 1",
        ),
        (
            _capture(sets=(_set("Builder", "ReadOnlyAccess", boundary="/limits"),)),
            0,
            "The permission set Builder of builders gets the permissions boundary limits",
        ),
        (
            _capture(sets=(_set("Builder", "ReadOnlyAccess", inline=None),)),
            1,
            "can't be compared, which counts as widened: unknown is its inline",
        ),
        (
            _capture(assignments=(_assigned("Builder", SHOP), _assigned("Builder", SHOP, "user-1", "USER"))),
            1,
            "1 single user may sign in with Builder instead of 0, in 1 account: shop",
        ),
        (
            _capture(attributes={"Team": "${path:title}"}),
            1,
            "Policies that test aws:PrincipalTag/Team get ${path:title} instead of nothing",
        ),
    ],
)
def test_what_changed_in_identity_center_is_named(after: Capture, code: int, sentence: str) -> None:
    """More access fails the command, as elsewhere."""
    found, output = _compared(_capture(), after)
    assert sentence in output
    assert found == code


def test_a_capture_is_compared_with_a_baseline() -> None:
    """By the group's id, and with the line that assigns."""
    assert _compared(_capture(), BASELINE + SECTION)[0] == 0
    wider = SECTION.replace("at: [shop]", "at: [shop, data]")
    code, output = _compared(_capture(), BASELINE + wider)
    assert code == 1
    assert (
        "after.yaml:14:7 access.assignments: builders may sign in with Builder, in 1 account: data" in output
    )
    assert (
        "can no longer sign in with Builder, in 1 account: data" in _compared(BASELINE + wider, _capture())[1]
    )


def test_what_a_baseline_says_nothing_of_is_named_and_counted() -> None:
    """A deployment leaves it as it is; nobody says that there is none."""
    more = _capture(
        sets=(_set("Builder", "ReadOnlyAccess"), _set("Theirs", "AdministratorAccess")),
        assignments=(_assigned("Builder", SHOP), _assigned("Theirs", SHOP), _assigned("Theirs", DATA)),
    )
    code, output = _compared(more, BASELINE + SECTION)
    assert code == 0
    assert (
        "after.yaml doesn't say what others have in Identity Center (organization.foreign); not compared are"
        " 1 permission set of before.json with 2 assignments of groups: Theirs." in output
    )
    assert "2 permission sets of before.json with 3 assignments" in _compared(more, BASELINE)[1]


def test_a_file_of_others_makes_the_comparison_whole(tmp_path: Path) -> None:
    """Assignments of others count on the baseline's side; one that is gone is a loss."""
    more = _capture(
        sets=(_set("Builder", "ReadOnlyAccess"), _set("Theirs", "AdministratorAccess")),
        assignments=(_assigned("Builder", SHOP), _assigned("Theirs", SHOP)),
    )
    Path("capture.json").write_text(
        to_json(more.model_copy(update={"stacks": CapturedStacks(stacks=())})), encoding="utf-8"
    )
    written = CliRunner().invoke(app, ["capture", "--capture", "capture.json", "--foreign", "foreign.json"])
    assert written.exit_code == 0, written.output
    data = json.loads((tmp_path / "foreign.json").read_text(encoding="utf-8"))
    center = data["identity_center"]
    center["permission_sets"] = [entry for entry in center["permission_sets"] if entry["name"] == "Theirs"]
    center["assignments"] = [entry for entry in center["assignments"] if entry["permission_set"] == "Theirs"]
    Path("foreign.json").write_text(json.dumps(data), encoding="utf-8")
    text = BASELINE.replace("  root:", "  foreign: foreign.json\n  root:") + SECTION
    code, output = _compared(more, text)
    assert code == 0
    assert "doesn't say what others have" not in output
    assert "beside the policies" not in output.lower()
    _, output = _compared(more, text.replace("at: [shop]", "at: [data]"))
    assert "builders can no longer sign in with Builder, in 1 account: shop" in output
    _, output = _compared(_capture(), text)
    assert "builders may sign in with Theirs, in 1 account: shop" in output


def test_a_capture_that_doesn_t_know_is_not_called_equal() -> None:
    """AWS refused the permission sets, or who has them."""
    for unknown in (_capture(sets=None), _capture(assignments=None)):
        _, output = _compared(unknown, _capture())
        assert "before.json doesn't know all permission sets and assignments of Identity Center." in output
    hidden = _capture(sets=(_set("Builder", "ReadOnlyAccess", inline=None),))
    code, output = _compared(hidden, hidden)
    assert code == 0
    assert "after.json doesn't know all that Builder allows: inline." in output


def test_an_elevation_is_a_gain_with_its_window() -> None:
    """Beside a captured organization as well."""
    elevated = SECTION.replace("  assignments:\n", f"{ELEVATION}  assignments:\n")
    code, output = _compared(BASELINE + SECTION, BASELINE + elevated)
    assert code == 1
    assert "builders may use Builder from 2026-06-01T08:00:00Z until 2026-06-01T16:00:00Z" in output
    code, output = _compared(_capture(), BASELINE + elevated)
    assert code == 1
    assert (
        "builders may sign in with Elevated-incident-4711 from 2026-06-01T08:00:00Z"
        " until 2026-06-01T16:00:00Z, when AWS ends it, in 1 account: data" in output
    )
