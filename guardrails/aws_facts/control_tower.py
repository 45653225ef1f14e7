"""How policies of AWS Control Tower are known, and which of them matter for the policies beside them.

Read in November 2026. Their names begin with aws-guardrails-.
Source: https://docs.aws.amazon.com/controltower/latest/userguide/governance-drift.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.aws_facts.arns import bucket_arn

POLICY_PREFIX = "aws-guardrails-"
GUIDANCE = "https://docs.aws.amazon.com/controltower/latest/userguide/getting-started-guidance.html"
"""It asks not to disallow regions by other policies: Control Tower would enter an undefined state."""
SECURITY_UNIT = "https://repost.aws/knowledge-center/control-tower-landing-zone-drift"
"""It says that a policy which somebody attaches to the Security unit can initiate drift.

Up to landing zone 3.3, Control Tower manages this unit, with log archive and audit account; 4.0 has none.
Source: https://docs.aws.amazon.com/controltower/latest/controlreference/exception-to-controls-security-ou.html
"""
_LOG_BUCKETS = bucket_arn("aws-controltower")
"""Begins the ARN of Control Tower's log buckets; only the Security unit has the controls that protect them.

Source: https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html
"""
_REGION_KEY = "aws:requestedregion"


def is_control_tower_policy(name: str) -> bool:
    """Return whether Control Tower made a policy of this name."""
    return name.startswith(POLICY_PREFIX)


def denies_regions(document: Any) -> bool:
    """Return whether a policy document denies something by the region of the request."""
    return any(
        key.lower() == _REGION_KEY
        for statement in _denials(document)
        for tests in statement.get("Condition", {}).values()
        for key in tests
    )


def protects_log_archive(document: Any) -> bool:
    """Return whether a policy of Control Tower is one of those that only its Security unit has."""
    return any(
        resource.partition(":::")[2].startswith(_LOG_BUCKETS.partition(":::")[2])
        for statement in _denials(document)
        for resource in _listed(statement.get("Resource", ()))
    )


def _denials(document: Any) -> Iterator[Mapping[str, Any]]:
    for statement in _listed(document.get("Statement", ())):
        if statement.get("Effect") == "Deny":
            yield statement


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | Mapping) else value
