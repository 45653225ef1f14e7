"""The policies that an adopted baseline leaves alone, as the file that `organization.foreign` names."""

from __future__ import annotations

import datetime as dt

from guardrails.adopt.sorting import SortedPolicies
from guardrails.capture import Capture, posture_of
from guardrails.capture.foreign import organization_trails
from guardrails.organization.center_form import CenterForm
from guardrails.posture.interchange.foreign import foreign_text


def left_alone(policies: SortedPolicies, center: CenterForm | None) -> bool:
    """Return whether others manage anything that counts: a policy, a missing Allow, a permission set."""
    return bool(policies.foreign or policies.narrowed or center is not None)


def foreign_file(
    capture: Capture, file: str, policies: SortedPolicies, day: dt.date, center: CenterForm | None
) -> str:
    """Render the policies of others, which nodes lack FullAWSAccess, and their part of Identity Center.

    Args:
        capture: What was read.
        file: How findings name it.
        policies: The policies, by what becomes of them.
        day: The day of the reading.
        center: What others have in Identity Center.
    """
    identities = {policy.id for policy in policies.foreign}
    posture = posture_of(capture, file, lambda policy: policy.id in identities)
    return foreign_text(posture, day, capture.read_by.arn, center, trails=organization_trails(capture))
