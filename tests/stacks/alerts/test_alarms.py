"""Every alarm is raised by what it is about, and by nothing beside it."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.sections.alerts import AlarmId
from guardrails.controls import control
from guardrails.controls.case import denied
from guardrails.controls.example import decide
from guardrails.stacks.alerts.alarms import Alarm, chosen_alarms
from guardrails.stacks.alerts.alarms.cis import CIS_ALARMS
from guardrails.stacks.alerts.alarms.pattern import MAX_CHARACTERS
from scripts import alarms_page
from tests.committed import assert_fresh
from tests.stacks.alerts.alarm_cases import BREAK_GLASS, CASES
from tests.stacks.alerts.filter_syntax import FilterPattern
from tests.stacks.cloudtrail_events import MANAGEMENT, SHOP, Event, by_role, call
from tests.stacks.helpers import edited


def alarms_of(baseline: Baseline) -> dict[str, Alarm]:
    """Give the alarms of a baseline that has alerts."""
    assert baseline.alerts is not None
    assert baseline.trail is not None
    return {alarm.id: alarm for alarm in chosen_alarms(baseline, baseline.alerts, baseline.trail)}


@pytest.fixture(scope="module")
def alarms() -> dict[str, Alarm]:
    """The example's alarms, with the one that is off by default."""

    def switch_on(data: dict[str, Any]) -> None:
        data["alerts"]["alarms"] = {"config-changes": {}}

    return alarms_of(edited(switch_on))


def raised(alarms: dict[str, Alarm], event: Event) -> dict[str, int]:
    """Count what an event adds to each alarm's metric; it must not hang on what AWS leaves open."""
    counts: dict[str, int] = {}
    for alarm in alarms.values():
        strict, lenient = (
            sum(FilterPattern(text, absent_differs=either).matches(event) for text in alarm.patterns)
            for either in (False, True)
        )
        assert strict == lenient, alarm.id
        if strict:
            counts[alarm.id] = strict
    return counts


