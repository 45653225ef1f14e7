"""The cases of S3, KMS, CloudWatch, Logs, SNS, ECR, SSM and CloudTrail."""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.emulator.cases import Case, allow, resource, tags, trust
from tests.emulator.deployments import HOME, MANAGEMENT, Asked

RUN = uuid.uuid4().hex[:8]
BUCKET = f"bucket-{RUN}"
BLOCK = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}
KEY_POLICY = allow("kms:*", {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"})
KEY_POLICY["Statement"] += [
    *allow(
        ["kms:GenerateDataKey*", "kms:DescribeKey", "kms:Decrypt", "kms:Encrypt"],
        {"Service": ["cloudtrail.amazonaws.com", f"logs.{HOME}.amazonaws.com"]},
    )["Statement"]
]
_LIFECYCLE = {
    "Id": "archive",
    "Status": "Enabled",
    "Prefix": "AWSLogs/",
    "Transitions": [
        {"StorageClass": "STANDARD_IA", "TransitionInDays": 30},
        {"StorageClass": "GLACIER", "TransitionInDays": 90},
    ],
    "ExpirationInDays": 3650,
    "NoncurrentVersionTransitions": [{"StorageClass": "GLACIER", "TransitionInDays": 30}],
    "NoncurrentVersionExpiration": {"NoncurrentDays": 365, "NewerNoncurrentVersions": 3},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}
_BY_TAG = {
    "Id": "by-tag",
    "Status": "Disabled",
    "Prefix": "tmp/",
    "TagFilters": [{"Key": "keep", "Value": "no"}],
    "ExpirationInDays": 1,
}


def _encryption(algorithm: str, **more: Any) -> dict[str, Any]:
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm, **more}}
    if algorithm == "aws:kms":
        rule["BucketKeyEnabled"] = True  # type: ignore[assignment]
    return {"ServerSideEncryptionConfiguration": [rule]}


def _s3(operation: str, path: str, answer: Any) -> Asked:
    return Asked("s3", operation, {"Bucket": "$id"}, path, answer)


