"""The policies that an adopted baseline leaves alone, as the file that `organization.foreign` names."""

from __future__ import annotations

import datetime as dt

from guardrails.adopt.sorting import SortedPolicies
from guardrails.capture import Capture, posture_of
from guardrails.capture.foreign import organization_trails
from guardrails.posture.interchange.foreign import foreign_text


def left_alone(policies: SortedPolicies) -> bool:
    """Return whether anything that counts isn't managed by the baseline: a policy, or a missing Allow."""
    return bool(policies.foreign or policies.narrowed)


def foreign_file(capture: Capture, file: str, policies: SortedPolicies, day: dt.date) -> str:
    """Render the policies of others, and which nodes lack FullAWSAccess.

    Args:
        capture: What was read.
        file: How findings name it.
        policies: The policies, by what becomes of them.
        day: The day of the reading.
    """
    identities = {policy.id for policy in policies.foreign}
    posture = posture_of(capture, file, lambda policy: policy.id in identities)
    return foreign_text(posture, day, capture.read_by.arn, trails=organization_trails(capture))
