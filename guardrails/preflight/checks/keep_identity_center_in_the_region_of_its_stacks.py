"""Keep Identity Center in the region of its stacks."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import named_instance


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find the instance in another region than the file names for it."""
    instance = named_instance(inspection)
    if isinstance(instance, Unknown):
        yield instance
    if instance is None or isinstance(instance, Unknown):
        return
    region = inspection.baseline.access_region
    if not instance.region:
        yield inspection.unknown(instance.arn, "sso:DescribeInstance")
    elif instance.region != region:
        yield PreflightViolation(
            instance.arn,
            f"has its primary region in {instance.region}, and its stacks deploy into {region}",
            f"write `access.region: {instance.region}` into the file",
            ("access", "region"),
        )


CHECK = PreflightCheck(
    id="PF-SSO-002",
    title="Keep Identity Center in the region of its stacks",
    why="AWS takes changes of permission sets, groups and assignments in the primary region alone.",
    fix="Name the primary region of Identity Center in `access.region`.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/api-support-in-additional-regions.html",
    severity=FAILURE,
    check=check,
    reads=("access",),
)
