"""Permission sets and groups of others in drift: a change of their owner is named, and by which file."""

from __future__ import annotations

import json
from typing import Any

from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.drift import Drift, drift_of
from guardrails.drift.model import DriftDirection, UnknownState
from tests.capture.captures import captured
from tests.posture.foreign import DAY
from tests.posture.foreign_center import (
    ADMINS_ID,
    INSTANCE,
    QUEUES,
    STORE,
    TEAM,
    access,
    center,
    foreign_set,
    load_existing,
    set_arn,
)

GROUP = "AWSControlTowerAdmins"
AS_READ: dict[str, Any] = {
    "session": "PT1H",
    "managed": (),
    "customer_managed": (),
    "inline": json.dumps(QUEUES),
    "boundary": "",
}


def _outcomes(
    change: dict[str, Any] | None = None,
    group: str = GROUP,
    unknown: tuple[Any, ...] = (),
    *,
    gone: bool = False,
) -> list[Drift | UnknownState]:
    foreign = center(permission_sets=(foreign_set(TEAM, inline=QUEUES, unknown=unknown),))
    baseline = load_existing(
        access(f"{TEAM}: {{ existing: true }}", f"{GROUP}: {{ existing: true }}"), foreign
    )
    team = CapturedPermissionSet(arn=set_arn(TEAM), name=TEAM, **AS_READ | (change or {}))
    instance = CapturedInstance(
        arn=INSTANCE,
        identity_store=STORE,
        owner="111111111111",
        region="eu-central-1",
        permission_sets=() if gone else (team,),
        groups=() if gone else (CapturedGroup(id=ADMINS_ID, name=group),),
        assignments=(),
    )
    report = drift_of(baseline, captured(access=CapturedAccess(instances=(instance,))), "capture.json")
    outcomes: list[Drift | UnknownState] = [*report.drifts, *report.unknown]
    return [entry for entry in outcomes if entry.subject.endswith("of others")]


def test_nothing_drifts_where_its_owner_changed_nothing() -> None:
    """Neither the set nor the group."""
    assert _outcomes() == []


def test_policies_that_its_owner_changed_are_a_change_of_others() -> None:
    """No stack brings them back: the file is read again, and `compare` says what it means."""
    [drift] = _outcomes({"managed": ("arn:aws:iam::aws:policy/AdministratorAccess",)})
    assert isinstance(drift, Drift)
    assert (drift.subject, drift.property_name) == ("permission set TeamQueues of others", "policies of AWS")
    assert drift.expected == f"nothing (foreign.json of {DAY})"
    assert drift.actual.endswith("AdministratorAccess")
    assert drift.direction is DriftDirection.WIDER
    assert drift.restore == ()
    assert "python -m guardrails capture --foreign foreign.json" in drift.take_over
    assert drift.lookup is not None
    assert drift.lookup.resource == set_arn(TEAM)


def test_every_part_of_it_is_compared() -> None:
    """Session, own policies, inline policy by its meaning, and boundary."""
    everything = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    changes: dict[str, dict[str, Any]] = {
        "session": {"session": "PT12H"},
        "own policies": {"customer_managed": ("/limits",)},
        "inline policy": {"inline": everything},
        "boundary": {"boundary": "/limits"},
    }
    for name, change in changes.items():
        assert [entry.property_name for entry in _outcomes(change)] == [name]


def test_what_is_gone_or_renamed_is_named() -> None:
    """Assignments of it fail from then on, or mean other people."""
    assert [entry.property_name for entry in _outcomes(gone=True)] == ["exists", "exists"]
    [renamed] = _outcomes(group="Others")
    assert (renamed.subject, renamed.property_name) == (f"group {GROUP} of others", "name")


def test_a_part_that_neither_knows_is_unknown() -> None:
    """The file lacks it, or AWS refused it now."""
    [entry] = _outcomes(unknown=("inline",))
    assert isinstance(entry, UnknownState)
    assert entry.reason == f"foreign.json of {DAY} doesn't know it"
    [entry] = _outcomes({"inline": None})
    assert isinstance(entry, UnknownState)
