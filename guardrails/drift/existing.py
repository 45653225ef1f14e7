"""Permission sets and groups of others that the baseline assigns, and the changes by their owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guardrails.baseline.existing_sets import source_of
from guardrails.baseline.foreign import Foreign
from guardrails.baseline.foreign_center import ForeignGroup, ForeignSet
from guardrails.capture.sections.access import CapturedInstance, CapturedPermissionSet
from guardrails.drift.access import GROUP_EVENTS, SET_EVENTS, boundary_outcomes, inline_outcomes
from guardrails.drift.context import DriftContext, Outcome, Watched, direction_of_lists, refusal_of
from guardrails.drift.model import DeclaredPlace, Drift, DriftDirection, Lookup, UnknownState
from guardrails.organization.center_form import UnknownPart

TYPES: tuple[str, ...] = ()
"""No template has them."""
_PROPERTIES: dict[UnknownPart, str] = {
    "session": "session",
    "managed": "policies of AWS",
    "customer_managed": "own policies",
    "inline": "inline policy",
    "boundary": "boundary",
}
"""How drift calls the parts of a permission set."""


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare each existing permission set and group with the file that says what it was."""
    access, foreign = context.access, context.foreign
    if access is None or foreign is None or foreign.center is None:
        return
    sets = [name for name, section in access.permission_sets.items() if section.existing]
    groups = [name for name, section in access.groups.items() if section.existing]
    if not sets and not groups:
        return
    instances = context.capture.access.instances if context.capture.access else None
    instance = next((instance for instance in instances or () if instance.arn == access.instance), None)
    if instance is None:
        reason = refusal_of(context.capture, "access", "sso:ListInstances")
        yield UnknownState(f"Identity Center {access.instance}", "permission sets of others", reason)
        return
    comparison = _Comparison(context, foreign, instance)
    for name in sets:
        yield from comparison.of_set(foreign.center.sets[name])
    for name in groups:
        yield from comparison.of_group(foreign.center.groups[name])


@dataclass(frozen=True)
class _Comparison:
    """The comparison of one instance with the file."""

    context: DriftContext
    foreign: Foreign
    instance: CapturedInstance

    def of_set(self, entry: ForeignSet) -> Iterator[Outcome]:
        """Compare a permission set by its properties."""
        watched = self._watched(f"permission set {entry.name} of others", entry.arn, SET_EVENTS)
        if self.instance.permission_sets is None:
            yield watched.unknown("all of it", "sso:ListPermissionSets")
            return
        actual = next((each for each in self.instance.permission_sets if each.arn == entry.arn), None)
        if actual is None:
            yield self._foreign(watched.missing(DriftDirection.NARROWER))
            return
        for part in entry.unknown:
            reason = f"{source_of(self.foreign)} doesn't know it"
            yield UnknownState(watched.subject, _PROPERTIES[part], reason)
        unknown = {_PROPERTIES[part] for part in entry.unknown}
        for outcome in _outcomes(watched, entry, actual):
            if outcome.property_name not in unknown:
                yield self._foreign(outcome)

    def of_group(self, entry: ForeignGroup) -> Iterator[Outcome]:
        """Compare a group by its name."""
        watched = self._watched(f"group {entry.name} of others", entry.id, GROUP_EVENTS)
        if self.instance.groups is None:
            yield watched.unknown("all of it", "identitystore:ListGroups")
            return
        actual = next((group for group in self.instance.groups if group.id == entry.id), None)
        if actual is None:
            yield self._foreign(watched.missing(DriftDirection.NARROWER))
        else:
            for outcome in watched.compared("name", entry.name, actual.name, "identitystore:ListGroups"):
                yield self._foreign(outcome)

    def _watched(self, subject: str, identity: str, events: tuple[str, ...]) -> Watched:
        region = self.instance.region or self.context.capture.home_region
        lookup = Lookup(region, identity, events)
        place = DeclaredPlace("", "", identity)
        return Watched(subject, place, "organization.foreign", "access", lookup, self.context.capture)

    def _foreign(self, outcome: Outcome) -> Outcome:
        """Say that the change is another owner's: no stack brings it back."""
        if not isinstance(outcome, Drift):
            return outcome
        again = f"python -m guardrails capture --foreign {self.foreign.file}"
        return replace(
            outcome,
            expected=f"{outcome.expected} ({source_of(self.foreign)})",
            restore=(),
            take_over=f"its owner changed it: {again}, then look at what `compare` says",
        )


def _outcomes(watched: Watched, entry: ForeignSet, actual: CapturedPermissionSet) -> Iterator[Outcome]:
    form = entry.form
    yield from watched.compared("session", form.session, actual.session, "sso:DescribePermissionSet")
    for name, expected, value, action in (
        ("policies of AWS", form.managed, actual.managed, "sso:ListManagedPoliciesInPermissionSet"),
        (
            "own policies",
            form.customer_managed,
            actual.customer_managed,
            "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
        ),
    ):
        direction = direction_of_lists(expected, value or (), more_is_wider=True)
        yield from watched.compared(name, expected, value, action, direction=direction)
    yield from inline_outcomes(watched, form.inline or "", actual.inline)
    yield from boundary_outcomes(watched, form.boundary, actual.boundary)
