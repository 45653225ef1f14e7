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
class PolicyType:
    """A management policy type: its names, and what its documents may say."""

    id: str
    """What a baseline calls it."""
    api_name: str
    """What Organizations and CloudFormation call it."""
    title: str
    grammar: Block

    @property
    def root(self) -> str:
        """The one key that a document of the type starts with."""
        return next(iter(self.grammar.keys))


_TYPES = (
    PolicyType("ai_opt_out", "AISERVICES_OPT_OUT_POLICY", "AI services opt-out policy", ai_opt_out.GRAMMAR),
    PolicyType(
        "declarative_ec2", "DECLARATIVE_POLICY_EC2", "declarative policy for EC2", declarative_ec2.GRAMMAR
    ),
    PolicyType("s3", "S3_POLICY", "S3 policy", s3.GRAMMAR),
    PolicyType("tag", "TAG_POLICY", "tag policy", tag.GRAMMAR),
    PolicyType("backup", "BACKUP_POLICY", "backup policy", backup.GRAMMAR),
    PolicyType("security_hub", "SECURITYHUB_POLICY", "Security Hub policy", security_hub.GRAMMAR),
    PolicyType("guardduty", "GUARDDUTY_POLICY", "GuardDuty policy", guardduty.GRAMMAR),
    PolicyType("inspector", "INSPECTOR_POLICY", "Inspector policy", inspector.GRAMMAR),
    PolicyType("bedrock", "BEDROCK_POLICY", "Bedrock policy", bedrock.GRAMMAR),
    PolicyType("chatbot", "CHATBOT_POLICY", "chat applications policy", chatbot.GRAMMAR),
    PolicyType(
        "upgrade_rollout", "UPGRADE_ROLLOUT_POLICY", "upgrade rollout policy", upgrade_rollout.GRAMMAR
    ),
    PolicyType(
        "network_security_director",
        "NETWORK_SECURITY_DIRECTOR_POLICY",
        "network security director policy",
        network_security_director.GRAMMAR,
    ),
)
BY_ID: Mapping[str, PolicyType] = MappingProxyType({policy_type.id: policy_type for policy_type in _TYPES})
"""By the names that a baseline has for them."""
BY_ROOT: Mapping[str, PolicyType] = MappingProxyType(
    {policy_type.root: policy_type for policy_type in _TYPES}
)
"""By the one key that their documents start with."""
BY_API_NAME: Mapping[str, PolicyType] = MappingProxyType(
    {policy_type.api_name: policy_type for policy_type in _TYPES}
)
"""By the names that Organizations has for them."""
