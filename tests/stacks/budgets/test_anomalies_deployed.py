"""Deployed monitors and subscriptions follow the file in place, beside what AWS takes only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from emulator.client import running
from tests.stacks.budgets.test_anomalies import EXISTING, WATCHED, with_anomalies
from tests.stacks.budgets.test_stack import STACK
from tests.stacks.deployed import Account
from tests.stacks.helpers import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def account() -> Iterator[Account]:
    """A local AWS of its own."""
    with running(EXAMPLE) as aws:
        yield Account(aws)


def _template(anomalies: dict[str, Any], **more: Any) -> dict[str, Any]:
    return with_anomalies(anomalies, **more).template(STACK)


def _monitors(account: Account) -> dict[str, str]:
    monitors = account.client("ce").get_anomaly_monitors()["AnomalyMonitors"]
    return {monitor["MonitorName"]: monitor["MonitorArn"] for monitor in monitors}


def _told(account: Account) -> dict[str, list[str]]:
    return {
        subscription["SubscriptionName"]: [
            subscriber["Address"].rpartition("-")[2] for subscriber in subscription["Subscribers"]
        ]
        for subscription in account.client("ce").get_anomaly_subscriptions()["AnomalySubscriptions"]
    }


def test_thresholds_and_groups_change_and_the_managed_monitors_stay(account: Account) -> None:
    """Whatever changes, AWS goes on with what it has learned of services and accounts."""
    assert account.deploy(STACK, _template(WATCHED)) == "CREATE_COMPLETE", account.failures(STACK)
    first = _monitors(account)
    assert len(first) == 4
    assert _told(account)["guardrails accounts: 1000 US dollars"] == ["critical"]

    groups = {"shop": {"tags": {"team": ["shop"]}, "alerts": [{"amount": 20, "severity": "critical"}]}}
    changed = {**WATCHED, "services": [{"percent": 80}], "groups": groups}
    assert account.deploy(STACK, _template(changed)) == "UPDATE_COMPLETE", account.failures(STACK)
    second = _monitors(account)
    for name in ("guardrails services", "guardrails accounts"):
        assert second[name] == first[name]
    (group,) = second.keys() - {"guardrails services", "guardrails accounts"}
    assert group not in first
    assert _told(account) == {
        "guardrails services: 80 %": ["warning"],
        "guardrails accounts: 1000 US dollars": ["critical"],
        "guardrails accounts: 12.5 %": ["warning"],
        "guardrails group shop: 20 US dollars": ["critical"],
    }


def test_a_monitor_that_aws_made_fails_the_deployment_until_the_file_names_it(account: Account) -> None:
    """New accounts have one of services."""
    default = {
        "MonitorName": "Default-Services-Monitor",
        "MonitorType": "DIMENSIONAL",
        "MonitorDimension": "SERVICE",
    }
    arn = account.client("ce").create_anomaly_monitor(AnomalyMonitor=default)["MonitorArn"]
    services: dict[str, Any] = {"services": [{"amount": 100, "percent": 40}]}
    assert account.deploy(f"{STACK}-refused", _template(services)) == "ROLLBACK_COMPLETE"
    assert "dimensional spend monitor" in str(account.failures(f"{STACK}-refused"))
    assert arn != EXISTING
    template = _template({**services, "existing": {"services": arn}})
    assert account.deploy(STACK, template) == "CREATE_COMPLETE", account.failures(STACK)
    assert _monitors(account) == {"Default-Services-Monitor": arn}
    assert _told(account) == {"guardrails services: 100 US dollars and 40 %": ["warning"]}
