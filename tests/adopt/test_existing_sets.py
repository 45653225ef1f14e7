"""Control Tower keeps its permission sets, groups and assignments; what ours need of them is referenced."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from guardrails.adopt import access_proof
from guardrails.capture import to_json
from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedAssignment,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.cli.main import app
from tests.adopt.organizations import MANAGEMENT, Builder, denying, exempting
from tests.adopt.test_adopt import adopted

INSTANCE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f"
ADMINS, PLATFORM, AUDITORS = (f"99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f{digit}" for digit in range(3))
SHOP = "444444444441"


def _arn(name: str) -> str:
    return f"arn:aws:sso:::permissionSet/ssoins-69871a2b3c4d5e6f/ps-{name}"


def _set(name: str, policy: str) -> CapturedPermissionSet:
    return CapturedPermissionSet(
        arn=_arn(name),
        name=name,
        session="PT1H",
        managed=(f"arn:aws:iam::aws:policy/{policy}",),
        customer_managed=(),
        inline="",
        boundary="",
        tags={},
    )


def _assignment(name: str, principal: str, account: str = SHOP, kind: str = "GROUP") -> CapturedAssignment:
    return CapturedAssignment(
        permission_set=_arn(name), account=account, principal_type=kind, principal=principal
    )


ASSIGNMENTS = (
    _assignment("AWSAdministratorAccess", ADMINS, MANAGEMENT),
    _assignment("AWSAdministratorAccess", "user-of-the-account", kind="USER"),
    _assignment("AWSReadOnlyAccess", AUDITORS),
    _assignment("AWSReadOnlyAccess", PLATFORM),
    _assignment("Deployer", PLATFORM),
    _assignment("Deployer", AUDITORS),
)


def _access(assignments: tuple[CapturedAssignment, ...] = ASSIGNMENTS) -> CapturedAccess:
    instance = CapturedInstance(
        arn=INSTANCE,
        identity_store="d-99671a2b3c",
        owner=MANAGEMENT,
        region="eu-central-1",
        permission_sets_enabled=True,
        permission_sets=(
            _set("AWSAdministratorAccess", "AdministratorAccess"),
            _set("AWSReadOnlyAccess", "job-function/ViewOnlyAccess"),
            _set("Deployer", "PowerUserAccess"),
        ),
        groups=(
            CapturedGroup(id=ADMINS, name="AWSControlTowerAdmins"),
            CapturedGroup(id=PLATFORM, name="platform"),
            CapturedGroup(id=AUDITORS, name="AWSSecurityAuditors"),
        ),
        assignments=assignments,
        attributes={},
    )
    return CapturedAccess(instances=(instance,), entitlements=())


def _tower(*, present: bool = True) -> Builder:
    builder = Builder()
    workloads = builder.unit("Workloads")
    builder.account(int(SHOP), "shop", workloads)
    if present:
        tower = denying("config:DeleteConfigRule", Condition=exempting("AWSControlTowerExecution"))
        builder.policy("aws-guardrails-abcdef", tower, [workloads])
    return builder


def test_only_what_our_assignments_need_is_referenced() -> None:
    """The set that nobody of ours has isn't named; the reason stands above each that is."""
    adoption, baseline = adopted(_tower().capture(access=_access()))
    section = baseline.access
    assert section is not None
    existing = {name: entry.existing for name, entry in section.permission_sets.items()}
    assert existing == {"AWSReadOnlyAccess": True, "Deployer": False}
    assert {name: group.existing for name, group in section.groups.items()} == {
        "AWSSecurityAuditors": True,
        "platform": False,
    }
    assert {(entry.group, entry.permission_set, entry.at) for entry in section.assignments} == {
        ("platform", "AWSReadOnlyAccess", ("Workloads/shop",)),
        ("platform", "Deployer", ("Workloads/shop",)),
        ("AWSSecurityAuditors", "Deployer", ("Workloads/shop",)),
    }
    text = adoption.files["baseline.yaml"]
    assert "# AWS Control Tower owns it: a stack that owned it would change it" in text
    assert adoption.lacking == ()


def test_its_own_assignments_are_left_alone_and_counted() -> None:
    """To its groups, and to the single user of an account; foreign.json names no user."""
    adoption, baseline = adopted(_tower().capture(access=_access()))
    [sentence] = adoption.left_to_others
    assert sentence == (
        "AWSAdministratorAccess, AWSReadOnlyAccess: 2 permission sets with 3 assignments are AWS Control"
        " Tower's, and foreign.json has them."
    )
    assert f"- {sentence[:40]}" in adoption.files["baseline.yaml"]
    center = json.loads(adoption.files["foreign.json"])["identity_center"]
    assert {entry["name"] for entry in center["permission_sets"]} == {
        "AWSAdministratorAccess",
        "AWSReadOnlyAccess",
    }
    assert {(entry["permission_set"], entry["group"]) for entry in center["assignments"]} == {
        ("AWSAdministratorAccess", ADMINS),
        ("AWSReadOnlyAccess", AUDITORS),
    }
    assert center["users"] == [{"permission_set": "AWSAdministratorAccess", "account": SHOP, "users": 1}]
    assert "user-of-the-account" not in "".join(adoption.files.values())
    assert baseline.foreign is not None


def test_a_set_of_that_name_is_our_own_where_there_is_no_control_tower() -> None:
    """A name alone says nothing."""
    assignments = (*ASSIGNMENTS[2:], _assignment("AWSAdministratorAccess", ADMINS))
    adoption, baseline = adopted(_tower(present=False).capture(access=_access(assignments)))
    assert baseline.access is not None
    assert not any(entry.existing for entry in baseline.access.permission_sets.values())
    assert (adoption.left_to_others, "foreign.json" in adoption.files) == ((), False)


@pytest.mark.parametrize("index", [0, 2, 3])
def test_an_assignment_more_or_less_is_found(index: int) -> None:
    """Whether it is Control Tower's own or one of ours."""
    capture = _tower().capture(access=_access())
    _, baseline = adopted(capture)
    fewer = _access((*ASSIGNMENTS[:index], *ASSIGNMENTS[index + 1 :]))
    changes = [*access_proof.access_changes(capture.model_copy(update={"access": fewer}), baseline)]
    assert len(changes) == 1
    assert "would gain" in changes[0]


def test_the_answer_says_what_it_covers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what nobody looked at."""
    monkeypatch.chdir(tmp_path)
    Path("capture.json").write_text(to_json(_tower().capture(access=_access())), encoding="utf-8")
    result = CliRunner().invoke(app, ["adopt", "--capture", "capture.json", "--out", "adopted"])
    assert "may do what they could, by organization policies and by Identity Center." in result.output
    assert "Not looked at, and not changed: IAM users and roles in the accounts" in result.output
    assert "policies of resources such as buckets and keys" in result.output
    assert "Left alone: AWSAdministratorAccess, AWSReadOnlyAccess: 2 permission sets" in result.output