BUCKET_CASE = Case(
    type="AWS::S3::Bucket",
    others={
        "Key": resource("AWS::KMS::Key", KeyPolicy=KEY_POLICY),
        "Access": resource("AWS::S3::Bucket", BucketName=f"access-{RUN}"),
    },
    properties={
        "BucketName": BUCKET,
        "AccessControl": "Private",
        "VersioningConfiguration": {"Status": "Enabled"},
        "BucketEncryption": _encryption("aws:kms", KMSMasterKeyID={"Fn::GetAtt": ["Key", "Arn"]}),
        "PublicAccessBlockConfiguration": BLOCK,
        "LifecycleConfiguration": {"Rules": [_LIFECYCLE, _BY_TAG]},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "ObjectLockEnabled": True,
        "ObjectLockConfiguration": {
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}},
        },
        "LoggingConfiguration": {"DestinationBucketName": {"Ref": "Access"}, "LogFilePrefix": "trail/"},
        "Tags": tags(owner="security", stage="one"),
    },
    created=(
        _s3("get_bucket_location", "LocationConstraint", HOME),
        _s3("get_bucket_versioning", "Status", "Enabled"),
        _s3(
            "get_bucket_encryption",
            "ServerSideEncryptionConfiguration.Rules[0].[BucketKeyEnabled, "
            "ApplyServerSideEncryptionByDefault.SSEAlgorithm]",
            [True, "aws:kms"],
        ),
        _s3(
            "get_bucket_encryption",
            "starts_with(ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault"
            f".KMSMasterKeyID, 'arn:aws:kms:{HOME}:{MANAGEMENT}:key/')",
            answer=True,
        ),
        _s3("get_public_access_block", "PublicAccessBlockConfiguration", BLOCK),
        _s3(
            "get_bucket_lifecycle_configuration",
            "Rules[0].[ID, Status, Filter.Prefix, Expiration.Days, Transitions[].[Days, StorageClass], "
            "NoncurrentVersionTransitions[].[NoncurrentDays, StorageClass], NoncurrentVersionExpiration, "
            "AbortIncompleteMultipartUpload]",
            [
                "archive",
                "Enabled",
                "AWSLogs/",
                3650,
                [[30, "STANDARD_IA"], [90, "GLACIER"]],
                [[30, "GLACIER"]],
                {"NoncurrentDays": 365, "NewerNoncurrentVersions": 3},
                {"DaysAfterInitiation": 7},
            ],
        ),
        _s3(
            "get_bucket_lifecycle_configuration",
            "Rules[1].[Status, Filter.And.Prefix, Filter.And.Tags[0].Value, Expiration.Days]",
            ["Disabled", "tmp/", "no", 1],
        ),
        _s3(
            "get_bucket_ownership_controls",
            "OwnershipControls.Rules[0].ObjectOwnership",
            "BucketOwnerEnforced",
        ),
        _s3(
            "get_object_lock_configuration",
            "ObjectLockConfiguration.Rule.DefaultRetention",
            {"Mode": "GOVERNANCE", "Days": 30},
        ),
        _s3(
            "get_bucket_logging",
            "LoggingEnabled.[TargetBucket, TargetPrefix]",
            [f"access-{RUN}", "trail/"],
        ),
        _s3("get_bucket_tagging", "TagSet[?Key == 'owner'].Value", ["security"]),
    ),
    changed={
        "BucketName": BUCKET,
        "VersioningConfiguration": {"Status": "Enabled"},
        "BucketEncryption": _encryption("AES256"),
        "PublicAccessBlockConfiguration": {**BLOCK, "RestrictPublicBuckets": False},
        "LifecycleConfiguration": {"Rules": [{**_LIFECYCLE, "ExpirationInDays": 365}]},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
        "ObjectLockEnabled": True,
        "ObjectLockConfiguration": {
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}},
        },
        "Tags": tags(owner="platform"),
    },
    updated=(
        _s3(
            "get_bucket_encryption",
            "ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm",
            "AES256",
        ),
        _s3("get_public_access_block", "PublicAccessBlockConfiguration.RestrictPublicBuckets", answer=False),
        _s3("get_bucket_lifecycle_configuration", "Rules[0].Expiration.Days", 365),
        _s3(
            "get_bucket_ownership_controls",
            "OwnershipControls.Rules[0].ObjectOwnership",
            "BucketOwnerPreferred",
        ),
        _s3(
            "get_object_lock_configuration",
            "ObjectLockConfiguration.Rule.DefaultRetention",
            {"Mode": "COMPLIANCE", "Years": 1},
        ),
        _s3("get_bucket_logging", "LoggingEnabled", None),
        _s3("get_bucket_tagging", "TagSet[].[Key, Value]", [["owner", "platform"]]),
    ),
    replacing={"BucketName": f"{BUCKET}-two"},
    spoil=lambda at, name: at.client("s3").delete_public_access_block(Bucket=name),
    remove=lambda at, name: at.client("s3").delete_bucket(Bucket=name),
)

