"""Buckets that keep evidence: versioned, private, and left alone when their stack goes."""

from __future__ import annotations

from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.sections.trail_parts import ObjectLock

DELETED_FILE_DAYS = 90
"""How long a file that somebody deleted or overwrote can still be brought back."""
ABORT_UPLOAD_DAYS = 7
"""When the parts of an upload that never ended are removed."""
ACCESS_LOG_DAYS = 365
"""How long it stays known who read the evidence."""


def evidence_bucket(
    scope: Construct,
    id_: str,
    *,
    name: str | None,
    key_arn: str | None,
    lifecycle: list[s3.CfnBucket.RuleProperty],
    **properties: Any,
) -> s3.CfnBucket:
    """Create a private, versioned bucket that is retained; S3's own key encrypts where none is given.

    Without a name CloudFormation makes one up, so that a retained bucket isn't in its successor's way.

    An S3 Bucket Key would save requests to KMS, but replaces the encryption context that the key's policy
    demands: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    """
    algorithm = "AES256" if key_arn is None else "aws:kms"
    encryption = s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
        sse_algorithm=algorithm, kms_master_key_id=key_arn
    )
    bucket = s3.CfnBucket(
        scope,
        id_,
        bucket_name=name,
        bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
            server_side_encryption_configuration=[
                s3.CfnBucket.ServerSideEncryptionRuleProperty(server_side_encryption_by_default=encryption)
            ]
        ),
        lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(rules=lifecycle),
        ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
            rules=[s3.CfnBucket.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
        ),
        public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        ),
        versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(status="Enabled"),
        **properties,
    )
    bucket.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
    return bucket


def attach_policy(bucket: s3.CfnBucket, name: str, policy: dict[str, Any]) -> None:
    """Attach a policy to a bucket and leave it there: without it CloudTrail can't deliver.

    It names the bucket as the policy does, which validators compare.
    """
    attached = s3.CfnBucketPolicy(
        bucket.stack, f"{bucket.node.id}Policy", bucket=name, policy_document=policy
    )
    attached.add_resource_dependency(bucket)
    attached.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)


def object_lock(section: ObjectLock) -> s3.CfnBucket.ObjectLockConfigurationProperty:
    """Lock every new file for some days."""
    retention = s3.CfnBucket.DefaultRetentionProperty(mode=section.mode, days=section.days)
    return s3.CfnBucket.ObjectLockConfigurationProperty(
        object_lock_enabled="Enabled", rule=s3.CfnBucket.ObjectLockRuleProperty(default_retention=retention)
    )


def log_file_lifecycle(section: Trail) -> list[s3.CfnBucket.RuleProperty]:
    """Move log files to other storage classes and delete them, where the baseline says so."""
    moves = [
        s3.CfnBucket.TransitionProperty(storage_class=step.to, transition_in_days=step.after_days)
        for step in section.storage
    ]
    rule = s3.CfnBucket.RuleProperty(
        id="LogFiles",
        status="Enabled",
        transitions=moves or None,
        expiration_in_days=section.expire_after_days,
        noncurrent_version_expiration=_deleted_files(),
        abort_incomplete_multipart_upload=_unfinished_uploads(),
    )
    return [rule]


def query_result_lifecycle(days: int) -> list[s3.CfnBucket.RuleProperty]:
    """Delete the results of queries after some days, for good."""
    rule = s3.CfnBucket.RuleProperty(
        id="Results",
        status="Enabled",
        expiration_in_days=days,
        noncurrent_version_expiration=s3.CfnBucket.NoncurrentVersionExpirationProperty(noncurrent_days=1),
        abort_incomplete_multipart_upload=_unfinished_uploads(),
    )
    return [rule]


def access_log_lifecycle() -> list[s3.CfnBucket.RuleProperty]:
    """Delete access logs after a year."""
    rule = s3.CfnBucket.RuleProperty(
        id="AccessLogs",
        status="Enabled",
        expiration_in_days=ACCESS_LOG_DAYS,
        noncurrent_version_expiration=_deleted_files(),
        abort_incomplete_multipart_upload=_unfinished_uploads(),
    )
    return [rule]


def _deleted_files() -> s3.CfnBucket.NoncurrentVersionExpirationProperty:
    return s3.CfnBucket.NoncurrentVersionExpirationProperty(noncurrent_days=DELETED_FILE_DAYS)


def _unfinished_uploads() -> s3.CfnBucket.AbortIncompleteMultipartUploadProperty:
    return s3.CfnBucket.AbortIncompleteMultipartUploadProperty(days_after_initiation=ABORT_UPLOAD_DAYS)
