"""The part `anomalies` of the section `budgets`: what is wrong with it is said where it stands."""

from __future__ import annotations

import pytest

from guardrails.baseline.sections.anomalies import AnomalyAlert
from tests.baselines import SMALL, changed, findings_in, load_small, located

NAME = "budgets.anomalies"
ARN = "arn:aws:ce::111111111111:anomalymonitor/1234abcd"


def _text(anomalies: str) -> str:
    return changed(("budgets:\n", f"budgets:\n  anomalies: {anomalies}\n"))


WRONG = (
    ("nothing", "§{}", f"{NAME}: watches nothing; add services: [{{ amount: 100, percent: 40 }}]"),
    (
        "no threshold",
        "{ services: [§{ severity: info }] }",
        f"{NAME}.services[0]: has no threshold; add amount",
    ),
    (
        "accounts and a tag",
        "§{ accounts: [{ amount: 1 }], tags: { team: [{ amount: 1 }] } }",
        f"{NAME}: watches each account and each value of a tag; keep one of the two, and watch the other as",
    ),
    (
        "a monitor that nobody hears of",
        f"§{{ accounts: [{{ amount: 1 }}], existing: {{ services: {ARN} }} }}",
        f"{NAME}: names a monitor of services and tells nobody of it; add services: [{{ amount: 100 }}]",
    ),
    (
        "a monitor of a member",
        f"{{ services: [{{ amount: 1 }}], existing: {{ services: §{ARN.replace('111', '222', 1)} }} }}",
        f"{NAME}.existing.services: the monitor isn't of the management account",
    ),
    (
        "no ARN",
        "{ services: [{ amount: 1 }], existing: { services: §mine } }",
        f'{NAME}.existing.services: "mine" is not the ARN of a monitor; copy it from',
    ),
    (
        "a threshold twice",
        "{ services: [{ amount: 1 }, §{ amount: 1, severity: critical }] }",
        f"{NAME}.services[1]: a threshold stands in the list twice; keep one of the two",
    ),
    (
        "a group of both kinds",
        "{ groups: { shop: §{ scope: Workloads, tags: { team: [shop] }, alerts: [{ amount: 1 }] } } }",
        f"{NAME}.groups.shop: needs either `scope` or one key of `tags`; split it into several groups",
    ),
    (
        "the root as a group",
        "{ groups: { all: { scope: §Root, alerts: [{ amount: 1 }] } } }",
        f"{NAME}.groups.all.scope: the root is no group of accounts; use `accounts`",
    ),
    (
        "a group of an unknown scope",
        "{ groups: { shop: { scope: §Shops, alerts: [{ amount: 1 }] } } }",
        f"{NAME}.groups.shop.scope:",
    ),
    (
        "a key of a tag as CostFilters writes it",
        '{ tags: { §"user:team$shop": [{ amount: 1 }] } }',
        f"{NAME}.tags.user:team$shop:",
    ),
)


@pytest.mark.parametrize(
    ("anomalies", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_is_wrong_is_said_where_it_stands(anomalies: str, message: str) -> None:
    """With line and column, the field, the problem and the way out."""
    text, (place,) = located(_text(anomalies))
    (finding,) = findings_in(text)
    assert message in str(finding)
    assert (finding.location.line, finding.location.column) == place
    assert finding.remedy


def test_a_group_has_at_most_ten_accounts() -> None:
    """AWS sums up ten accounts and no more."""
    accounts = ", ".join(f'a{number}: "{number:012d}"' for number in range(900, 911))
    text = _text("{ groups: { many: { scope: Many, alerts: [{ amount: 1 }] } } }")
    unit = f"  units:\n    Many: {{ id: ou-ex4m-manymany, accounts: {{ {accounts} }} }}\n"
    assert "  units:\n" in SMALL
    (finding,) = findings_in(text.replace("  units:\n", unit, 1))
    assert (finding.problem, finding.remedy) == (
        'there are 11 accounts in "Many"',
        "name a scope of 1 to 10 accounts",
    )


def test_everything_can_be_watched_at_once() -> None:
    """Services, accounts and a tag's values, with thresholds of both kinds; each severity is heard."""
    text = _text(
        "{ services: [{ amount: 100, percent: 40 }], accounts: [{ percent: 50, severity: critical }],"
        " groups: { shop: { tags: { team: [shop] }, alerts: [{ amount: 10 }] } } }"
    )
    section = load_small(text).budgets
    assert section is not None
    assert section.anomalies is not None
    assert [monitor.name for monitor in section.anomalies.monitors] == ["services", "accounts", "group shop"]
    assert section.anomaly_severities == {"warning", "critical"}
    assert section.anomaly_severities <= {section.heard_as(severity) for severity in section.audiences}


def test_a_threshold_is_written_for_people() -> None:
    """As comparisons, subscriptions and errors name it."""
    assert str(AnomalyAlert(amount=100, percent=12.5)) == "100 US dollars and 12.5 %"
