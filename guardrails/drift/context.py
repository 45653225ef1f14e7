"""The parts that every comparison of a section takes and gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, TypeVar

from guardrails.baseline.foreign import Foreign
from guardrails.baseline.sections.access import Access
from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.capture import Capture
from guardrails.drift.declared import Declarations, Declared, is_resolved
from guardrails.drift.model import DeclaredPlace, Drift, DriftDirection, Lookup, UnknownState

Outcome: TypeAlias = Drift | UnknownState
Thing = TypeVar("Thing")
GLOBAL_REGION = "us-east-1"
"""The region whose event history has the events of global services.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
"""
ALL, MISSING = "all of it", "exists"
_ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class Watched:
    """A thing in AWS whose properties are compared with what its template says."""

    subject: str
    place: DeclaredPlace
    section: str
    """The section of the baseline that says how it should be."""
    reader: str
    """The reader of the capture that reads it."""
    lookup: Lookup
    capture: Capture
    lines: str = ""
    """Where the baseline says it, such as baseline.yaml:14."""

    def missing(self, direction: DriftDirection = DriftDirection.WIDER) -> Drift:
        """Say that the thing isn't in AWS."""
        return self._drift(MISSING, "it exists", "it doesn't exist", direction)

    def differs(self, name: str, expected: Any, actual: Any, direction: DriftDirection) -> Drift:
        """Say that a property differs."""
        return self._drift(name, shown(expected), shown(actual), direction)

    def compared(
        self,
        name: str,
        expected: Any,
        actual: Any,
        *actions: str,
        direction: DriftDirection = DriftDirection.UNKNOWN,
    ) -> Iterator[Outcome]:
        """Compare a property; None as the actual value means that nobody knows it.

        Args:
            name: How people call the property.
            expected: The value of the template.
            actual: The value in AWS.
            actions: The IAM actions that read it.
            direction: The effect of a difference.
        """
        if actual is None:
            yield self.unknown(name, *actions)
        elif not is_resolved(expected):
            yield UnknownState(self.subject, name, "the template leaves the value to CloudFormation")
        elif canonical(expected) != canonical(actual):
            yield self.differs(name, expected, actual, direction)

    def sought(
        self,
        things: Iterable[Thing] | None,
        is_it: Callable[[Thing], bool],
        compare: Callable[[Thing], Iterator[Outcome]],
        *actions: str,
        direction: DriftDirection = DriftDirection.WIDER,
    ) -> Iterator[Outcome]:
        """Look for the thing among those that were read, and compare it where it is one of them.

        Args:
            things: Everything of its kind; None where AWS refused to list it.
            is_it: Whether one of them is the thing.
            compare: Compares its properties.
            actions: The IAM actions that list it.
            direction: The effect where it doesn't exist.
        """
        if things is None:
            yield self.unknown(ALL, *actions)
            return
        actual = next(filter(is_it, things), None)
        if actual is None:
            yield self.missing(direction)
        else:
            yield from compare(actual)

    def unknown(self, name: str, *actions: str) -> UnknownState:
        """Say that nobody knows a property, and which action was refused."""
        return UnknownState(self.subject, name, refusal_of(self.capture, self.reader, *actions))

    def _drift(self, name: str, expected: str, actual: str, direction: DriftDirection) -> Drift:
        return Drift(
            subject=self.subject,
            property_name=name,
            place=self.place,
            expected=expected,
            actual=actual,
            direction=direction,
            restore=(f"cdk deploy {self.place.stack} --revert-drift",),
            take_over=f"change {self.section}{f' ({self.lines})' if self.lines else ''}, then deploy",
            lookup=self.lookup,
        )


@dataclass(frozen=True)
class DriftContext:
    """The organization as it is, and the resources that its stacks should have."""

    capture: Capture
    declarations: Declarations
    lines: Mapping[str, str] = field(default_factory=dict)
    """Where the baseline says a section or a policy, by its name."""
    borrowed: frozenset[str] = frozenset()
    """The names of buckets that others own, which no template has."""
    access: Access | None = None
    """The section of Identity Center, with the content of what others own."""
    foreign: Foreign | None = None
    """The policies and permission sets of others."""
    existing: ExistingTrail | None = None
    """The trail of others that the file names; None where a stack makes the trail."""

    def watched(
        self,
        resource: Declared,
        subject: str,
        arn: str,
        *,
        section: str,
        reader: str,
        lookup: Lookup,
    ) -> Watched:
        """Return a declared resource as a thing that is compared."""
        lines = self.lines.get(subject) or self.lines.get(section, "")
        return Watched(subject, resource.place(arn), section, reader, lookup, self.capture, lines)


def active_accounts(capture: Capture) -> frozenset[str] | None:
    """Return the ids of the accounts that AWS has as active; None where the capture doesn't know them."""
    accounts = capture.organization.accounts if capture.organization else None
    if accounts is None:
        return None
    return frozenset(account.id for account in accounts if account.state == _ACTIVE)


def refusal_of(capture: Capture, reader: str, *actions: str) -> str:
    """Say which refused actions keep a thing unknown."""
    of_reader = [call for call in capture.refused if call.reader == reader]
    wanted = [call for call in of_reader if call.action in (*actions, "sts:AssumeRole")] or of_reader
    refused = dict.fromkeys(f"{call.action} ({call.code})" for call in wanted)
    if refused:
        return f"AWS refused {', '.join(refused)}"
    return f"the capture doesn't say; {', '.join(actions)} reads it" if actions else "the capture doesn't say"


def canonical(value: Any) -> Any:
    """Make alike what AWS reads alike: numbers and their texts, a list of one and the one, any order."""
    if isinstance(value, Mapping):
        return {key: canonical(item) for key, item in sorted(value.items()) if item not in (None, "", [], ())}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted((canonical(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
        return items[0] if len(items) == 1 else items
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return number(value)
    return value


def number(value: Any) -> str:
    """Write a number in one way, whether it was 100, 100.0 or a text."""
    try:
        return format(Decimal(str(value)).normalize(), "f")
    except InvalidOperation:
        return str(value)


_SHOWN = 60


def shown(value: Any) -> str:
    """Write a value for people: short values whole, long ones by their beginning."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value in (None, "", [], (), {}):
        return "nothing"
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ", ".join(sorted(value))
    if isinstance(value, int | float | Decimal):
        return number(value)
    text = json.dumps(canonical(value), sort_keys=True, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def direction_of_lists(
    expected: Iterable[str], actual: Iterable[str], *, more_is_wider: bool
) -> DriftDirection:
    """Return the direction in which a list of permissions or of recipients changed."""
    before, after = frozenset(expected), frozenset(actual)
    if before < after:
        return DriftDirection.WIDER if more_is_wider else DriftDirection.NARROWER
    if after < before:
        return DriftDirection.NARROWER if more_is_wider else DriftDirection.WIDER
    return DriftDirection.UNKNOWN
