"""Who may use the trail's bucket, keys and log group: policy documents as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guardrails.aws_facts.arns import bucket_arn, service_principal
from guardrails.organization import Organization
from guardrails.stacks.common import trails
from guardrails.stacks.common.documents import Statement, allow_service, deny_plain_http, document, unlisted

CLOUDTRAIL = service_principal("cloudtrail")


def trail_key_statements(organization: Organization, names: Sequence[str]) -> list[Statement]:
    """Let CloudTrail encrypt log files for the trails of some names alone.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    this_trail = {"aws:SourceArn": trails.trail_arns(organization, names)}
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": trails.any_trail(organization)}
    encrypt = {"StringEquals": this_trail, "StringLike": context}
    return [
        allow_service(CLOUDTRAIL, "EncryptLogFiles", "kms:GenerateDataKey*", "*", encrypt),
        allow_service(CLOUDTRAIL, "DescribeKey", "kms:DescribeKey", "*", {"StringEquals": this_trail}),
    ]


def log_bucket_document(organization: Organization, bucket_name: str, names: Sequence[str]) -> dict[str, Any]:
    """Let CloudTrail deliver the files of some trails, below the account's and the organization's prefix.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    bucket = bucket_arn(bucket_name)
    this_trail = {"aws:SourceArn": trails.trail_arns(organization, names)}
    handed_over = {"StringEquals": {**this_trail, "s3:x-amz-acl": "bucket-owner-full-control"}}
    prefixes = {"Account": organization.management_account.id, "Organization": organization.id}
    return document(
        deny_plain_http("s3:*", bucket, f"{bucket}/*"),
        allow_service(CLOUDTRAIL, "CheckAcl", "s3:GetBucketAcl", bucket, {"StringEquals": this_trail}),
        *(
            allow_service(
                CLOUDTRAIL, f"Write{name}", "s3:PutObject", f"{bucket}/AWSLogs/{id_}/*", handed_over
            )
            for name, id_ in prefixes.items()
        ),
    )


def access_bucket_document(bucket: str, source: str, account: str) -> dict[str, Any]:
    """Let S3 deliver the access logs of one bucket to another.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    arn = bucket_arn(bucket)
    condition = {
        "ArnLike": {"aws:SourceArn": bucket_arn(source)},
        "StringEquals": {"aws:SourceAccount": account},
    }
    return document(
        deny_plain_http("s3:*", arn, f"{arn}/*"),
        allow_service(
            service_principal("logging.s3"), "DeliverAccessLogs", "s3:PutObject", f"{arn}/*", condition
        ),
    )


def log_group_key_statements(organization: Organization, names: Sequence[str]) -> list[Statement]:
    """Let CloudWatch Logs encrypt the log groups of some trails.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    service = service_principal("logs", organization.home_region)
    actions = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    group = {
        "kms:EncryptionContext:aws:logs:arn": unlisted(trails.log_group(organization, name) for name in names)
    }
    return [allow_service(service, "EncryptLogGroup", actions, "*", {"ArnEquals": group})]


def log_streams(organization: Organization, names: Sequence[str]) -> list[str]:
    """List the log streams that CloudTrail writes: of each trail the management account's and the members'.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    groups = [f"{trails.log_group(organization, name)}:log-stream" for name in names]
    owner, home = organization.management_account.id, organization.home_region
    ends = (f"{owner}_CloudTrail_{home}*", f"{organization.id}_*")
    return [f"{streams}:{end}" for streams in groups for end in ends]


def log_writer_document(organization: Organization, names: Sequence[str]) -> dict[str, Any]:
    """Say what the role may do with which CloudTrail writes to CloudWatch Logs."""
    return document(
        {
            "Sid": "WriteEvents",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": log_streams(organization, names),
        }
    )


def log_writer_trust() -> dict[str, Any]:
    """Let CloudTrail assume the role, without a source condition: with one, it can't write any more.

    Sources: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    (neither aws:SourceArn nor aws:SourceAccount), https://github.com/prowler-cloud/prowler/issues/4714.
    """
    return document(
        {
            "Sid": "AssumedByCloudTrail",
            "Effect": "Allow",
            "Principal": {"Service": CLOUDTRAIL},
            "Action": "sts:AssumeRole",
        }
    )
