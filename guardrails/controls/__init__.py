"""The guardrails: one control a file, an intent in, statements out."""

from guardrails.controls.control import AuditRoleFacts, Control, NoParameters, Situation, TrailFacts
from guardrails.controls.registry import control, controls

__all__ = ["AuditRoleFacts", "Control", "NoParameters", "Situation", "TrailFacts", "control", "controls"]
