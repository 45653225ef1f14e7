"""Statements of a region lock for Bedrock's cross-region inference, which calls further regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.aws_facts.arns import arn_anywhere, build_arn
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import Conditions
from guardrails.policy.language.patterns import matches

INFERENCE = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
"""Actions that reach destination regions; Converse is authorized as these. A batch job's creation isn't
routed.

Source: https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
"""
GUARDRAIL = ("bedrock:ApplyGuardrail",)
"""Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrail-profiles-permissions.html."""


def inference_statements(
    regions: Sequence[str], geographies: Sequence[str], free: Sequence[str], exempt: Conditions
) -> Iterator[Statement]:
    """Deny inference outside the regions unless one of their inference profiles sent the call there.

    An inference profile's ARN names the region that was called. In destination regions AWS authorizes the
    call once more, with that ARN in the context; to a global profile's call the region is "unspecified".
    Source: https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html

    Args:
        regions: where Bedrock may be used.
        geographies: whose profiles may be used, such as eu; all of them when empty.
        free: patterns of actions that may be called in any region.
        exempt: the condition that leaves exempt principals alone.
    """
    elsewhere = condition("StringNotEquals", "aws:RequestedRegion", regions)
    profiles = condition("ArnNotLike", "bedrock:InferenceProfileArn", _profiles(regions, geographies))
    actions = _without(INFERENCE, free)
    if actions:
        yield Statement(
            "DenyUnusedRegionsForInference",
            "Deny",
            actions,
            conditions=elsewhere + profiles + exempt,
        )
    actions = _without(GUARDRAIL, free)
    if actions:
        yield Statement(
            "DenyUnusedRegionsForGuardrails",
            "Deny",
            actions,
            resources=(),
            not_resources=(arn_anywhere("bedrock", "guardrail-profile/*"),),
            conditions=elsewhere + exempt,
        )


def _profiles(regions: Sequence[str], geographies: Sequence[str]) -> list[str]:
    """Write the ARNs of profiles; the id of an application's own doesn't tell its geography."""
    names = [f"inference-profile/{name}.*" for name in geographies] or [
        "application-inference-profile/*",
        "inference-profile/*",
    ]
    return [build_arn("bedrock", region, "*", name) for region in regions for name in names]


def _without(actions: Sequence[str], free: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        action for action in actions if not any(matches(pattern.lower(), action.lower()) for pattern in free)
    )
