"""The alarms on what the organization trail records, as data."""

from guardrails.stacks.alerts.alarms.choose import chosen_alarms
from guardrails.stacks.alerts.alarms.model import Alarm

__all__ = ["Alarm", "chosen_alarms"]
