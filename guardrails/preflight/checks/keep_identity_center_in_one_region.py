"""Keep Identity Center in one region."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import named_instance


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find an instance that AWS copies into more regions than its primary one."""
    instance = named_instance(inspection)
    if isinstance(instance, Unknown):
        yield instance
    if instance is None or isinstance(instance, Unknown):
        return
    if instance.permission_sets_enabled is None:
        # The same call answers both; without it the regions are those of the listing alone.
        yield inspection.unknown(instance.arn, "sso:DescribeInstance")
    elif len(instance.regions) > 1:
        yield PreflightViolation(
            instance.arn,
            f"is in {', '.join(instance.regions)}, and the baseline knows one region of it",
            f"remove every region but {instance.region}",
            ("access", "instance"),
        )


CHECK = PreflightCheck(
    id="PF-SSO-006",
    title="Keep Identity Center in one region",
    why="People sign in through every region of the instance; stacks change the primary one alone.",
    fix="Remove the additional regions of the instance.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/use-cases-across-regions.html",
    severity=FAILURE,
    check=check,
    reads=("access",),
)
