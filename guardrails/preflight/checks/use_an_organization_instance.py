"""Use an instance that gives access to accounts."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import named_instance


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find an instance that belongs to a member, or that has no permission sets."""
    instance = named_instance(inspection)
    if isinstance(instance, Unknown):
        yield instance
    if instance is None or isinstance(instance, Unknown):
        return
    management = inspection.baseline.organization.management_account.id
    if instance.owner and instance.owner != management:
        yield PreflightViolation(
            instance.arn,
            f"belongs to the account {instance.owner}; a member's instance has no permission sets",
            "switch on Identity Center for the organization, in the management account",
            ("access", "instance"),
        )
    elif instance.permission_sets_enabled is None:
        yield inspection.unknown(instance.arn, "sso:DescribeInstance")
    elif not instance.permission_sets_enabled:
        yield PreflightViolation(
            instance.arn,
            "has permission sets switched off",
            "switch on multi-account permissions in Identity Center",
            ("access", "instance"),
        )


CHECK = PreflightCheck(
    id="PF-SSO-003",
    title="Use an instance that gives access to accounts",
    why="An account's own instance, and one without permission sets, let nobody into accounts.",
    fix="Switch on Identity Center for the organization, with multi-account permissions.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/identity-center-instances.html",
    severity=FAILURE,
    check=check,
    reads=("access",),
)
