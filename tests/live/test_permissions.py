"""Repair needs each action of its policy, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from emulator.client import Credentials
from guardrails.live.repair import ACTIONS
from guardrails.live.repair.permissions import WITHOUT_PERMISSION, policy
from scripts import repair_page
from tests.committed import assert_fresh
from tests.live.conftest import Repaired

pytestmark = pytest.mark.e2e
SCP = "SERVICE_CONTROL_POLICY"
DATA, REGIONS, SERVICES = (
    "guardrails/data/Root-f9ad0f97",
    "guardrails/regions/Root-f9ad0f97",
    "guardrails/services/Root-f9ad0f97",
)
WEAK = '{"Version": "2012-10-17", "Statement": []}'
NEEDED = sorted(ACTIONS - WITHOUT_PERMISSION)


def test_the_page_shows_the_policy_that_is_declared() -> None:
    """A reader may copy it as it stands."""
    assert_fresh(repair_page.PAGE, repair_page.with_policy(repair_page.PAGE.read_text(encoding="utf-8")))
    allowed = [action for statement in json.loads(policy())["Statement"] for action in statement["Action"]]
    assert sorted(allowed) == NEEDED


@pytest.fixture
def damaged(repaired: Repaired) -> Iterator[Repaired]:
    """Break everything at once that repair mends, so that it has to make every call."""
    organizations = repaired.client("organizations")
    _delete_stand_ins(organizations)
    root = repaired.organization.root.id
    with suppress(organizations.exceptions.PolicyNotFoundException, KeyError):
        repaired.delete_policy(repaired.ids[SERVICES])
    organizations.update_policy(PolicyId=repaired.ids[DATA], Content=WEAK)
    made = organizations.create_policy(
        Name="stand-in for p-whichis1gone: x", Type=SCP, Description="", Content=WEAK
    )
    stand_in = made["Policy"]["PolicySummary"]["Id"]
    with suppress(organizations.exceptions.PolicyTypeNotEnabledException):
        organizations.attach_policy(PolicyId=stand_in, TargetId=root)
        organizations.disable_policy_type(RootId=root, PolicyType=SCP)
        organizations.enable_policy_type(RootId=root, PolicyType=SCP)
        organizations.attach_policy(PolicyId=stand_in, TargetId=root)
    organizations.disable_policy_type(RootId=root, PolicyType="AISERVICES_OPT_OUT_POLICY") if _enabled(
        organizations, "AISERVICES_OPT_OUT_POLICY"
    ) else None
    yield repaired
    _delete_stand_ins(organizations)


def _enabled(organizations: Any, kind: str) -> bool:
    types = organizations.list_roots()["Roots"][0]["PolicyTypes"]
    return any(one["Type"] == kind and one["Status"] == "ENABLED" for one in types)


def _delete_stand_ins(organizations: Any) -> None:
    pages = organizations.get_paginator("list_policies").paginate(Filter=SCP)
    for one in [one for page in pages for one in page["Policies"]]:
        if one["Name"].startswith("stand-in for "):
            for target in organizations.list_targets_for_policy(PolicyId=one["Id"])["Targets"]:
                organizations.detach_policy(PolicyId=one["Id"], TargetId=target["TargetId"])
            organizations.delete_policy(PolicyId=one["Id"])


def _role(repaired: Repaired, without: str = "") -> Credentials:
    """Make a role of the management account that has the page's policy, without one action; assume it."""
    iam, name = repaired.client("iam"), "repairer"
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{repaired.management}:root"},
            "Action": "sts:AssumeRole",
        },
    }
    document = json.loads(policy())
    for statement in document["Statement"]:
        statement["Action"] = [action for action in statement["Action"] if action != without]
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName=name, PolicyName="repair", PolicyDocument=json.dumps(document))
    arn = f"arn:aws:iam::{repaired.management}:role/{name}"
    return repaired.aws.assume_role(arn, caller=repaired.management, region=repaired.organization.home_region)


@pytest.mark.parametrize("action", NEEDED)
def test_without_one_of_its_actions_it_is_denied(damaged: Repaired, action: str) -> None:
    """The one sentence names the action that is missing, and the exit code is 2."""
    answer = damaged.repair("--apply", by=_role(damaged, action))
    assert answer.returncode == 2, answer.stdout
    assert answer.stderr.startswith(f"{action} is denied ("), answer.stderr
    assert answer.stderr.count("\n") == 1


def test_with_all_of_them_it_mends_everything(damaged: Repaired) -> None:
    """Types, attachments, documents, deleted policies and stand-ins that are no longer needed."""
    answer = damaged.repair("--apply", by=_role(damaged))
    assert (answer.returncode, answer.stderr) == (0, "")
    for word in ("enable ", "attach ", "restore ", "create ", "detach and delete "):
        assert f"] {word}" in answer.stdout
