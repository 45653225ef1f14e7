"""Enable all features of the organization."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import (
    FAILURE,
    FixCall,
    Inspection,
    PreflightCheck,
    PreflightViolation,
    Unknown,
)


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find an organization that only shares its bill."""
    features = inspection.organization.features
    if features is None:
        yield inspection.unknown("the organization", "organizations:DescribeOrganization")
    elif features != "ALL":
        yield PreflightViolation(
            "the organization",
            "has consolidated billing alone, so no policy can be attached",
            "enable all features; each invited account must agree",
            ("organization", "id"),
            FixCall("organizations:EnableAllFeatures"),
        )


CHECK = PreflightCheck(
    id="PF-ORG-002",
    title="Enable all features of the organization",
    why="An organization with consolidated billing alone has no policies and no trusted access.",
    fix="Enable all features, and let each invited account agree.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
