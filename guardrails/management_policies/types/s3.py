"""Amazon S3 policies: the four Block Public Access settings of every account, all or none.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3_syntax.html,
checked 2026-11-26.
"""

from __future__ import annotations

from guardrails.management_policies.grammar import Block, Setting, one_of

GRAMMAR = Block(
    {"s3_attributes": Block({"public_access_block_configuration": Setting(one_of("all", "none"))})}
)
