"""The section `budgets`: what is wrong with it is said where it stands."""

from __future__ import annotations

import pytest

from guardrails.baseline.reminders import reminders
from guardrails.baseline.sections.budget_facts import PLANNED_PERIODS
from guardrails.baseline.sections.budgets import SEVERITIES, Threshold
from tests.baselines import SMALL, TODAY, changed, findings_in, load_small, located

LIMIT = "    everything: { amount: 1000 }\n"
NAME = "budgets.limits.everything"
TWELVE = "[" + "1, " * 11 + "1]"


def _limit(text: str) -> str:
    return changed((LIMIT, f"    everything: {text}\n"))


WRONG = (
    (
        "no amount",
        "§{ scope: Workloads }",
        f"{NAME}: needs either `amount`, `planned` or `auto_adjust`; keep",
    ),
    (
        "two amounts",
        "§{ amount: 1, auto_adjust: { by: forecast } }",
        f"{NAME}: needs either `amount`, `planned` or `auto_adjust`; keep one of the three",
    ),
    (
        "another period",
        "{ amount: 1, period: §weekly }",
        f'{NAME}.period: "weekly" is not one of daily, monthly, quarterly or yearly; pick one of them',
    ),
    (
        "a plan that is too short",
        "§{ planned: { starts: 2026-06, amounts: [1, 2, 3] } }",
        f"{NAME}: has 3 planned amounts; a monthly plan has 12, one after the other",
    ),
    (
        "a plan of years",
        "§{ period: yearly, planned: { starts: 2026-06, amounts: [1] } }",
        f"{NAME}: a yearly budget has one amount; use `amount` instead of `planned`",
    ),
    (
        "a plan of days",
        "§{ period: daily, planned: { starts: 2026-06, amounts: [1] } }",
        f"{NAME}: a daily budget has one amount; use `amount` instead of `planned`",
    ),
    (
        "a forecast of a day",
        "§{ period: daily, amount: 1, forecasted: [100] }",
        f"{NAME}: AWS takes no forecast for a day; leave `forecasted` out, or take `actual`",
    ),
    (
        "a day that follows the forecast",
        "§{ period: daily, auto_adjust: { by: forecast } }",
        f"{NAME}: AWS takes no forecast for a day; adjust by history, or write an `amount`",
    ),
    (
        "more days than AWS averages",
        "§{ period: daily, auto_adjust: { by: history, periods: 61 } }",
        f"{NAME}: averages 61 periods; AWS Budgets takes at most 60 past periods of a daily budget",
    ),
    (
        "an unknown kind of costs",
        "{ amount: 1, without: [§discounts] }",
        f'{NAME}.without[0]: "discounts" is not one of credits, refunds, support or taxes; pick one of them',
    ),
    (
        "a kind of costs that is left out twice",
        "{ amount: 1, without: [credits, §credits] }",
        f'{NAME}.without[1]: "credits" stands in the list twice; keep one of the two',
    ),
    (
        "a plan that starts within a quarter",
        "§{ period: quarterly, planned: { starts: 2026-06, amounts: [1, 2, 3, 4] } }",
        f"{NAME}: no quarter starts in 2026-06; start in month 01, 04, 07 or 10",
    ),
    (
        "a plan that starts on no month",
        "{ planned: { starts: §2026-13, amounts: [1] } }",
        f'{NAME}.planned.starts: "2026-13" is not a month; write it as YYYY-MM, such as 2026-11',
    ),
    (
        "a plan for later",
        f"{{ planned: {{ starts: §2026-07, amounts: {TWELVE} }} }}",
        f"{NAME}.planned.starts: 2026-07 lies ahead; AWS takes plans that start now",
    ),
    (
        "more history than AWS averages",
        "§{ period: quarterly, auto_adjust: { by: history, periods: 5 } }",
        f"{NAME}: averages 5 periods; AWS Budgets takes at most 4 past periods of a quarterly budget",
    ),
    (
        "a forecast with history",
        "§{ auto_adjust: { by: forecast, periods: 5 } }",
        f"{NAME}: a forecast averages no periods; leave `periods` out",
    ),
    (
        "a service of IAM",
        "{ amount: 1, services: [AWS Lambda, §ec2] }",
        f'{NAME}.services[1]: "ec2" is a prefix of IAM; the bill calls services by name; copy it from',
    ),
    (
        "a zone that isn't one",
        "{ amount: 1, zones: [eu-central-1a, §eu-central-9a] }",
        f'{NAME}.zones[1]: "eu-central-9a" is not an availability zone; write a region\'s code and a letter',
    ),
    (
        "a region for a zone",
        "{ amount: 1, zones: [§eu-central-1] }",
        f'{NAME}.zones[0]: "eu-central-1" is not an availability zone',
    ),
    (
        "a tag as reports name it",
        '{ amount: 1, tags: { §"user:CostCenter": ["4711"] } }',
        '"user:CostCenter" is not the key of a tag; write CostCenter: [VALUE]',
    ),
    (
        "a tag and its value in one text",
        '{ amount: 1, tags: { §"user:team$shop": ["shop"] } }',
        '"user:team$shop" is not the key of a tag; write team: [shop]',
    ),
    (
        "an unknown severity",
        "{ amount: 1, actual: [50, { at: 80, severity: §urgent }] }",
        f'{NAME}.actual[1].severity: "urgent" is not one of critical, warning or info',
    ),
    (
        "a threshold that is none",
        "{ amount: 1, actual: [50, §much] }",
        f'{NAME}.actual[1].at: the text "much" stands where a number belongs',
    ),
    (
        "the same threshold in two severities",
        "{ amount: 1, §actual: [50, { at: 50, severity: critical }] }",
        f"{NAME}.actual: a threshold stands in the list twice; keep one of the two",
    ),
)


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_said_where_it_stands(text: str, expected: str) -> None:
    """One mistake, one finding, with a remedy."""
    text, (place,) = located(_limit(text))
    (finding,) = findings_in(text)
    assert expected in str(finding)
    assert (finding.location.line, finding.location.column) == place
    assert finding.remedy


