"""What one stack or one log group has room for, known before anything is synthesized, without CDK."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from guardrails.baseline import Baseline
from guardrails.baseline.sections.access import Access
from guardrails.baseline.sections.budgets import Budgets
from guardrails.errors import Finding, InputError
from guardrails.stacks.access.grants import Grant, grants
from guardrails.stacks.accounts.everywhere_roles import check_roles, everywhere_roles
from guardrails.stacks.alerts.alarms import Alarm, chosen_alarms
from guardrails.stacks.alerts.alarms.pattern import MAX_CHARACTERS
from guardrails.stacks.common.spread import check_spread

ACCESS = "guardrails-access"
BUDGETS = "guardrails-budgets"
TOPIC_RESOURCES = 2
"""A topic and its policy; all have one key."""
MAX_FILTERS = 100
"""Metric filters on one log group.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
"""


def room_findings(baseline: Baseline) -> list[Finding]:
    """Find what a synthesis would refuse for want of room."""
    access, alerts, budgets, trail = baseline.access, baseline.alerts, baseline.budgets, baseline.trail
    checks: list[Callable[[], None]] = []
    if access is not None:
        checks.append(lambda: check_access(baseline, access, grants(access, baseline.tree)))
    if budgets is not None:
        checks.append(lambda: check_budgets(baseline, budgets))
    if (accounts := baseline.accounts) is not None:
        checks.append(lambda: check_roles(baseline, everywhere_roles(baseline, accounts)))
    if alerts is not None and trail is not None:
        checks.append(lambda: check_filters(baseline, chosen_alarms(baseline, alerts, trail)))
    return [finding for check in checks for finding in _refused(check)]


def _refused(check: Callable[[], None]) -> tuple[Finding, ...]:
    try:
        check()
    except InputError as error:
        return tuple(error.findings)
    return ()


def check_access(baseline: Baseline, section: Access, assigned: Iterable[Grant]) -> None:
    """Refuse more assignments, permission sets and groups than the declared stacks hold.

    Raises:
        InputError: with the actual figure, the limit and the remedy.
    """
    created = sum(group.id is None for group in section.groups.values())
    check_spread(
        ACCESS,
        [grant.id for grant in assigned],
        section.stacks,
        fixed=len(section.permission_sets) + created + bool(section.attributes),
        location=baseline.locate("access", "stacks"),
        field="access.stacks",
    )


def check_budgets(baseline: Baseline, section: Budgets) -> None:
    """Refuse more budgets than the declared stacks hold.

    Raises:
        InputError: with the actual figure, the limit and the remedy.
    """
    people = section.audiences.values()
    check_spread(
        BUDGETS,
        list(section.limits),
        section.stacks,
        fixed=1 + sum(TOPIC_RESOURCES + len(set(addresses)) for addresses in people),
        location=baseline.locate("budgets", "stacks"),
        field="budgets.stacks",
    )


def check_filters(baseline: Baseline, alarms: tuple[Alarm, ...]) -> None:
    """Refuse more filters than a log group takes, and a pattern that is too long.

    Raises:
        InputError: with the actual figure, the limit and the remedy.
    """
    place = baseline.locate("alerts")
    count = sum(len(alarm.patterns) for alarm in alarms)
    if count > MAX_FILTERS:
        problem = f"the alarms would need {count} metric filters; a log group takes {MAX_FILTERS}"
        remedy = "set by_account: false, which watches what no account may use"
        raise InputError([Finding(place, "alerts", problem, remedy)])
    for alarm in alarms:
        longest = max(map(len, alarm.patterns), default=0)
        if longest > MAX_CHARACTERS:
            problem = (
                f"a filter of {alarm.id} has {longest:,} characters; CloudWatch Logs takes {MAX_CHARACTERS:,}"
            )
            remedy = "use shorter names in what it watches"
            raise InputError([Finding(place, f"alerts.alarms.{alarm.id}", problem, remedy)])
