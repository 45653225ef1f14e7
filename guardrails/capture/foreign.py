"""The policies and permission sets of others in a captured organization, for `organization.foreign`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from guardrails.capture.foreign_center import foreign_center, instance_of
from guardrails.capture.model import Capture
from guardrails.capture.ours import own_ids
from guardrails.capture.posture import posture_of
from guardrails.capture.sections.access import CapturedAssignment
from guardrails.posture.interchange.foreign import foreign_text


def foreign_policies(capture: Capture, file: str, groups: Collection[str] = ()) -> str:
    """Render what this product's stacks didn't make; the same capture gives the same bytes.

    Args:
        capture: What was read.
        file: How findings name it.
        groups: The names of groups to list although they have no assignment.

    Raises:
        InputError: when the capture doesn't know the tree, the policies or the stacks.

    Source of physical ids, which join the parts of a primary identifier by `|`:
    https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html
    """
    own = own_ids(capture, file)
    posture = posture_of(capture, file, lambda policy: policy.id not in own)
    own_parts = frozenset(frozenset(physical.split("|")) for physical in own if "|" in physical)
    instance = instance_of(capture)
    of_instance = instance.arn if instance is not None else ""

    def by_others(entry: CapturedAssignment) -> bool:
        parts = (entry.permission_set, entry.account, entry.principal_type, entry.principal)
        return frozenset((of_instance, "AWS_ACCOUNT", *parts)) not in own_parts

    center = foreign_center(
        instance, lambda arn: frozenset((of_instance, arn)) not in own_parts, by_others, groups
    )
    day = datetime.fromisoformat(capture.taken).date()
    return foreign_text(posture, day, capture.read_by.arn, center, organization_trails(capture, own))


def organization_trails(capture: Capture, own: Collection[str] = ()) -> tuple[str, ...]:
    """Return the ARNs of the organization trails that were read, but for those of some physical ids."""
    trails = capture.trails.trails if capture.trails is not None else None
    return tuple(trail.arn for trail in trails or () if trail.organization and trail.name not in own)
