"""Every finding that this product does not follow, and why."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import Acknowledgment, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

REPLICATION = "NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled"
ACCESS_LOGS = ("AwsSolutions::AwsSolutions-S1", "NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled")
KMS_BY_DEFAULT = "NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS"
MANAGED = "AwsSolutions::AwsSolutions-IAM4[Policy::{}]"
WILDCARD = "AwsSolutions::AwsSolutions-IAM5[Resource::{}]"


def log_bucket(bucket: s3.CfnBucket) -> None:
    """Waive what doesn't fit the bucket of the trail's log files."""
    waive(
        bucket,
        REPLICATION,
        "The second copy of the events is the encrypted log group in the management account; versions (and "
        "Object Lock where the baseline asks for it) keep log files from being deleted or overwritten, and "
        "S3 stores each in three availability zones.",
    )


def access_bucket(bucket: s3.CfnBucket) -> None:
    """Waive what doesn't fit a bucket that receives access logs."""
    waive(
        bucket,
        KMS_BY_DEFAULT,
        "S3 delivers access logs only to a bucket that S3's own key (SSE-S3) encrypts: "
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html",
    )
    waive(
        bucket,
        REPLICATION,
        "Access logs only tell who read the evidence and are kept for a year; they are not the evidence, and "
        "versions keep them from being deleted or overwritten.",
    )


def search_results(bucket: s3.CfnBucket) -> None:
    """Waive what doesn't fit a bucket of query results that expire."""
    for rule in ACCESS_LOGS:
        waive(
            bucket,
            rule,
            "The trail records who ran which query and fetched its results, and the log bucket's access logs "
            "which log files were read for it; the results themselves are copies that expire within days.",
        )
    waive(
        bucket,
        REPLICATION,
        "The results of searches are excerpts of log files that are kept elsewhere; they expire within days, "
        "and any of them is made again by running its query again.",
    )


def log_writer(policy: iam.CfnManagedPolicy, log_streams: Iterable[str]) -> None:
    """Waive the wildcards at the end of the log streams' names."""
    for stream in log_streams:
        waive(
            policy,
            WILDCARD.format(stream),
            "CloudTrail names its log streams itself; the pattern is the one that AWS documents for an "
            "organization trail and reaches no other log group.",
        )


AUDIT_POLICIES = (
    "AWS keeps its policies for auditors up to date with every service that it launches; a copy of "
    "our own would leave the auditor blind to what is new. The baseline names the policies it wants."
)
BREAK_GLASS_POLICIES = (
    "The role exists for the day on which everything else fails, and nobody knows beforehand what it will "
    "have to mend. Callers that the baseline names may assume it and nobody else; an alarm reports its use."
)


def managed_policies(role: iam.CfnRole, policies: Iterable[str], reason: str) -> None:
    """Waive that a role's policies are AWS's own."""
    for policy in policies:
        waive(role, MANAGED.format(policy), reason)


def waive(construct: IConstruct, rule: str, reason: str) -> None:
    """Waive the findings of one rule on one construct.

    Args:
        construct: the resource itself, never a stack.
        rule: the id with its pack in front; without the pack the finding would leave no trace in the report.
        reason: what a security reviewer needs to agree.
    """
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