def test_a_tag_is_named_by_its_key() -> None:
    """A key of your own as the resources have it, and one that AWS made."""
    section = load_small(
        _limit('{ amount: 1, tags: { team: [shop], "aws:createdBy": ["IAMUser:x:y"] } }')
    ).budgets
    assert section is not None
    assert list(section.limits["everything"].tags) == ["team", "aws:createdBy"]


def test_a_day_has_no_forecast() -> None:
    """AWS refuses one, so a daily budget that names none has the thresholds of actual costs alone."""
    section = load_small(_limit("{ amount: 100, period: daily, without: [credits, refunds] }")).budgets
    assert section is not None
    daily = section.limits["everything"]
    assert [(kind, alert.at) for kind, alert in daily.thresholds] == [("ACTUAL", 80.0), ("ACTUAL", 100.0)]
    assert daily.without == ("credits", "refunds")


PEOPLE = "  subscribers: [finance@example.com]\n"


ROUTES = (
    ("[a@b.example]", ("critical", "warning", "info")),
    ("{ critical: [a@b.example] }", ("critical", "critical", "critical")),
    ("{ info: [a@b.example] }", ("info", "info", "info")),
    ("{ critical: [a@b.example], info: [a@b.example] }", ("critical", "critical", "info")),
    ("{ warning: [a@b.example] }", ("warning", "warning", "warning")),
)


@pytest.mark.parametrize(("subscribers", "heard"), ROUTES, ids=[case[0] for case in ROUTES])
def test_a_severity_that_nobody_hears_goes_to_the_next(subscribers: str, heard: tuple[str, ...]) -> None:
    """Higher first: an alert that reaches nobody is no alert."""
    section = load_small(changed((PEOPLE, f"  subscribers: {subscribers}\n"))).budgets
    assert section is not None
    assert tuple(section.heard_as(severity) for severity in SEVERITIES) == heard


@pytest.mark.parametrize(
    ("subscribers", "field"),
    [
        ("[finance@example.com, §finance]", "budgets.subscribers[1]"),
        ("{ warning: [§finance] }", "budgets.subscribers.warning[0]"),
    ],
)
def test_an_address_is_checked_in_either_shape(subscribers: str, field: str) -> None:
    """The finding stands at the address, however the subscribers are written."""
    text, (place,) = located(changed((PEOPLE, f"  subscribers: {subscribers}\n")))
    (finding,) = findings_in(text)
    assert (finding.field, finding.problem) == (field, '"finance" is not an e-mail address')
    assert (finding.location.line, finding.location.column) == place


def test_a_threshold_is_a_number_or_says_how_urgent_it_is() -> None:
    """A number alone is a warning."""
    section = load_small(_limit("{ amount: 1, actual: [50, { at: 100, severity: critical }] }")).budgets
    assert section is not None
    assert section.limits["everything"].actual == (
        Threshold(at=50, severity="warning"),
        Threshold(at=100, severity="critical"),
    )


def test_a_plan_of_the_year_that_runs_is_taken() -> None:
    """AWS keeps a plan that has begun; only changing it needs a new start."""
    for starts in ("2025-07", "2026-06"):
        load_small(_limit(f"{{ planned: {{ starts: {starts}, amounts: {TWELVE} }} }}"))


def test_what_was_valid_stays_valid() -> None:
    """A list of subscribers and plain amounts need no change."""
    section = load_small(SMALL).budgets
    assert section is not None
    assert section.audiences == {"warning": ("finance@example.com",)}


@pytest.mark.parametrize(
    ("period", "starts", "said"),
    [
        ("monthly", "2026-06", ""),
        ("monthly", "2026-05", "from the second period on AWS refuses a change of this budget"),
        ("monthly", "2025-07", "from the second period on"),
        ("monthly", "2025-06", "the year that starts in 2025-06 is over"),
        ("quarterly", "2026-04", ""),
        ("quarterly", "2026-01", "from the second period on"),
        ("quarterly", "2025-04", "the year that starts in 2025-04 is over"),
    ],
)
def test_of_an_old_plan_a_reminder_speaks(period: str, starts: str, said: str) -> None:
    """It stops no deployment: what AWS has of the plan goes on as it is."""
    amounts = [1] * PLANNED_PERIODS[period]
    plan = f"{{ period: {period}, planned: {{ starts: {starts}, amounts: {amounts} }} }}"
    found = reminders(load_small(changed(("{ amount: 1000 }", plan))), TODAY)
    assert [said in one.problem for one in found] == ([True] if said else [])
    assert {one.field for one in found} <= {"budgets.limits.everything.planned.starts"}
