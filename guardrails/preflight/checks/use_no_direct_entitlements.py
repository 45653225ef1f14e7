"""Use no direct entitlements to roles."""

from __future__ import annotations

import json
from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find entitlements of IAM account access manager, which go past permission sets."""
    captured = inspection.capture.access
    entitlements = captured.entitlements if captured is not None else None
    if entitlements is None:
        yield inspection.unknown(
            "entitlements", "account-access:ListApplications", "account-access:ListEntitlements"
        )
    for entitlement in entitlements or ():
        yield PreflightViolation(
            entitlement.application,
            f"has the entitlement {json.dumps(entitlement.entitlement, sort_keys=True)}",
            "replace it by a group with an assignment in the file",
        )


CHECK = PreflightCheck(
    id="PF-SSO-005",
    title="Use no direct entitlements to roles",
    why="IAM account access manager lets users into a role, past groups, permission sets and this file.",
    fix="Replace each entitlement by a group with an assignment.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamaccountaccessmanager.html",
    severity=WARNING,
    check=check,
    reads=("access",),
)