@pytest.mark.parametrize(("event", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_event_raises_these_alarms_alone(
    alarms: dict[str, Alarm], event: Event, expected: set[str]
) -> None:
    """Each event counts once in the metric of each alarm that it is about, and in no other."""
    assert raised(alarms, event) == dict.fromkeys(expected, 1)


def test_every_alarm_is_tried() -> None:
    """No alarm that can be declared goes without an event that raises it."""
    assert {id_ for case in CASES for id_ in case[2]} == set(get_args(AlarmId))


def test_the_example_has_every_alarm(baseline: Baseline, alarms: dict[str, Alarm]) -> None:
    """In the order of their declaration; one is off by default, and made where the file names it."""
    assert list(alarms) == list(get_args(AlarmId))
    assert set(alarms) - set(alarms_of(baseline)) == {"config-changes"}


@pytest.mark.parametrize("id_", [alarm.id for alarm in CIS_ALARMS if alarm.denied_by])
def test_a_control_denies_every_call_of_an_alarm_that_is_off(alarms: dict[str, Alarm], id_: str) -> None:
    """Otherwise nobody would be told of the rest."""
    alarm = alarms[id_]
    [service] = set(re.findall(r'eventSource = "([a-z0-9]+)', alarm.patterns[0]))
    names = re.findall(r'eventName = "(\w+)"', alarm.patterns[0])
    assert len(names) > 1
    for name in names:
        assert decide(control(alarm.denied_by), denied(f"{service}:{name}")).decision == "deny"


@pytest.mark.parametrize(
    ("entry", "scope"),
    [
        ({"preset": "recommended", "without": ["protect_config"]}, None),
        ({"preset": "recommended", "at": ["Workloads", "Security"]}, None),
        ({"preset": "recommended"}, ["Workloads", "Security"]),
    ],
)
def test_an_alarm_is_on_where_the_control_leaves_an_account_out(
    entry: dict[str, Any], scope: list[str] | None
) -> None:
    """A control that stands at some units, or within a scope, denies nothing elsewhere."""

    def edit(data: dict[str, Any]) -> None:
        data["guardrails"] = [entry]
        data.pop("accounts")
        data["management_policies"] = {}
        if scope is not None:
            data["scope"] = scope

    assert "config-changes" in alarms_of(edited(edit))


def test_patterns_fit(alarms: dict[str, Alarm]) -> None:
    """CloudWatch Logs takes 1,024 characters, and none of them twice."""
    texts = [text for alarm in alarms.values() for text in alarm.patterns]
    assert max(len(text) for text in texts) <= MAX_CHARACTERS
    assert len(set(texts)) == len(texts)
    assert all(alarm.patterns for alarm in alarms.values())


def with_alerts(**more: Any) -> Baseline:
    """Give the example with another section `alerts`."""
    section = {"subscribers": {"critical": {"emails": ["ops@example.com"]}}, **more}
    return edited(lambda data: data.update(alerts=section))


def test_a_fork_changes_single_alarms() -> None:
    """It switches one off, moves one and raises a threshold; the rest stays."""
    changes = {
        "iam-policy-changes": {"enabled": False},
        "unauthorized-calls": {"severity": "info", "threshold": 100},
    }
    found = alarms_of(with_alerts(alarms=changes))
    off = {"iam-policy-changes", "break-glass-use", "config-changes"}
    assert set(get_args(AlarmId)) - set(found) == off
    assert (found["unauthorized-calls"].severity, found["unauthorized-calls"].threshold) == ("info", 100)
    assert (found["root-use"].severity, found["root-use"].threshold) == ("critical", 1)


def test_without_by_account_only_what_nobody_may_use_counts() -> None:
    """What one account may use is then expected in all."""
    found = alarms_of(with_alerts(by_account=False))
    assert raised(found, call("ec2:RunInstances", region="us-east-1")) == {}
    assert raised(found, call("lightsail:CreateInstances")) == {}
    assert raised(found, call("ec2:RunInstances", region="ap-northeast-1")) == {"unexpected-region": 1}
    assert raised(found, call("gamelift:CreateFleet")) == {"unexpected-service": 1}


PRINCIPALS = (
    ("arn:aws:iam::*:role/break-glass", BREAK_GLASS, "arn:aws:iam::1:role/glass"),
    (
        f"arn:aws:iam::{MANAGEMENT}:role/fire",
        f"arn:aws:iam::{MANAGEMENT}:role/fire",
        f"arn:aws:iam::{SHOP}:role/fire",
    ),
    (
        "arn:aws:iam::*:role/aws-reserved/*/AWSReservedSSO_Fire_*",
        f"arn:aws:iam::{SHOP}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Fire_0a",
        BREAK_GLASS,
    ),
    ("arn:aws:iam::*:role/fire-??", f"arn:aws:iam::{SHOP}:role/fire-eu", BREAK_GLASS),
)


@pytest.mark.parametrize(("principal", "used", "other"), PRINCIPALS, ids=[case[0] for case in PRINCIPALS])
def test_break_glass_follows_the_exemption(principal: str, used: str, other: str) -> None:
    """The filter is built from the ARN pattern, wildcards included."""
    section = {"subscribers": {"critical": {"emails": ["ops@example.com"]}}, "break_glass": ["break-glass"]}

    def edit(data: dict[str, Any]) -> None:
        data["alerts"] = section
        del data["accounts"]["break_glass"]
        data["exemptions"]["break-glass"]["principal"] = principal

    found = {"break-glass-use": alarms_of(edited(edit))["break-glass-use"]}
    for role, counted in ((used, {"break-glass-use": 1}), (other, {})):
        account, _, name = role.removeprefix("arn:aws:iam::").partition(":role/")
        assert raised(found, by_role(call("ec2:RunInstances", account=account), name)) == counted


def test_a_break_glass_user_is_watched_too() -> None:
    """An exemption may name a user."""

    def edit(data: dict[str, Any]) -> None:
        subscribers = {"critical": {"emails": ["ops@example.com"]}}
        data["alerts"] = {"subscribers": subscribers, "break_glass": ["break-glass"]}
        del data["accounts"]["break_glass"]
        data["exemptions"]["break-glass"]["principal"] = "arn:aws:iam::*:user/break-glass"

    found = {"break-glass-use": alarms_of(edited(edit))["break-glass-use"]}
    user = {"type": "IAMUser", "arn": f"arn:aws:iam::{SHOP}:user/break-glass", "accountId": SHOP}
    assert raised(found, {**call("ec2:RunInstances"), "userIdentity": user}) == {"break-glass-use": 1}
    assert raised(found, call("ec2:RunInstances")) == {}


def test_the_page_says_what_the_alarms_say() -> None:
    """It is written from the example's alarms."""
    assert_fresh(alarms_page.PAGE, alarms_page.page())
