"""Keep the blocks of public access on: of buckets, images, snapshots, clusters and documents."""

from __future__ import annotations

from guardrails.aws_facts.arns import arn_anywhere
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement

_ACCOUNT = (
    "ec2:DisableImageBlockPublicAccess",
    "ec2:DisableSnapshotBlockPublicAccess",
    "elasticmapreduce:PutBlockPublicAccessConfiguration",
    "s3:PutAccountPublicAccessBlock",
)
_SETTINGS = ("ssm:ResetServiceSetting", "ssm:UpdateServiceSetting")
_SHARING = (arn_anywhere("ssm", "servicesetting/ssm/documents/console/public-sharing-permission"),)
_BUCKETS = ("s3:PutAccessPointPublicAccessBlock", "s3:PutBucketPublicAccessBlock")


class ProtectPublicAccessBlocksParameters(Parameters):
    """Blocks that are protected beside those of whole accounts."""

    buckets: bool = False
    """Deny changing the block of a single bucket too; then a template that sets it fails as well."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny changing the blocks: no key of a request shows whether it switches one off."""
    choice = context.chosen(ProtectPublicAccessBlocksParameters)
    account_statements = (
        context.deny("ProtectPublicAccessBlocks", _ACCOUNT),
        context.deny("ProtectPublicSharingBlock", _SETTINGS, _SHARING),
    )
    return (
        (*account_statements, context.deny("ProtectBucketPublicAccessBlocks", _BUCKETS))
        if choice.buckets
        else account_statements
    )


CONTROL = Control(
    id="protect_public_access_blocks",
    title="Protect the blocks of public access",
    family="data",
    severity="critical",
    why="The block is what stands between one wrong policy and the whole world.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    statements=statements,
    parameters=ProtectPublicAccessBlocksParameters,
    limits="Switch the blocks on first: they are protected as they are, on or off.",
)
