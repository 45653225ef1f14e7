"""The type of a check, what it reads, and what it yields."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from guardrails.baseline import Baseline
from guardrails.capture import Capture
from guardrails.capture.ours import Ownership
from guardrails.capture.sections.organization import CapturedOrganization
from guardrails.posture import Posture

Severity = Literal["failure", "warning"]
FAILURE: Severity = "failure"
WARNING: Severity = "warning"


@dataclass(frozen=True)
class FixCall:
    """The one call of AWS's API that corrects a violation."""

    operation: str
    """Boto3's service and the operation, such as organizations:EnablePolicyType."""
    arguments: Mapping[str, Any] = field(default_factory=dict, hash=False)
    account: str = ""
    """The id of the account that calls; empty for the management account."""

    def __str__(self) -> str:
        """Render on one line: the operation, its arguments as JSON, and the account that calls."""
        arguments = f" {json.dumps(self.arguments)}" if self.arguments else ""
        return f"{self.operation}{arguments}" + (f" in {self.account}" if self.account else "")


@dataclass(frozen=True)
class PreflightViolation:
    """A thing in AWS that isn't as the baseline needs it."""

    subject: str
    """The thing that it is about, such as the path of an account or the name of a trail."""
    problem: str
    remedy: str
    path: tuple[str | int, ...] = ()
    """The part of the baseline that needs it; empty where that is the file as a whole."""
    fix_call: FixCall | None = None
    """The call that corrects it; None where one call can't."""


@dataclass(frozen=True)
class Unknown:
    """A thing that the capture doesn't know, so that a check can't decide."""

    subject: str
    actions: tuple[str, ...]
    """The IAM actions that are missing."""
    remedy: str

    @property
    def problem(self) -> str:
        """Name the actions without which nobody knows."""
        return f"unknown without {', '.join(self.actions)}"


@dataclass(frozen=True)
class Inspection:
    """Everything that a check may read.

    Attributes:
        templates: The templates of a cloud assembly, by stack; None without an assembly.
        derived: The documents that these templates are deployed with, by account and region; None without an
            assembly.
        today: The day (UTC) that ages are counted from.
        imports: The ids of resources that `cdk import` is about to take over, with the targets of policies.
    """

    baseline: Baseline
    posture: Posture
    capture: Capture
    today: dt.date
    templates: Mapping[str, Mapping[str, Any]] | None = None
    imports: Mapping[str, frozenset[str]] = field(default_factory=dict)
    derived: Mapping[tuple[str, str], tuple[Mapping[str, Any], ...]] | None = None

    @property
    def organization(self) -> CapturedOrganization:
        """The captured organization; one of which nothing is known where the section is missing."""
        return self.capture.organization or CapturedOrganization()

    @cached_property
    def ownership(self) -> Ownership:
        """The resources that this product's stacks made, or are about to import."""
        return Ownership.of(self.capture, self.imports)

    def unknown(self, subject: str, *actions: str) -> Unknown:
        """Say that a thing is unknown, naming those of the actions that AWS refused.

        Args:
            subject: The thing.
            actions: The IAM actions that would tell; all of them are named where none was refused.
        """
        refused = {call.action for call in self.capture.refused}
        missing = tuple(action for action in actions if action in refused) or actions
        return Unknown(subject, missing, f"allow {', '.join(missing)}, and capture again")


@dataclass(frozen=True)
class PreflightCheck:
    """One check: data about it, and the function that finds violations."""

    id: str
    title: str
    """An imperative sentence without a full stop."""
    why: str
    fix: str
    source: str
    """A page of AWS that says why."""
    severity: Severity
    check: Callable[[Inspection], Iterator[PreflightViolation | Unknown]]
    reads: tuple[str, ...]
    """The parts of a capture that it reads; empty where the baseline alone decides."""
    needs_templates: bool = False
    """Whether it compares with the templates of an assembly, and isn't run without one."""
