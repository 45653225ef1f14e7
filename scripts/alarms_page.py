"""Write docs/alerts.md: how the alerts work, and every alarm with what it means.

`python -m scripts.alarms_page` writes it from the example's alarms; a test fails when the page is stale.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path

from guardrails.baseline import load
from guardrails.baseline.sections.alerts import AlarmChoice
from guardrails.stacks.alerts.alarms import Alarm, chosen_alarms
from guardrails.stacks.alerts.alarms.cis import CIS_ALARMS

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "alerts.md"
_HEAD = """\
# Alerts

<!-- Written by `python -m scripts.alarms_page` from the alarms themselves: edit those, not this page. -->

The stack `guardrails-alerts` counts events of the organization trail with metric filters on its log group, so
it sees every account and every region. Each alarm tells the topic of its severity,
`guardrails-alerts-SEVERITY`: one event is enough unless the table says more, and five minutes without one are
good news. Deploy it after `guardrails-trail`; it goes alone.

- `subscribers` are notified by e-mail, HTTPS, SQS or Lambda. E-mail and HTTPS confirm once;
  the policy of a queue or a function must let the topic in. A queue in another account than the management
  account confirms as well (SNS sends it the address to call); a function there is subscribed from its own
  account. A severity that you leave out goes to the next higher one that has subscribers, else to the next
  lower.
- `break_glass` names exemptions. The alarm follows the exemption's ARN pattern: what is done with the role,
  and who tries to assume it.
- `alarms` changes single ones: `enabled: false`, another `severity`, another `threshold`. An alarm is off by
  default where a control denies each of its calls in every member account. No policy binds the management
  account: write `config-changes: {}` where Config records there.
- `by_account: false` holds all accounts against what none of them may use, for organizations whose lists
  differ so much that a log group's 100 filters don't suffice. Otherwise each account is held against its own
  regions and services; the management account, which no policy binds, against the root's.
- An unexpected region or service counts when a call changed something and succeeded. Where calls of global
  services are recorded (us-east-1, us-west-2), calls that the region guardrail exempts are expected.
- The message of an alarm names the management account, the event, its meaning, and
  [what to do](runbooks/alarm.md).
- A call that was refused changed nothing: it counts as refused, and in the alarms on root users and
  break-glass.
- Deploying the policies raises `policy-changes`, deploying these filters `trail-changes`: the first time it
  shows that the alarms work, later it shows that somebody deployed.

Every filter is tried against events that should and shouldn't match in
[alarm_cases.py](../tests/stacks/alerts/alarm_cases.py). An alarm costs about 0.40 US dollars a month with its
metric, from its first event on; the topics share one key.

| alarm | severity | from | event, and why somebody should look |
|---|---|---|---|
"""


def main() -> int:
    """Write the page; return 0."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """Render the page, with every alarm as it is before a baseline changes it."""
    return _HEAD + "".join(map(_row, declared_alarms()))


def declared_alarms() -> Iterable[Alarm]:
    """List the alarms of the example without its changes to single ones, those that are off among them."""
    baseline = load(PROJECT / "baseline.yaml", today=dt.date.min)
    if baseline.alerts is None or baseline.trail is None:
        raise ValueError("the example has no alerts")
    off = {alarm.id: AlarmChoice() for alarm in CIS_ALARMS if alarm.denied_by}
    return chosen_alarms(baseline, baseline.alerts.model_copy(update={"alarms": off}), baseline.trail)


def _row(alarm: Alarm) -> str:
    count = f"{alarm.threshold} events" if alarm.threshold > 1 else "1 event"
    off = f" Off by default where `{alarm.denied_by}` stands at the root." if alarm.denied_by else ""
    meaning = f"{alarm.title}. {alarm.why}{off} [AWS]({alarm.source})"
    return f"| `{alarm.id}` | {alarm.severity} | {count} | {meaning} |\n"


if __name__ == "__main__":
    sys.exit(main())
