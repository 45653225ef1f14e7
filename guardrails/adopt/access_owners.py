"""The parts of Identity Center that Control Tower owns, and the assignments that it makes itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from guardrails.adopt.vendors import CONTROL_TOWER, Vendor, present
from guardrails.capture import Capture
from guardrails.capture.foreign_center import GROUP, foreign_center, instance_of
from guardrails.capture.sections.access import CapturedAssignment, CapturedInstance
from guardrails.errors import counted
from guardrails.organization.center_form import CenterForm

SET_REASON = "AWS Control Tower owns it: a stack that owned it would change it, and delete it with itself."
GROUP_REASON = "AWS Control Tower owns it."


@dataclass(frozen=True)
class CenterOwners:
    """The permission sets and groups of an instance that a tool owns."""

    sets: frozenset[str]
    """The ARNs of permission sets."""
    groups: frozenset[str]
    """The ids of groups."""

    def owns(self, assignment: CapturedAssignment) -> bool:
        """Return whether the tool made an assignment: of its set to its own group, or to a single user.

        Account Factory assigns a single user, whom the request for the account names.

        Source: https://docs.aws.amazon.com/controltower/latest/userguide/account-factory.html
        """
        if assignment.permission_set not in self.sets:
            return False
        return assignment.principal_type != GROUP or assignment.principal in self.groups

    def sentences(self, instance: CapturedInstance) -> tuple[str, ...]:
        """Say what is left alone."""
        if not self.sets:
            return ()
        names = sorted(
            entry.name or entry.arn for entry in instance.permission_sets or () if entry.arn in self.sets
        )
        amount = sum(map(self.owns, instance.assignments or ()))
        verb = "is" if len(names) == 1 else "are"
        kept = f"{counted(len(names), 'permission set')} with {counted(amount, 'assignment')}"
        return (f"{', '.join(names)}: {kept} {verb} {CONTROL_TOWER}'s, and foreign.json has them.",)


def owners_in(capture: Capture, instance: CapturedInstance) -> CenterOwners:
    """Return what Control Tower owns of an instance; nothing where no part of it is in the capture."""
    tower = next((vendor for vendor in present(capture) if vendor.title == CONTROL_TOWER), None)
    if tower is None:
        return CenterOwners(frozenset(), frozenset())
    return CenterOwners(_sets(tower, instance), _groups(tower, instance))


def left_to_others(
    capture: Capture, own_sets: Collection[str], taken: Collection[CapturedAssignment]
) -> CenterForm | None:
    """Return the part of Identity Center that the baseline doesn't manage; None where there is none.

    Args:
        capture: What was read.
        own_sets: The ARNs of the permission sets that the baseline takes over.
        taken: The assignments that it takes over.
    """
    taken_over = frozenset(taken)
    center = foreign_center(
        instance_of(capture), lambda arn: arn not in own_sets, lambda entry: entry not in taken_over
    )
    if center is None or not (center.permission_sets or center.assignments or center.users):
        return None
    return center


def _sets(tower: Vendor, instance: CapturedInstance) -> frozenset[str]:
    sets = instance.permission_sets or ()
    return frozenset(entry.arn for entry in sets if entry.name in tower.permission_sets)


def _groups(tower: Vendor, instance: CapturedInstance) -> frozenset[str]:
    return frozenset(group.id for group in instance.groups or () if group.name in tower.groups)
