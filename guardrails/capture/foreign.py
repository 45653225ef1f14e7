"""The policies of others in a captured organization, as the file that `organization.foreign` names."""

from __future__ import annotations

from datetime import datetime

from guardrails.capture.model import Capture
from guardrails.capture.ours import own_ids
from guardrails.capture.posture import posture_of
from guardrails.posture.interchange.foreign import foreign_text


def foreign_policies(capture: Capture, file: str) -> str:
    """Render the policies that this product's stacks didn't make; the same capture gives the same bytes.

    Raises:
        InputError: when the capture doesn't know the tree, the policies or the stacks.
    """
    own = own_ids(capture, file)
    posture = posture_of(capture, file, lambda policy: policy.id not in own)
    return foreign_text(posture, datetime.fromisoformat(capture.taken).date(), capture.read_by.arn)
