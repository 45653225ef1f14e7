"""Changes from one baseline to another in the sections that no organization policy shows."""

from guardrails.changes.causes import Causes, ChangeCause
from guardrails.changes.model import AlarmSummary, BaselinePair, Entry, SafetyDirection, SectionChanges
from guardrails.changes.run import baseline_changes

__all__ = [
    "AlarmSummary",
    "BaselinePair",
    "Causes",
    "ChangeCause",
    "Entry",
    "SafetyDirection",
    "SectionChanges",
    "baseline_changes",
]
