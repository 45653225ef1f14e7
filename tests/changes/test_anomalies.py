"""What a change of cost anomaly detection means for who is told."""

from __future__ import annotations

import pytest

from guardrails.changes import BaselinePair, SafetyDirection, baseline_changes
from guardrails.cli.compare_run import alarms_of
from tests.baselines import EXAMPLE
from tests.changes.test_changes import _load as load

W, N, NEUTRAL = SafetyDirection.WIDENED, SafetyDirection.NARROWED, SafetyDirection.NEUTRAL
TEXT = EXAMPLE.read_text(encoding="utf-8")
BEFORE = (
    "{ services: [{ amount: 100, percent: 40 }], accounts: [{ percent: 50 }],"
    " groups: { shop: { tags: { team: [shop, cart] }, alerts: [{ amount: 10 }] } } }"
)
ARN = "arn:aws:ce::111111111111:anomalymonitor/1234abcd"


def _text(anomalies: str) -> str:
    return TEXT.replace("\nbudgets:\n", f"\nbudgets:\n  anomalies: {anomalies}\n", 1)


def _told(before: str, after: str) -> list[tuple[SafetyDirection, str, str]]:
    old, new = load(before), load(after)
    entries = baseline_changes(BaselinePair(old, new, alarms=(alarms_of(old), alarms_of(new)))).entries
    return [(entry.direction, entry.field, entry.sentence) for entry in entries]


CHANGES = {
    "a threshold more": (
        ("[{ percent: 50 }]", "[{ percent: 50 }, { amount: 9 }]"),
        (N, "budgets.anomalies.accounts", "Anomalies of accounts alert at 9 US dollars too"),
    ),
    "another threshold": (
        ("[{ percent: 50 }]", "[{ percent: 80 }]"),
        (W, "budgets.anomalies.accounts", "Anomalies of accounts no longer alert at 50 %, but at 80 %"),
    ),
    "another severity": (
        ("[{ percent: 50 }]", "[{ percent: 50, severity: critical }]"),
        (N, "budgets.anomalies.accounts", "Anomalies of accounts at 50 % tell finance@example.com"),
    ),
    "accounts no longer watched": (
        (" accounts: [{ percent: 50 }],", ""),
        (W, "budgets.anomalies", "Anomalies of accounts are no longer watched, so nobody is told of them"),
    ),
    "a smaller group": (
        ("[shop, cart]", "[shop]"),
        (
            W,
            "budgets.anomalies.groups.shop",
            "Anomalies of group shop are those of team=shop instead of team=cart, team=shop",
        ),
    ),
    "a monitor that exists": (
        ("{ services:", f"{{ existing: {{ services: {ARN} }}, services:"),
        (
            NEUTRAL,
            "budgets.anomalies.existing",
            f"Anomalies of services come from the monitor {ARN} instead of one of the stack",
        ),
    ),
}


@pytest.mark.parametrize(("edit", "entry"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_told(edit: tuple[str, str], entry: tuple[SafetyDirection, str, str]) -> None:
    """Once, with its direction and its field."""
    assert _told(_text(BEFORE), _text(BEFORE.replace(*edit))) == [entry]


def test_the_whole_part_comes_and_goes() -> None:
    """Each monitor is named."""
    added = _told(TEXT, _text("{ services: [{ amount: 1 }] }"))
    assert added == [(N, "budgets.anomalies.services", "Anomalies of services are watched: 1 threshold")]
    ((direction, field, sentence),) = _told(_text("{ services: [{ amount: 1 }] }"), TEXT)
    assert (direction, field) == (W, "budgets")
    assert sentence == "Anomalies of services are no longer watched, so nobody is told of them"
