"""Run every check over one capture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.baseline import Baseline
from guardrails.capture import Capture
from guardrails.posture import compile_posture
from guardrails.preflight.check import Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.registry import checks


@dataclass(frozen=True)
class CheckResult:
    """A check and everything that it found."""

    check: PreflightCheck
    violations: tuple[PreflightViolation, ...]
    unknown: tuple[Unknown, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is known, and as the baseline needs it."""
        return not (self.violations or self.unknown)


def inspect(
    baseline: Baseline,
    capture: Capture,
    today: dt.date,
    templates: Mapping[str, Mapping[str, Any]] | None = None,
    imports: Mapping[str, frozenset[str]] | None = None,
    *,
    derived: Mapping[tuple[str, str], tuple[Mapping[str, Any], ...]] | None = None,
) -> Inspection:
    """Put together what checks read.

    Raises:
        InputError: The baseline doesn't compile.
    """
    return Inspection(baseline, compile_posture(baseline), capture, today, templates, imports or {}, derived)


def examine(inspection: Inspection) -> tuple[CheckResult, ...]:
    """Run every check, in the order of their ids; without an assembly, those that need none."""
    return tuple(
        _run(check, inspection)
        for check in checks().values()
        if inspection.templates is not None or not check.needs_templates
    )


def _run(check: PreflightCheck, inspection: Inspection) -> CheckResult:
    outcomes = tuple(check.check(inspection))
    return CheckResult(
        check,
        tuple(outcome for outcome in outcomes if isinstance(outcome, PreflightViolation)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Unknown)),
    )
