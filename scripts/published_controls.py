"""Name the control for each of the most usual published policies, for docs/real-configurations.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BETTER: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "Deny-member-accounts-from-leaving-your-AWS-organization": (
        "deny_leaving_organization",
        {},
        "denies an invitation to another organization as well; break-glass is exempt",
    ),
    "Deny-access-to-AWS-based-on-the-requested-AWS-region": (
        "deny_unused_regions",
        {},
        "exempts global services that the policy doesn't know; denies wellarchitected, which is none",
    ),
    "Deny-account-region-enable-and-disable-actions": ("deny_region_opt_in", {}, "the same"),
    "Deny-the-root-user-from-performing-actions-except-S3-bucketpolicy-changes": (
        "deny_root_user",
        {},
        "allows the management account's privileged sessions, which repair bucket policies",
    ),
    "Deny-critical-IAM-user-actions": (
        "deny_iam_users",
        {},
        "denies further kinds of credentials; no tag exempts anybody",
    ),
    "Deny-modifications-to-specific-CloudTrail-trails": (
        "protect_trail",
        {},
        "protects bucket and key of the trail as well; another trail of that name does no harm",
    ),
    "Deny-users-from-disabling-Amazon-GuardDuty-or-modifying-its-configuration": (
        "protect_guardduty",
        {},
        "denies switching it off or blinding it, newer features included; switching it on stays allowed",
    ),
    "Deny-enabling-and-disabling-AWS-Config": (
        "protect_config",
        {"rules": True},
        "protects conformance packs and the recorded types as well; delivering a snapshot stays allowed",
    ),
    "Deny-RAM-from-sharing-resources-to-external-accounts": (
        "deny_external_sharing",
        {},
        "denies a share without the parameter, and adding to an open share, as well; break-glass is exempt",
    ),
    "Deny-KMS-key-deletion": (
        "deny_key_deletion",
        {},
        "allows deleting aliases, which loses no data",
    ),
    "Enforce-controls-on-AWS-services-that-use-service-principals-to-access-your-resources": (
        "deny_confused_deputies",
        {"partners": ["999999999999"]},
        "the same",
    ),
    "Restrict-access-to-only-HTTPS-connections-to-your-resources": (
        "require_tls_by_anybody",
        {},
        "leaves out calls that AWS's services forward, which don't show their protocol; S3 asks for TLS 1.2",
    ),
    "S3-Deny-SSE-C": ("deny_customer_provided_keys_by_anybody", {}, "break-glass is exempt"),
    "GitHub-Actions": (
        "limit_web_identities",
        {"issuers": {"token.actions.githubusercontent.com": ["repo:our-org/*"]}},
        "the same",
    ),
}
"""By published policy: the control with the same purpose, its parameters, and the difference in words."""
