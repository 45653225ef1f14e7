"""Permission sets and groups of others before a deployment: taken names, and what is gone."""

from __future__ import annotations

import pytest

from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.capture.sections.stacks import CapturedStacks
from guardrails.preflight import PreflightViolation, checks, inspect
from tests.baselines import TODAY
from tests.capture.captures import captured
from tests.posture.foreign import DAY
from tests.posture.foreign_center import ADMINS_ID, INSTANCE, READER, STORE, access, load_existing, set_arn

GROUP = "AWSControlTowerAdmins"
SETS = (CapturedPermissionSet(arn=set_arn(READER), name=READER),)
GROUPS = (CapturedGroup(id=ADMINS_ID, name=GROUP, members=2),)


def _problems(
    id_: str, sets: tuple[CapturedPermissionSet, ...] = SETS, groups: tuple[CapturedGroup, ...] = GROUPS
) -> dict[str, tuple[str, str]]:
    assigned = f"{{ group: {GROUP}, permission_set: {READER}, at: [Sandbox] }}"
    baseline = load_existing(
        access(f"{READER}: {{ existing: true }}", f"{GROUP}: {{ existing: true }}", assigned)
    )
    instance = CapturedInstance(
        arn=INSTANCE, identity_store=STORE, owner="111111111111", permission_sets=sets, groups=groups
    )
    capture = captured(access=CapturedAccess(instances=(instance,)), stacks=CapturedStacks(stacks=()))
    outcomes = checks()[id_].check(inspect(baseline, capture, TODAY))
    return {
        outcome.subject: (outcome.problem, outcome.remedy)
        for outcome in outcomes
        if isinstance(outcome, PreflightViolation)
    }


@pytest.mark.parametrize("id_", ["PF-NAM-001", "PF-NAM-002", "PF-SSO-004", "PF-SSO-007"])
def test_what_others_own_is_there_and_its_name_is_not_taken(id_: str) -> None:
    """Its name is asked for by nobody but its owner."""
    assert _problems(id_) == {}


@pytest.mark.parametrize(
    ("sets", "groups", "subject", "problem"),
    [
        ((), GROUPS, READER, "is gone: AWS has no such permission set"),
        (
            (CapturedPermissionSet(arn=set_arn("new"), name=READER),),
            GROUPS,
            READER,
            f"has the ARN {set_arn('new')}, and foreign.json of {DAY} says {set_arn(READER)}",
        ),
        (
            (CapturedPermissionSet(arn=set_arn(READER), name="Renamed"),),
            GROUPS,
            READER,
            "is called Renamed in AWS",
        ),
        (SETS, (), GROUP, "is gone: AWS has no such group"),
        (
            SETS,
            (CapturedGroup(id="99671a2b3c-new", name=GROUP),),
            GROUP,
            f"has the id 99671a2b3c-new, and foreign.json of {DAY} says {ADMINS_ID}",
        ),
        (SETS, (CapturedGroup(id=ADMINS_ID, name="Admins"),), GROUP, "is called Admins in AWS"),
    ],
)
def test_what_is_gone_or_another_one_fails(
    sets: tuple[CapturedPermissionSet, ...], groups: tuple[CapturedGroup, ...], subject: str, problem: str
) -> None:
    """The remedy names the command; an assignment by the old ARN would fail, or mean somebody else."""
    [(name, (found, remedy))] = _problems("PF-SSO-007", sets, groups).items()
    assert (name, found) == (subject, problem)
    assert "python -m guardrails capture --foreign foreign.json" in remedy
