"""The state of a deployment on one screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from guardrails.baseline import Baseline
from guardrails.capture import Capture
from guardrails.capture.ours import own_stacks
from guardrails.capture.sections.stacks import CapturedStack
from guardrails.drift import DriftReport
from guardrails.errors import counted, one_line
from guardrails.posture.compare import Direction

COLUMNS, ROWS = 80, 24
_LABEL, _MOST = 10, 3
_RINGS, _NO_DATA = "ALARM", "INSUFFICIENT_DATA"
_SETTLED = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"})
_VERSIONS = ("commit", "revision", "version")
_PASSED = frozenset({"PENDING", "EXECUTION_IN_PROGRESS", "EXECUTION_SUCCESS", "EXECUTION_FAILURE"})
"""The states of a budget action after the budget passed its threshold.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Action.html
"""


def status(baseline: Baseline, capture: Capture, report: DriftReport, today: dt.date) -> Iterator[str]:
    """Render at most 24 lines of 80 columns.

    Args:
        baseline: The baseline that should hold.
        capture: The organization as it is.
        report: What drifted.
        today: The day (UTC) from which ages and ends are counted.
    """
    sections = (
        ("Captured", (_captured(capture, today),)),
        ("Deployed", _deployed(capture)),
        ("Version", (_version(capture),)),
        ("Drift", _drift(report)),
        ("Unknown", _unknown(report)),
        ("Alarms", _alarms(capture)),
        ("Budgets", _budgets(capture)),
        ("Expires", _expiring(baseline, today)),
        ("Refused", _refused(capture)),
    )
    for title, lines in sections:
        for number, line in enumerate(lines):
            label = title if number == 0 else ""
            yield _cut(one_line(f"{label:<{_LABEL}}{line}"))


def _cut(line: str) -> str:
    return line if len(line) <= COLUMNS else f"{line[: COLUMNS - 1]}…"


def _some(lines: Sequence[str], more: str) -> tuple[str, ...]:
    """Keep the first lines, and say how many are left out."""
    if len(lines) <= _MOST:
        return tuple(lines)
    left_out = len(lines) - (_MOST - 1)
    return (*lines[: _MOST - 1], f"and {left_out} more{more}")


def _captured(capture: Capture, today: dt.date) -> str:
    days = (today - dt.date.fromisoformat(capture.taken[:10])).days
    ago = "today" if days == 0 else f"{counted(days, 'day')} ago"
    age = "later than this machine's clock" if days < 0 else ago
    organization = (capture.organization.id if capture.organization else None) or "an unknown organization"
    return f"{organization}, {age} ({capture.taken[:16].replace('T', ' ')} UTC)"


def _deployed(capture: Capture) -> tuple[str, ...]:
    own = own_stacks(capture)
    if own is None:
        return ("unknown: nobody could read the stacks",)
    unsettled = [f"{stack.name} is in {stack.status}" for stack in own if stack.status not in _SETTLED]
    if not own:
        return ("nothing: AWS has no stack of this baseline",)
    whole = f"{counted(len(own) - len(unsettled), 'stack')} complete; {_last_change(own)}"
    return (whole, *_some(unsettled, " stacks aren't complete"))


def _last_change(stacks: Sequence[CapturedStack]) -> str:
    moments = [stack.changed for stack in stacks]
    if not all(moments):
        return "when is unknown: the capture has no times"
    return f"last changed {max(moments)[:16].replace('T', ' ')} UTC"


def _version(capture: Capture) -> str:
    """Say what tags and outputs of the stacks tell of the version."""
    versions = {
        f"{key} {value}"
        for stack in own_stacks(capture) or ()
        for key, value in (*stack.tags.items(), *stack.outputs.items())
        if any(word in key.lower() for word in _VERSIONS)
    }
    return ", ".join(sorted(versions)) or "unknown: deploy with `cdk deploy -c commit=…`"


def _drift(report: DriftReport) -> tuple[str, ...]:
    comparison = report.effects.comparison
    lines = []
    if comparison is None:
        lines.append("unknown: the policies' effect")
    for direction, verb in ((Direction.WIDENED, "may do more"), (Direction.NARROWED, "can do less")):
        changes = [
            change
            for change in (comparison.changes if comparison else ())
            if change.scope.direction is direction
        ]
        accounts = {account for change in changes for account in change.accounts}
        if changes:
            who = counted(len(accounts), "account") if accounts else "accounts to come"
            lines.append(f"{who} {verb} than the baseline says")
    names = [f"{drift.subject}, {drift.property_name} ({drift.direction})" for drift in report.drifts]
    none = "none in what is known" if report.unknown else "none"
    return (*lines, *_some(names, ": python -m guardrails drift")) or (none,)


def _unknown(report: DriftReport) -> tuple[str, ...]:
    names = [f"{entry.subject}, {entry.property_name}" for entry in report.unknown]
    return _some(names, ": python -m guardrails drift") or ("nothing that drift compares",)


def _alarms(capture: Capture) -> tuple[str, ...]:
    alarms = capture.alerts.alarms if capture.alerts else None
    if alarms is None:
        return ("unknown: nobody could read the alarms",)
    ringing = [f"{alarm.name} rings ({alarm.region})" for alarm in alarms if alarm.state == _RINGS]
    idle = sum(alarm.state == _NO_DATA for alarm in alarms)
    quiet = f"{counted(len(alarms) - len(ringing) - idle, 'alarm')} quiet, {idle} without data"
    return (*_some(ringing, " alarms ring"), quiet)


def _budgets(capture: Capture) -> tuple[str, ...]:
    budgets = capture.budgets.budgets if capture.budgets else None
    if budgets is None:
        return ("unknown: nobody could read the budgets",)
    passed = [
        f"{budget.name} passed an action's threshold ({action.status})"
        for budget in budgets
        for action in budget.actions or ()
        if action.status in _PASSED
    ]
    return _some(passed, " budgets") or (f"{counted(len(budgets), 'budget')}; what was spent is unknown",)


def _expiring(baseline: Baseline, today: dt.date) -> tuple[str, ...]:
    """List what ends next, exemptions and accepted findings alike; what has ended comes first."""
    exemptions = [
        (exemption.expires, f"exemption {exemption.name} ({exemption.owner})")
        for exemption in baseline.exemptions.values()
        if exemption.expires is not None
    ]
    accepted = [(entry.until, f"accepted {entry.id} ({entry.owner})") for entry in baseline.accept]
    lines = [
        f"{day} {'ended: ' if day < today else ''}{what}" for day, what in sorted((*exemptions, *accepted))
    ]
    return _some(lines, "") or ("nothing",)


def _refused(capture: Capture) -> tuple[str, ...]:
    actions = list(dict.fromkeys(call.action for call in capture.refused))
    return (", ".join(actions),) if actions else ("nothing",)
