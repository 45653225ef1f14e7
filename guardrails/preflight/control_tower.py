"""Find Control Tower in a capture, and the policies of ours that it would meet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from guardrails.aws_facts.control_tower import is_control_tower_policy
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.preflight.check import Inspection


def control_tower_policies(inspection: Inspection) -> tuple[tuple[CapturedPolicy, Any], ...]:
    """Return Control Tower's attached policies with their documents; none where it isn't in use."""
    return tuple(
        (policy, json.loads(policy.content or "{}"))
        for policy in inspection.capture.policies or ()
        if is_control_tower_policy(policy.name) and policy.targets
    )


def own_policies(inspection: Inspection) -> Iterator[tuple[str, str, Any]]:
    """Give the path, name and document of each service and resource control policy of the baseline."""
    for policy in inspection.posture.declared:
        yield policy.target, policy.name, policy.document.to_dict()