_READ_BUCKET = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Tls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": f"arn:aws:s3:::policy-{RUN}/*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}
BUCKET_POLICY_CASE = Case(
    type="AWS::S3::BucketPolicy",
    others={"Bucket": resource("AWS::S3::Bucket", BucketName=f"policy-{RUN}")},
    properties={"Bucket": {"Ref": "Bucket"}, "PolicyDocument": _READ_BUCKET},
    created=(_s3("get_bucket_policy", "Policy", json.dumps(_READ_BUCKET)),),
    changed={
        "Bucket": {"Ref": "Bucket"},
        "PolicyDocument": {**_READ_BUCKET, "Id": "second"},
    },
    updated=(_s3("get_bucket_policy", "contains(Policy, 'second')", answer=True),),
    spoil=lambda at, name: at.client("s3").put_bucket_policy(
        Bucket=name, Policy=json.dumps({**_READ_BUCKET, "Id": "by hand"})
    ),
    remove=lambda at, name: at.client("s3").delete_bucket_policy(Bucket=name),
)


def _kms(operation: str, path: str, answer: Any, **more: Any) -> Asked:
    return Asked("kms", operation, {"KeyId": "$id", **more}, path, answer)


KEY_CASE = Case(
    type="AWS::KMS::Key",
    properties={
        "KeyPolicy": KEY_POLICY,
        "Description": "one",
        "Enabled": True,
        "EnableKeyRotation": True,
        "PendingWindowInDays": 7,
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "Tags": tags(owner="security", stage="one"),
    },
    created=(
        _kms(
            "describe_key",
            "KeyMetadata.[Description, KeySpec, KeyUsage, KeyState]",
            ["one", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "Enabled"],
        ),
        _kms("get_key_rotation_status", "KeyRotationEnabled", answer=True),
        _kms("get_key_policy", "Policy", json.dumps(KEY_POLICY), PolicyName="default"),
        _kms("list_resource_tags", "Tags[?TagKey == 'owner'].TagValue", ["security"]),
    ),
    changed={
        "KeyPolicy": {**KEY_POLICY, "Id": "second"},
        "Description": "two",
        "Enabled": True,
        "EnableKeyRotation": False,
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "Tags": tags(owner="platform"),
    },
    updated=(
        _kms("describe_key", "KeyMetadata.Description", "two"),
        _kms("get_key_rotation_status", "KeyRotationEnabled", answer=False),
        _kms("get_key_policy", "contains(Policy, 'second')", answer=True, PolicyName="default"),
        _kms(
            "list_resource_tags",
            "Tags[?!starts_with(TagKey, 'aws:')].[TagKey, TagValue]",
            [["owner", "platform"]],
        ),
    ),
    spoil=lambda at, key: at.client("kms").disable_key(KeyId=key),
    remove=lambda at, key: at.client("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=7),
)
ALIAS_CASE = Case(
    type="AWS::KMS::Alias",
    others={
        "One": resource("AWS::KMS::Key", KeyPolicy=KEY_POLICY),
        "Two": resource("AWS::KMS::Key", KeyPolicy=KEY_POLICY, Description="second"),
    },
    properties={"AliasName": f"alias/trail-{RUN}", "TargetKeyId": {"Ref": "One"}},
    created=(_kms("describe_key", "KeyMetadata.Description", ""),),
    changed={"AliasName": f"alias/trail-{RUN}", "TargetKeyId": {"Fn::GetAtt": ["Two", "Arn"]}},
    updated=(_kms("describe_key", "KeyMetadata.Description", "second"),),
    replacing={"AliasName": f"alias/trail-{RUN}-two"},
    remove=lambda at, alias: at.client("kms").delete_alias(AliasName=alias),
)


def _group(path: str, answer: Any) -> Asked:
    return Asked("logs", "describe_log_groups", {"logGroupNamePrefix": "$id"}, f"logGroups[0].{path}", answer)


LOG_GROUP_CASE = Case(
    type="AWS::Logs::LogGroup",
    others={"Key": resource("AWS::KMS::Key", KeyPolicy=KEY_POLICY)},
    properties={
        "LogGroupName": f"/trail/{RUN}",
        "RetentionInDays": 365,
        "KmsKeyId": {"Fn::GetAtt": ["Key", "Arn"]},
        "LogGroupClass": "STANDARD",
        "DeletionProtectionEnabled": True,
        "Tags": tags(owner="security", stage="one"),
    },
    created=(
        _group("retentionInDays", 365),
        _group(f"starts_with(kmsKeyId, 'arn:aws:kms:{HOME}')", answer=True),
        _group("logGroupClass", "STANDARD"),
        _group("deletionProtectionEnabled", answer=True),
        Asked("logs", "list_tags_log_group", {"logGroupName": "$id"}, "tags.owner", "security"),
    ),
    changed={
        "LogGroupName": f"/trail/{RUN}",
        "LogGroupClass": "STANDARD",
        "RetentionInDays": "30",
        "Tags": tags(owner="platform"),
    },
    updated=(
        _group("retentionInDays", 30),
        _group("kmsKeyId", None),
        _group("deletionProtectionEnabled", answer=False),
        Asked(
            "logs", "list_tags_log_group", {"logGroupName": "$id"}, "tags.[owner, stage]", ["platform", None]
        ),
    ),
    replacing={"LogGroupName": f"/trail/{RUN}-two"},
    spoil=lambda at, name: at.client("logs").put_retention_policy(logGroupName=name, retentionInDays=1),
    remove=lambda at, name: at.client("logs").delete_log_group(logGroupName=name),
)


def _transformation(value: str) -> list[dict[str, Any]]:
    metric = {"MetricName": "RootUse", "MetricNamespace": "Guardrails", "MetricValue": value}
    return [{**metric, "DefaultValue": 0, "Unit": "Count"}]


METRIC_FILTER_CASE = Case(
    type="AWS::Logs::MetricFilter",
    others={"Group": resource("AWS::Logs::LogGroup", LogGroupName=f"/filter/{RUN}")},
    properties={
        "FilterName": f"root-{RUN}",
        "LogGroupName": {"Ref": "Group"},
        "FilterPattern": '{ $.userIdentity.type = "Root" }',
        "MetricTransformations": _transformation("1"),
    },
    created=(
        Asked(
            "logs",
            "describe_metric_filters",
            {"logGroupName": f"/filter/{RUN}"},
            "metricFilters[0].[filterName, filterPattern, metricTransformations[0].metricValue, "
            "metricTransformations[0].defaultValue]",
            ["$id", '{ $.userIdentity.type = "Root" }', "1", 0],
        ),
    ),
    changed={
        "FilterName": f"root-{RUN}",
        "LogGroupName": {"Ref": "Group"},
        "FilterPattern": "ERROR",
        "MetricTransformations": _transformation("2"),
    },
    updated=(
        Asked(
            "logs",
            "describe_metric_filters",
            {"logGroupName": f"/filter/{RUN}"},
            "metricFilters[0].[filterPattern, metricTransformations[0].metricValue]",
            ["ERROR", "2"],
        ),
    ),
    remove=lambda at, name: at.client("logs").delete_metric_filter(
        logGroupName=f"/filter/{RUN}", filterName=name
    ),
)
_TOPIC_ARN = f"arn:aws:sns:{HOME}:{MANAGEMENT}:alerts"


def _alarm(**more: Any) -> dict[str, Any]:
    return {
        "AlarmName": f"root-{RUN}",
        "AlarmDescription": "somebody used the root user",
        "ActionsEnabled": True,
        "AlarmActions": [_TOPIC_ARN],
        "OKActions": [_TOPIC_ARN],
        "InsufficientDataActions": [_TOPIC_ARN],
        "MetricName": "RootUse",
        "Namespace": "Guardrails",
        "Statistic": "Sum",
        "Dimensions": [{"Name": "Account", "Value": MANAGEMENT}],
        "Period": 300,
        "Unit": "Count",
        "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "Tags": tags(owner="security"),
        **more,
    }


def _alarms(path: str, answer: Any) -> Asked:
    return Asked("cloudwatch", "describe_alarms", {"AlarmNames": ["$id"]}, f"MetricAlarms[0].{path}", answer)


ALARM_CASE = Case(
    type="AWS::CloudWatch::Alarm",
    properties=_alarm(),
    created=(
        _alarms(
            "[AlarmDescription, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions]",
            ["somebody used the root user", True, [_TOPIC_ARN], [_TOPIC_ARN], [_TOPIC_ARN]],
        ),
        _alarms("[MetricName, Namespace, Statistic, Unit]", ["RootUse", "Guardrails", "Sum", "Count"]),
        _alarms("[Period, EvaluationPeriods, DatapointsToAlarm, Threshold]", [300, 1, 1, 1.0]),
        _alarms("ComparisonOperator", "GreaterThanOrEqualToThreshold"),
        _alarms("TreatMissingData", "notBreaching"),
        _alarms("Dimensions", [{"Name": "Account", "Value": MANAGEMENT}]),
    ),
    changed=_alarm(
        Threshold=5, Period=60, AlarmActions=[], TreatMissingData="missing", Tags=tags(owner="two")
    ),
    updated=(
        _alarms("[Threshold, Period, AlarmActions, TreatMissingData]", [5.0, 60, [], "missing"]),
        Asked(
            "cloudwatch",
            "list_tags_for_resource",
            {"ResourceARN": f"arn:aws:cloudwatch:{HOME}:{MANAGEMENT}:alarm:$id"},
            "Tags[?Key == 'owner'].Value",
            ["two"],
        ),
    ),
    replacing={"AlarmName": f"root-{RUN}-two"},
    remove=lambda at, name: at.client("cloudwatch").delete_alarms(AlarmNames=[name]),
)


def _attribute(name: str, answer: Any) -> Asked:
    return Asked("sns", "get_topic_attributes", {"TopicArn": "$id"}, f"Attributes.{name}", answer)


TOPIC_CASE = Case(
    type="AWS::SNS::Topic",
    others={"Key": resource("AWS::KMS::Key", KeyPolicy=KEY_POLICY)},
    properties={
        "TopicName": f"alerts-{RUN}",
        "DisplayName": "Alerts",
        "KmsMasterKeyId": f"alias/alerts-{RUN}",
        "Tags": tags(owner="security", stage="one"),
    },
    created=(
        _attribute("DisplayName", "Alerts"),
        _attribute("KmsMasterKeyId", f"alias/alerts-{RUN}"),
        Asked(
            "sns", "list_tags_for_resource", {"ResourceArn": "$id"}, "Tags[?Key == 'stage'].Value", ["one"]
        ),
    ),
    changed={"TopicName": f"alerts-{RUN}", "DisplayName": "Alarms", "Tags": tags(owner="security")},
    updated=(
        _attribute("DisplayName", "Alarms"),
        Asked("sns", "list_tags_for_resource", {"ResourceArn": "$id"}, "Tags[?Key == 'stage'].Value", []),
    ),
    replacing={"TopicName": f"alerts-{RUN}-two"},
    spoil=lambda at, arn: at.client("sns").set_topic_attributes(
        TopicArn=arn, AttributeName="DisplayName", AttributeValue="by hand"
    ),
    remove=lambda at, arn: at.client("sns").delete_topic(TopicArn=arn),
)


def _publish(principal: str) -> dict[str, Any]:
    return allow("sns:Publish", {"Service": principal})


_POLICY_TOPIC = f"arn:aws:sns:{HOME}:{MANAGEMENT}:policy-{RUN}"
TOPIC_POLICY_CASE = Case(
    type="AWS::SNS::TopicPolicy",
    others={"Topic": resource("AWS::SNS::Topic", TopicName=f"policy-{RUN}")},
    properties={"Topics": [{"Ref": "Topic"}], "PolicyDocument": _publish("budgets.amazonaws.com")},
    created=(
        Asked(
            "sns",
            "get_topic_attributes",
            {"TopicArn": _POLICY_TOPIC},
            "contains(Attributes.Policy, 'budgets.amazonaws.com')",
            answer=True,
        ),
    ),
    changed={"Topics": [{"Ref": "Topic"}], "PolicyDocument": _publish("costalerts.amazonaws.com")},
    updated=(
        Asked(
            "sns",
            "get_topic_attributes",
            {"TopicArn": _POLICY_TOPIC},
            "contains(Attributes.Policy, 'costalerts.amazonaws.com')",
            answer=True,
        ),
    ),
    spoil=lambda at, _: at.client("sns").set_topic_attributes(
        TopicArn=_POLICY_TOPIC,
        AttributeName="Policy",
        AttributeValue=json.dumps(_publish("by-hand.amazonaws.com")),
    ),
)


def _subscription(path: str, answer: Any) -> Asked:
    return Asked(
        "sns", "get_subscription_attributes", {"SubscriptionArn": "$id"}, f"Attributes.{path}", answer
    )


def _subscriptions() -> list[Case]:
    endpoints = {
        "email": "security@example.com",
        "https": "https://example.com/alerts",
        "sqs": f"arn:aws:sqs:{HOME}:{MANAGEMENT}:alerts",
        "lambda": f"arn:aws:lambda:{HOME}:{MANAGEMENT}:function:alerts",
    }
    return [
        Case(
            type="AWS::SNS::Subscription",
            others={"Topic": resource("AWS::SNS::Topic", TopicName=f"subscribed-{protocol}-{RUN}")},
            properties={
                "TopicArn": {"Ref": "Topic"},
                "Protocol": protocol,
                "Endpoint": endpoint,
                "FilterPolicy": {"severity": ["high"]},
                "RawMessageDelivery": protocol in ("https", "sqs"),
            },
            created=(
                _subscription("[Protocol, Endpoint]", [protocol, endpoint]),
                _subscription("RawMessageDelivery", str(protocol in ("https", "sqs")).lower()),
                _subscription("FilterPolicy", '{"severity": ["high"]}'),
            ),
            changed={
                "TopicArn": {"Ref": "Topic"},
                "Protocol": protocol,
                "Endpoint": endpoint,
                "FilterPolicy": {"severity": ["low"]},
            },
            updated=(_subscription("FilterPolicy", '{"severity": ["low"]}'),),
            remove=lambda at, arn: at.client("sns").unsubscribe(SubscriptionArn=arn),
        )
        for protocol, endpoint in endpoints.items()
    ]


PARAMETER_CASE = Case(
    type="AWS::SSM::Parameter",
    properties={"Name": f"/guardrails/{RUN}", "Type": "String", "Value": "one", "Description": "first"},
    created=(Asked("ssm", "get_parameter", {"Name": "$id"}, "Parameter.[Type, Value]", ["String", "one"]),),
    changed={"Name": f"/guardrails/{RUN}", "Type": "String", "Value": "two", "Description": "second"},
    updated=(Asked("ssm", "get_parameter", {"Name": "$id"}, "Parameter.Value", "two"),),
    replacing={"Name": f"/guardrails/{RUN}-two"},
    spoil=lambda at, name: at.client("ssm").put_parameter(Name=name, Value="by hand", Overwrite=True),
    remove=lambda at, name: at.client("ssm").delete_parameter(Name=name),
)


def _repository(path: str, answer: Any) -> Asked:
    return Asked(
        "ecr", "describe_repositories", {"repositoryNames": ["$id"]}, f"repositories[0].{path}", answer
    )


_UNTAGGED = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 365,
            },
            "action": {"type": "expire"},
        }
    ]
}
REPOSITORY_CASE = Case(
    type="AWS::ECR::Repository",
    properties={
        "RepositoryName": f"assets-{RUN}",
        "ImageTagMutability": "IMMUTABLE",
        "ImageScanningConfiguration": {"ScanOnPush": True},
        "LifecyclePolicy": {"LifecyclePolicyText": json.dumps(_UNTAGGED)},
        "RepositoryPolicyText": allow("ecr:BatchGetImage", {"Service": "lambda.amazonaws.com"}),
        "Tags": tags(owner="security"),
    },
    created=(
        _repository("imageTagMutability", "IMMUTABLE"),
        _repository("imageScanningConfiguration.scanOnPush", answer=True),
        Asked(
            "ecr",
            "get_repository_policy",
            {"repositoryName": "$id"},
            "contains(policyText, 'lambda.amazonaws.com')",
            answer=True,
        ),
        Asked(
            "ecr",
            "get_lifecycle_policy",
            {"repositoryName": "$id"},
            "contains(lifecyclePolicyText, 'untagged')",
            answer=True,
        ),
    ),
    changed={"RepositoryName": f"assets-{RUN}", "ImageTagMutability": "MUTABLE", "Tags": tags(owner="two")},
    updated=(_repository("imageTagMutability", "MUTABLE"),),
    replacing={"RepositoryName": f"assets-{RUN}-two"},
    spoil=lambda at, name: at.client("ecr").put_image_tag_mutability(
        repositoryName=name, imageTagMutability="IMMUTABLE"
    ),
    remove=lambda at, name: at.client("ecr").delete_repository(repositoryName=name),
)


def trail_bucket(name: str) -> dict[str, Any]:
    """Give the resources of a bucket that lets CloudTrail in."""
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    return {
        "Logs": resource("AWS::S3::Bucket", BucketName=name),
        "LogsPolicy": resource(
            "AWS::S3::BucketPolicy",
            Bucket={"Ref": "Logs"},
            PolicyDocument=allow(["s3:GetBucketAcl", "s3:PutObject"], cloudtrail),
        ),
    }


def _trail(path: str, answer: Any) -> Asked:
    return Asked("cloudtrail", "get_trail", {"Name": "$id"}, f"Trail.{path}", answer)


_DATA_EVENTS = {
    "Name": "S3 writes",
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ],
}
TRAIL_CASE = Case(
    type="AWS::CloudTrail::Trail",
    depends=("LogsPolicy",),
    others={
        **trail_bucket(f"trail-{RUN}"),
        "Key": resource("AWS::KMS::Key", KeyPolicy=KEY_POLICY),
        "KeyAlias": resource(
            "AWS::KMS::Alias", AliasName=f"alias/trail-case-{RUN}", TargetKeyId={"Ref": "Key"}
        ),
        "Group": resource("AWS::Logs::LogGroup", LogGroupName=f"/cloudtrail/{RUN}"),
        "Role": resource(
            "AWS::IAM::Role",
            RoleName=f"trail-{RUN}",
            AssumeRolePolicyDocument=trust("cloudtrail.amazonaws.com"),
            Policies=[{"PolicyName": "write", "PolicyDocument": allow("logs:*")}],
        ),
    },
    properties={
        "TrailName": f"organization-{RUN}",
        "S3BucketName": {"Ref": "Logs"},
        "S3KeyPrefix": "trail",
        "SnsTopicName": "alerts",
        "IncludeGlobalServiceEvents": True,
        "IsMultiRegionTrail": True,
        "IsOrganizationTrail": True,
        "EnableLogFileValidation": True,
        "CloudWatchLogsLogGroupArn": {"Fn::GetAtt": ["Group", "Arn"]},
        "CloudWatchLogsRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "KMSKeyId": {
            "Fn::Join": ["", [f"arn:aws:kms:{HOME}:{MANAGEMENT}:", {"Ref": "KeyAlias"}]],
        },
        "IsLogging": True,
        "AdvancedEventSelectors": [_DATA_EVENTS],
        "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}],
        "Tags": tags(owner="security", stage="one"),
    },
    created=(
        _trail(
            "[S3BucketName, S3KeyPrefix, IsMultiRegionTrail, IsOrganizationTrail, LogFileValidationEnabled, "
            "IncludeGlobalServiceEvents, HomeRegion]",
            [f"trail-{RUN}", "trail", True, True, True, True, HOME],
        ),
        _trail(f"starts_with(KmsKeyId, 'arn:aws:kms:{HOME}:{MANAGEMENT}:key/')", answer=True),
        _trail(
            "[CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn]",
            [
                f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:/cloudtrail/{RUN}:*",
                f"arn:aws:iam::{MANAGEMENT}:role/trail-{RUN}",
            ],
        ),
        Asked("cloudtrail", "get_trail_status", {"Name": "$id"}, "IsLogging", answer=True),
        Asked(
            "cloudtrail",
            "get_event_selectors",
            {"TrailName": "$id"},
            "AdvancedEventSelectors[0].Name",
            "S3 writes",
        ),
        Asked(
            "cloudtrail",
            "get_insight_selectors",
            {"TrailName": "$id"},
            "InsightSelectors[].InsightType",
            ["ApiCallRateInsight", "ApiErrorRateInsight"],
        ),
        Asked(
            "cloudtrail",
            "list_tags",
            {"ResourceIdList": [f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/$id"]},
            "ResourceTagList[0].TagsList[?Key == 'stage'].Value",
            ["one"],
        ),
    ),
    changed={
        "TrailName": f"organization-{RUN}",
        "S3BucketName": {"Ref": "Logs"},
        "IsMultiRegionTrail": True,
        "IsOrganizationTrail": True,
        "EnableLogFileValidation": False,
        "KMSKeyId": {"Fn::GetAtt": ["Key", "Arn"]},
        "IsLogging": False,
        "EventSelectors": [
            {
                "ReadWriteType": "WriteOnly",
                "ExcludeManagementEventSources": ["kms.amazonaws.com"],
                "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
            }
        ],
        "Tags": tags(owner="security"),
    },
    updated=(
        _trail("[LogFileValidationEnabled, S3KeyPrefix, CloudWatchLogsRoleArn]", [False, None, None]),
        Asked("cloudtrail", "get_trail_status", {"Name": "$id"}, "IsLogging", answer=False),
        Asked(
            "cloudtrail",
            "get_event_selectors",
            {"TrailName": "$id"},
            "EventSelectors[0].[ReadWriteType, ExcludeManagementEventSources]",
            ["WriteOnly", ["kms.amazonaws.com"]],
        ),
    ),
    replacing={"TrailName": f"organization-{RUN}-two"},
    spoil=lambda at, name: at.client("cloudtrail").start_logging(Name=name),
    remove=lambda at, name: at.client("cloudtrail").delete_trail(Name=name),
)

CASES: tuple[Case, ...] = (
    BUCKET_CASE,
    BUCKET_POLICY_CASE,
    KEY_CASE,
    ALIAS_CASE,
    LOG_GROUP_CASE,
    METRIC_FILTER_CASE,
    ALARM_CASE,
    TOPIC_CASE,
    TOPIC_POLICY_CASE,
    *_subscriptions(),
    PARAMETER_CASE,
    REPOSITORY_CASE,
    TRAIL_CASE,
)
