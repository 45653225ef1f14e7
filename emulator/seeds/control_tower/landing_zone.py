"""The roles, buckets, topics and trail of Control Tower's landing zone, and a budget of the company's own.

https://docs.aws.amazon.com/controltower/latest/userguide/shared-account-resources.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks
from emulator.arns import bucket_arn, build_arn, managed_policy_arn, role_arn, root_arn, service_principal

if TYPE_CHECKING:
    from emulator.baseline import Seed

TRAIL = "aws-controltower-BaselineCloudTrail"
LOG_GROUP = "aws-controltower/CloudTrailLogs"
EXECUTION_ROLE = "AWSControlTowerExecution"
_TOPICS = ("AllConfigNotifications", "AggregateSecurityNotifications", "SecurityNotifications")
_DAYS, _ACCESS_LOG_DAYS = 365, 3_650
_CLOUDTRAIL = service_principal("cloudtrail")


def plant(seed: Seed, *, log_archive: str, audit: str) -> None:
    """Plant all of it."""
    _plant_roles(seed)
    bucket = _plant_buckets(seed, log_archive)
    sns = aws.client("sns", account=audit, region=seed.home_region)
    for name in _TOPICS:
        topic = sns.create_topic(Name=f"aws-controltower-{name}")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="audit@example.com")
    _plant_trail(seed, bucket)
    _plant_budget(seed.management.id)


def _plant_roles(seed: Seed) -> None:
    """Plant Control Tower's roles, and its way into each member account."""
    management = seed.management.id
    iam = aws.client("iam", account=management, region=seed.home_region)
    for name, service in (
        ("AWSControlTowerAdmin", "controltower"),
        ("AWSControlTowerCloudTrailRole", "cloudtrail"),
        ("AWSControlTowerStackSetRole", "cloudformation"),
    ):
        trust = _document({"Principal": {"Service": service_principal(service)}, "Action": "sts:AssumeRole"})
        iam.create_role(RoleName=name, Path="/service-role/", AssumeRolePolicyDocument=trust)
    logs = build_arn("logs", "*", management, f"log-group:{LOG_GROUP}:log-stream:*")
    writing = {"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": logs}
    iam.put_role_policy(
        RoleName="AWSControlTowerCloudTrailRole", PolicyName="logs", PolicyDocument=_document(writing)
    )
    first, *others = (account.id for account in seed.accounts()[1:])
    member = aws.client("iam", account=first, region=seed.home_region)
    entering = _document({"Principal": {"AWS": root_arn(management)}, "Action": "sts:AssumeRole"})
    member.create_role(RoleName=EXECUTION_ROLE, AssumeRolePolicyDocument=entering)
    member.attach_role_policy(RoleName=EXECUTION_ROLE, PolicyArn=managed_policy_arn("AdministratorAccess"))
    hooks.copy_role(EXECUTION_ROLE, first, others)


def _plant_buckets(seed: Seed, account: str) -> str:
    """Plant the bucket of the trail and the bucket of its access logs, and give the former's name."""
    s3 = aws.client("s3", account=account, region=seed.home_region)
    name = f"aws-controltower-logs-{account}-{seed.home_region}"
    logging = f"aws-controltower-s3-access-logs-{account}-{seed.home_region}"
    for bucket, days in ((logging, _ACCESS_LOG_DAYS), (name, _DAYS)):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": seed.home_region})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        expiring = {"NoncurrentVersionExpiration": {"NoncurrentDays": days}, "Expiration": {"Days": days}}
        rule = {"ID": "RetentionRule", "Status": "Enabled", "Filter": {"Prefix": ""}, **expiring}
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(_bucket_policy(seed, name)))
    return name


def _bucket_policy(seed: Seed, bucket: str) -> dict[str, Any]:
    arn, service = bucket_arn(bucket), {"Service": _CLOUDTRAIL}
    plain = {
        "Sid": "AllowSSLRequestsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    reading = {"Effect": "Allow", "Principal": service, "Action": "s3:GetBucketAcl", "Resource": arn}
    prefixes = (seed.management.id, seed.organization_id)
    writing = {
        "Effect": "Allow",
        "Principal": service,
        "Action": "s3:PutObject",
        "Resource": [f"{arn}/{seed.organization_id}/AWSLogs/{prefix}/*" for prefix in prefixes],
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
    }
    return {"Version": "2012-10-17", "Statement": [plain, reading, writing]}


def _plant_trail(seed: Seed, bucket: str) -> None:
    management, region = seed.management.id, seed.home_region
    logs = aws.client("logs", account=management, region=region)
    logs.create_log_group(logGroupName=LOG_GROUP)
    logs.put_retention_policy(logGroupName=LOG_GROUP, retentionInDays=14)
    cloudtrail = aws.client("cloudtrail", account=management, region=region)
    cloudtrail.create_trail(
        Name=TRAIL,
        S3BucketName=bucket,
        S3KeyPrefix=seed.organization_id,
        IncludeGlobalServiceEvents=True,
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        IsOrganizationTrail=True,
        CloudWatchLogsLogGroupArn=build_arn("logs", region, management, f"log-group:{LOG_GROUP}:*"),
        CloudWatchLogsRoleArn=role_arn(management, "service-role/AWSControlTowerCloudTrailRole"),
        TagsList=[{"Key": "aws-control-tower", "Value": "managed-by-control-tower"}],
    )
    cloudtrail.start_logging(Name=TRAIL)


def _plant_budget(account: str) -> None:
    subscribers = [{"SubscriptionType": "EMAIL", "Address": "finance@example.com"}]
    exceeded = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    aws.client("budgets", account=account, region="us-east-1").create_budget(
        AccountId=account,
        Budget={
            "BudgetName": "company-monthly",
            "BudgetLimit": {"Amount": "5000", "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "BudgetType": "COST",
        },
        NotificationsWithSubscribers=[{"Notification": exceeded, "Subscribers": subscribers}],
    )


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
