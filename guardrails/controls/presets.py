"""Named sets of controls, each with the parameters that it wants them with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from guardrails.aws_facts.arns import service_principal

PresetName = Literal["starter", "recommended", "strict", "sandbox"]


@dataclass(frozen=True)
class Preset:
    """A set of controls for those who don't want to choose each by itself."""

    name: PresetName
    meant_for: str
    controls: Mapping[str, Mapping[str, Any]]
    """The parameters of each control, by its id."""


_STARTER: Mapping[str, Mapping[str, Any]] = {
    "deny_unused_regions": {},
    "deny_region_opt_in": {},
    "deny_unused_services": {},
    "protect_trail": {},
    "protect_exempt_roles": {},
    "protect_audit_role": {},
    "protect_baseline_roles": {},
    "protect_baseline_stacks": {},
    "protect_policies": {},
    "deny_deployment_roles": {},
    "deny_delegated_stack_sets": {},
    "protect_identity_center": {},
    "protect_sign_in": {},
    "deny_leaving_organization": {},
    "deny_temporary_delegation": {},
    "deny_outbound_federation": {},
    "deny_account_changes": {},
    "deny_root_user": {},
}
_RECOMMENDED: Mapping[str, Mapping[str, Any]] = {
    **_STARTER,
    "deny_commitments": {"marketplace": False},
    "protect_access_analyzer": {},
    "protect_config": {},
    "protect_guardduty": {},
    "protect_security_hub": {},
    "deny_billing_changes": {},
    "deny_iam_users": {},
    "deny_customer_provided_keys": {},
    "deny_external_sharing": {},
    "deny_key_deletion": {"after_days": 30},
    "deny_public_acls": {},
    "deny_unencrypted_storage": {"services": ["ebs", "efs"]},
    "protect_backups": {"plans": False},
    "protect_public_access_blocks": {},
    "require_encrypted_transport": {"caches": False},
    "require_tls_by_anybody": {},
    "deny_confused_deputies": {},
    "deny_default_vpc": {},
    "deny_open_function_urls": {},
    "deny_public_endpoints": {},
    "protect_flow_logs": {},
    "require_imdsv2": {"at_launch": False},
}
_EKS_CLUSTERS = f"oidc.{service_principal('eks', '*')}/id/*"
"""The identity providers of all clusters of EKS, in every region."""
_STRICT: Mapping[str, Mapping[str, Any]] = {
    **_RECOMMENDED,
    "deny_commitments": {},
    "protect_alarms": {},
    "protect_config": {"rules": True},
    "protect_detective": {},
    "protect_identity_center": {"access": True},
    "protect_inspector": {},
    "protect_macie": {},
    "deny_identity_providers": {"allowed_oidc": [_EKS_CLUSTERS]},
    "deny_privileged_policies": {},
    "require_mfa": {},
    "deny_key_deletion": {},
    "deny_sharing": {},
    "deny_unencrypted_storage": {},
    "protect_backups": {},
    "require_encrypted_transport": {},
    "deny_customer_provided_keys_by_anybody": {},
    "deny_key_lockouts": {},
    "limit_presigned_urls": {},
    "deny_outside_principals": {},
    "deny_unauthenticated_identities": {},
    "deny_internet_gateways": {},
    "deny_public_addresses": {},
    "deny_vpc_peering": {},
    "deny_vpn": {},
    "protect_vpc_public_access_block": {},
    "require_imdsv2": {},
}
_SANDBOX: Mapping[str, Mapping[str, Any]] = {
    "deny_commitments": {"marketplace": False},
    "limit_instance_types": {
        "ec2": ["t2.*", "t3.*", "t3a.*", "t4g.*"],
        "rds": ["db.serverless", "db.t3.*", "db.t4g.*"],
        "elasticache": ["cache.t3.*", "cache.t4g.*"],
        "sagemaker": ["ml.t3.*"],
    },
    "deny_iam_users": {},
    "deny_identity_providers": {"allowed_oidc": [_EKS_CLUSTERS]},
    "deny_external_sharing": {},
    "deny_sharing": {},
    "deny_open_function_urls": {},
    "deny_public_endpoints": {},
    "deny_vpc_peering": {},
    "deny_vpn": {},
}


PRESETS: Mapping[PresetName, Preset] = MappingProxyType(
    {
        "starter": Preset(
            "starter",
            "every organization: it holds accounts to the file's lists, and protects the baseline itself",
            _STARTER,
        ),
        "recommended": Preset(
            "recommended",
            "workloads that follow AWS's own advice: starter, and what such workloads never do",
            _RECOMMENDED,
        ),
        "strict": Preset(
            "strict",
            "regulated workloads behind a network of their own: recommended, and what needs planning first",
            _STRICT,
        ),
        "sandbox": Preset(
            "sandbox",
            "accounts to try things in, under starter or recommended: small, unconnected, without contracts",
            _SANDBOX,
        ),
    }
)
"""Each of the first three contains the one before it, sometimes with other parameters."""


def presets_with(control_id: str) -> tuple[PresetName, ...]:
    """Return the presets that a control is in."""
    return tuple(name for name, preset in PRESETS.items() if control_id in preset.controls)
