"""The policy types that a baseline may have, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from guardrails.management_policies.grammar import Block
from guardrails.management_policies.types import (
    ai_opt_out,
    backup,
    bedrock,
    chatbot,
    declarative_ec2,
    guardduty,
    inspector,
    network_security_director,
    s3,
    security_hub,
    tag,
    upgrade_rollout,
)


@dataclass(frozen=True)
class ManagementPolicyType:
    """A management policy type: its names, and what its documents may say."""

    id: str
    """Its name in a baseline."""
    api_name: str
    """Its name in Organizations and CloudFormation."""
    title: str
    grammar: Block

    @property
    def root(self) -> str:
        """The one key that a document of the type starts with."""
        return next(iter(self.grammar.keys))


_TYPES = (
    ManagementPolicyType(
        "ai_opt_out", "AISERVICES_OPT_OUT_POLICY", "AI services opt-out policy", ai_opt_out.GRAMMAR
    ),
    ManagementPolicyType(
        "declarative_ec2", "DECLARATIVE_POLICY_EC2", "declarative policy for EC2", declarative_ec2.GRAMMAR
    ),
    ManagementPolicyType("s3", "S3_POLICY", "S3 policy", s3.GRAMMAR),
    ManagementPolicyType("tag", "TAG_POLICY", "tag policy", tag.GRAMMAR),
    ManagementPolicyType("backup", "BACKUP_POLICY", "backup policy", backup.GRAMMAR),
    ManagementPolicyType("security_hub", "SECURITYHUB_POLICY", "Security Hub policy", security_hub.GRAMMAR),
    ManagementPolicyType("guardduty", "GUARDDUTY_POLICY", "GuardDuty policy", guardduty.GRAMMAR),
    ManagementPolicyType("inspector", "INSPECTOR_POLICY", "Inspector policy", inspector.GRAMMAR),
    ManagementPolicyType("bedrock", "BEDROCK_POLICY", "Bedrock policy", bedrock.GRAMMAR),
    ManagementPolicyType("chatbot", "CHATBOT_POLICY", "chat applications policy", chatbot.GRAMMAR),
    ManagementPolicyType(
        "upgrade_rollout", "UPGRADE_ROLLOUT_POLICY", "upgrade rollout policy", upgrade_rollout.GRAMMAR
    ),
    ManagementPolicyType(
        "network_security_director",
        "NETWORK_SECURITY_DIRECTOR_POLICY",
        "network security director policy",
        network_security_director.GRAMMAR,
    ),
)
BY_ID: Mapping[str, ManagementPolicyType] = MappingProxyType(
    {policy_type.id: policy_type for policy_type in _TYPES}
)
"""By the names that a baseline has for them."""
BY_ROOT: Mapping[str, ManagementPolicyType] = MappingProxyType(
    {policy_type.root: policy_type for policy_type in _TYPES}
)
"""By the one key that their documents start with."""
BY_API_NAME: Mapping[str, ManagementPolicyType] = MappingProxyType(
    {policy_type.api_name: policy_type for policy_type in _TYPES}
)
"""By the names that Organizations has for them."""
