"""Deny access control lists that open buckets and objects to everybody."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement, condition

_WRITING = (
    "s3:CreateBucket",
    "s3:PutBucketAcl",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectVersionAcl",
)
_PUBLIC = ("authenticated-read", "public-read", "public-read-write")


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny the canned lists that name everybody, or everybody with some AWS account."""
    public = condition("StringEquals", "s3:x-amz-acl", _PUBLIC)
    return (context.deny("DenyPublicAcls", _WRITING, when=public),)


CONTROL = Control(
    id="deny_public_acls",
    title="Deny public access control lists",
    family="data",
    severity="high",
    why="A list on one object publishes it, and no policy shows it.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
    statements=statements,
    limits="Of a list that stands in the body of the request no condition key tells: the account's block of "
    "public access ignores it, and `protect_public_access_blocks` keeps that on.",
)
