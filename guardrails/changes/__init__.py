"""What changes from one baseline to another in the sections that no organization policy shows."""

from guardrails.changes.causes import Cause, Causes
from guardrails.changes.model import Alarm, Direction, Entry, SectionChanges, Sides
from guardrails.changes.run import baseline_changes

__all__ = ["Alarm", "Cause", "Causes", "Direction", "Entry", "SectionChanges", "Sides", "baseline_changes"]
