"""A difference between an organization and its baseline, and how to end it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from guardrails.posture.compare import Comparison


class DriftDirection(StrEnum):
    """The effect of a drift on the organization's safety."""

    WIDER = "wider"
    """More access, less recording or fewer people told."""
    NARROWER = "narrower"
    """Less access, more recording or more people told."""
    UNKNOWN = "unknown"
    """Nobody can say without a person's look at it."""


@dataclass(frozen=True, order=True)
class Lookup:
    """The place in CloudTrail's event history where the change may stand."""

    region: str
    """The region whose history has the event; us-east-1 for global services."""
    resource: str
    """The name or id that the event mentions."""
    events: tuple[str, ...]
    """The names of the events, such as StopLogging."""


@dataclass(frozen=True, order=True)
class RecordedChange:
    """Who made a change and when, as CloudTrail's event history has it."""

    event: str
    by: str
    """The ARN of the caller."""
    at: str
    """The time (UTC)."""


@dataclass(frozen=True)
class DeclaredPlace:
    """The resource of a stack that says how a thing should be."""

    stack: str
    logical_id: str
    arn: str = ""
    """The ARN of the thing, or its name where it has no ARN; empty where nobody knows it."""

    def __str__(self) -> str:
        """Render as stack and logical id, then the ARN."""
        return " ".join(
            part for part in ("/".join(filter(None, (self.stack, self.logical_id))), self.arn) if part
        )


@dataclass(frozen=True)
class Drift:
    """A property that differs from what was deployed."""

    subject: str
    """The thing, such as "trail organization-trail"."""
    property_name: str
    """The property that differs, such as logging; `exists` where the thing is missing."""
    place: DeclaredPlace
    expected: str
    actual: str
    direction: DriftDirection
    restore: tuple[str, ...]
    """The commands that bring the deployed state back."""
    take_over: str
    """How the baseline takes the state of AWS over."""
    lookup: Lookup | None = None
    change: RecordedChange | None = None
    """Who did it; None where nobody looked or knows."""

    @property
    def id(self) -> str:
        """A name of the drift that stays the same from run to run."""
        return f"{self.subject}: {self.property_name}"


@dataclass(frozen=True, order=True)
class UnknownState:
    """A property that nobody could compare."""

    subject: str
    property_name: str
    reason: str
    """Why: a refused IAM action, or a template that nobody has."""


@dataclass(frozen=True)
class PolicyEffects:
    """The difference in effect between the policies of the baseline and those in AWS."""

    comparison: Comparison | None
    """None where the capture doesn't know enough."""
    others: tuple[str, ...] = ()
    """The policies of others that stand on both sides, for the baseline names no file of them."""


@dataclass(frozen=True)
class DriftReport:
    """All that differs, all that nobody knows, and what it was held against."""

    drifts: tuple[Drift, ...]
    unknown: tuple[UnknownState, ...]
    effects: PolicyEffects
    notes: tuple[str, ...]
    """Facts that are no drift, such as a policy that a budget action attached."""
    sources: tuple[str, ...]
    """Where expected values come from."""
    uncompared: tuple[tuple[str, int], ...]
    """The resource types that nothing compares, and how many resources there are of each."""

    def told(self, changes: Mapping[Lookup, RecordedChange], refused: Iterable[str]) -> DriftReport:
        """Return the report with who made each drift, as far as the event history knows.

        Args:
            changes: The newest event of each lookup.
            refused: The refused actions, each with its region.
        """
        drifts = tuple(
            replace(drift, change=changes.get(drift.lookup)) if drift.lookup else drift
            for drift in self.drifts
        )
        unknown = (UnknownState("event history", "who did it", f"AWS refused {action}") for action in refused)
        return replace(self, drifts=drifts, unknown=(*self.unknown, *unknown))

    @property
    def effective(self) -> bool:
        """Whether the policies allow or deny anything else than the baseline says."""
        comparison = self.effects.comparison
        return comparison is not None and bool(
            comparison.changes or comparison.settings or comparison.disjoint
        )

    @property
    def clean(self) -> bool:
        """Whether nothing differs and nothing is unknown."""
        return not (self.drifts or self.unknown or self.effective)
