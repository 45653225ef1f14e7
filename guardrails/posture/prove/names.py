"""The names of what the proof can find; `accept` takes no other."""

from __future__ import annotations

NAMES = frozenset(
    (
        "alarms-unprotected",
        "archive-may-be-closed",
        "audit-role-unprotected",
        "delegation-open",
        "denied-without-intent",
        "deployment-role-open",
        "deployment-role-unprotected",
        "elevation-differs",
        "elevation-open",
        "entitlements-open",
        "execution-policy-unprotected",
        "exempt-principal-unprotected",
        "exemption-too-wide",
        "expired-exemption",
        "federation-open",
        "foreign-policies-differ",
        "former-evidence-unprotected",
        "global-service-denied",
        "idle-target",
        "intent-not-kept",
        "key-unprotected",
        "level-without-allow",
        "locked-out",
        "locked-out-by-others",
        "logs-unprotected",
        "missing-target",
        "not-proven",
        "organization-may-be-left",
        "outside-scope",
        "policies-unprotected",
        "sign-in-unprotected",
        "stack-sets-open",
        "stack-unprotected",
        "tokens-open",
        "trail-unprotected",
    )
)
"""Every name of a failure, and `not-proven`."""
