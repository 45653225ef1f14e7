"""The guardrails: one control a file, an intent in, statements out."""

from guardrails.controls.control import AuditRoleFacts, Control, ControlContext, NoParameters, TrailFacts
from guardrails.controls.registry import cases_of, control, control_ids, controls

__all__ = [
    "AuditRoleFacts",
    "Control",
    "ControlContext",
    "NoParameters",
    "TrailFacts",
    "cases_of",
    "control",
    "control_ids",
    "controls",
]
