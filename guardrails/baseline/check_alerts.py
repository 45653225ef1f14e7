"""Check the section `alerts` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.errors import Finding


def alerts(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `alerts`."""
    section = c.baseline.alerts
    if section is None:
        return
    if c.written("trail") is None:
        problem = "the alarms watch what the organization trail records, and there is none"
        yield c.at(("alerts",), problem, "add the section `trail`, or remove `alerts`")
    yield from _log_group(c)
    for index, name in enumerate(section.break_glass):
        yield from c.named(("alerts", "break_glass", index), "exemption", name, c.keys("exemptions"))
    if "break-glass-use" in section.alarms and not c.written("alerts", "break_glass"):
        problem = "no exemption is named whose use would raise this alarm"
        yield c.at(("alerts", "alarms", "break-glass-use"), problem, "name one in alerts.break_glass")


def _log_group(c: Context) -> Iterator[Finding]:
    """A metric filter stands in the region and the account of its log group.

    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    """
    trail = c.baseline.trail
    existing = trail.existing if trail is not None else None
    if existing is None:
        return
    if existing.log_group is None:
        problem = f"the alarms count events in the log group of {existing.name}, and the file names none"
        remedy = "add trail.existing.log_group, after the owner of the trail gave it one, or remove `alerts`"
        yield c.at(("alerts",), problem, remedy)
        return
    organization = c.baseline.organization
    stack = (organization.home_region, organization.management_account.id)
    if existing.log_group_place != stack and c.written("organization", "home_region") == stack[0]:
        region, account = existing.log_group_place
        problem = f"the log group is in {region} of {account}, and the alarms in {stack[0]} of {stack[1]}"
        remedy = "take the log group's region as the home region, or remove `alerts`"
        yield c.value_at(("trail", "existing", "log_group"), problem, remedy)
