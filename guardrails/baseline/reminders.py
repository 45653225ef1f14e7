"""Remind of what is fine today and will not be for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from guardrails.baseline.model import Baseline, Exemption
from guardrails.errors import Finding


def reminders(baseline: Baseline, today: dt.date) -> tuple[Finding, ...]:
    """List the exemptions that end soon, and those that have ended but whose entry may stay for a while.

    Nothing is wrong with either, and nothing has to be deployed: AWS ends the exemption by itself.
    """
    return tuple(sorted(_reminders(baseline, today)))


def _reminders(baseline: Baseline, today: dt.date) -> Iterator[Finding]:
    for name, exemption in baseline.exemptions.items():
        if exemption.expires is not None and (problem := _said(exemption, exemption.expires, today)):
            place = baseline.locate("exemptions", name, "expires")
            remedy = f"ask {exemption.owner} whether to renew it"
            yield Finding(place, f"exemptions.{name}.expires", problem, remedy)


def _said(exemption: Exemption, last: dt.date, today: dt.date) -> str:
    days = (last - today).days
    if days > exemption.remind_days:
        return ""
    if days >= 0:
        return f"the exemption ends {_in(days)}, at the end of {last} (UTC)"
    error = last + dt.timedelta(days=exemption.remind_days + 1)
    return f"AWS ended the exemption at the end of {last}; from {error} on the entry is an error"


def _in(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
