"""Let AWS itself end an exemption: what a control says before and after each last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from guardrails.controls import Control, ControlContext
from guardrails.policy import Statement, condition

CURRENT_TIME = "aws:CurrentTime"
"""When a call arrives; AWS puts it into every request.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""
_LAST = dt.date.max - dt.timedelta(days=1)


def end_of(day: dt.date) -> str:
    """Return the moment at which an exemption is over whose last day this is: the end of it, in UTC."""
    return f"{min(day, _LAST) + dt.timedelta(days=1)}T00:00:00Z"


def over_time(control: Control, context: ControlContext) -> tuple[Statement, ...]:
    """Return what a control says, for ever: AWS stops exempting a principal when its exemption is over.

    The control's own statements exempt whoever is exempt today. For each day on which an exemption ends there
    is each of them once more, exempting only who is left then, and applying from that moment on. A Deny only
    adds to others, so the later ones take over by themselves. The same baseline says the same on any day.
    """
    return tuple(_over_time(control, context))


def _over_time(control: Control, context: ControlContext) -> Iterator[Statement]:
    today = tuple(control.statements(context))
    yield from today
    for day in sorted({day for _, day in context.endings}):
        from_then_on = condition("DateGreaterThanEquals", CURRENT_TIME, (end_of(day),))
        for statement in control.statements(context.after(day)):
            if statement not in today:
                sid = f"{statement.sid}After{day:%Y%m%d}"
                yield replace(statement, sid=sid, conditions=statement.conditions + from_then_on)
