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
    for index, name in enumerate(section.break_glass):
        yield from c.named(("alerts", "break_glass", index), "exemption", name, c.keys("exemptions"))
    if "break-glass-use" in section.alarms and not c.written("alerts", "break_glass"):
        problem = "no exemption is named whose use would raise this alarm"
        yield c.at(("alerts", "alarms", "break-glass-use"), problem, "name one in alerts.break_glass")
