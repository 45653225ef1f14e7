"""Checks of an organization as it is in AWS, before a baseline is deployed into it."""

from guardrails.preflight.check import (
    FAILURE,
    WARNING,
    FixCall,
    Inspection,
    PreflightCheck,
    PreflightViolation,
    Severity,
    Unknown,
)
from guardrails.preflight.registry import checks
from guardrails.preflight.run import CheckResult, examine, inspect

__all__ = [
    "FAILURE",
    "WARNING",
    "CheckResult",
    "FixCall",
    "Inspection",
    "PreflightCheck",
    "PreflightViolation",
    "Severity",
    "Unknown",
    "checks",
    "examine",
    "inspect",
]
