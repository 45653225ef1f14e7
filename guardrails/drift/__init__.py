"""The difference between a live organization and its baseline, and how to end it."""

from guardrails.drift.assembly import templates_of
from guardrails.drift.declared import StackTemplate
from guardrails.drift.model import Drift, DriftDirection, DriftReport, Lookup, RecordedChange, UnknownState
from guardrails.drift.run import drift_of

__all__ = [
    "Drift",
    "DriftDirection",
    "DriftReport",
    "Lookup",
    "RecordedChange",
    "StackTemplate",
    "UnknownState",
    "drift_of",
    "templates_of",
]
