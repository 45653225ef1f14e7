"""What a trail presupposes: its bucket's policy, its key, its log group and role; selectors and insights."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import allow, resource, trust
from tests.emulator.deployments import HOME, MANAGEMENT
from tests.emulator.refused.case import DOCS, ROOT, RUN, Refused, document

_API = f"{DOCS}/awscloudtrail/latest/APIReference"
_GUIDE = f"{DOCS}/awscloudtrail/latest/userguide"
_BUCKET_PAGE = f"{_GUIDE}/create-s3-bucket-policy-for-cloudtrail.html"
_KEY_PAGE = f"{_GUIDE}/create-kms-key-policy-for-cloudtrail.html"
_LOGS_PAGE = f"{_GUIDE}/cloudtrail-required-policy-for-cloudwatch-logs.html"
_CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}


def _letting_in(bucket: str, keys: str, *, trail: str = "*", prefix: str = "") -> list[dict[str, Any]]:
    source = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{trail}"}}
    arn = f"arn:aws:s3:::{bucket}"
    return [
        {
            "Effect": "Allow",
            "Principal": _CLOUDTRAIL,
            "Action": "s3:GetBucketAcl",
            "Resource": arn,
            "Condition": source,
        },
        {
            "Effect": "Allow",
            "Principal": _CLOUDTRAIL,
            "Action": "s3:PutObject",
            "Resource": f"{arn}/{prefix}{keys}",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}, **source},
        },
    ]


def _trail(name: str, page: str, code: str, **properties: Any) -> Refused:
    """Give a trail; what isn't said of it is right."""
    bucket = f"refused-{abs(hash(name)) % 10**8}-{RUN}"
    statements = properties.pop("statements", None) or _letting_in(bucket, "AWSLogs/*")
    if callable(statements):
        statements = statements(bucket)
    others = {
        "Logs": resource("AWS::S3::Bucket", BucketName=bucket),
        "LogsPolicy": resource(
            "AWS::S3::BucketPolicy", Bucket={"Ref": "Logs"}, PolicyDocument=document(*statements)
        ),
        **properties.pop("others", {}),
    }
    wanted = {"TrailName": f"refused-{RUN}", "S3BucketName": bucket, "IsLogging": True, **properties}
    it = resource("AWS::CloudTrail::Trail", **wanted)
    return Refused(name=f"trail: {name}", page=page, code=code, it=it, others=others, depends=tuple(others))


_KEY_ARN = {"Fn::GetAtt": ["Key", "Arn"]}


def _key(*statements: dict[str, Any]) -> dict[str, Any]:
    return {
        "Key": resource("AWS::KMS::Key", KeyPolicy=document(*allow("kms:*", ROOT)["Statement"], *statements))
    }


def _encrypting(trail: str) -> dict[str, Any]:
    arn = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{trail}"
    return {
        "Effect": "Allow",
        "Principal": _CLOUDTRAIL,
        "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceArn": arn}},
    }


_GROUP = {"Group": resource("AWS::Logs::LogGroup", LogGroupName=f"refused-trail-{RUN}")}
_GROUP_ARN = {"Fn::GetAtt": ["Group", "Arn"]}


def _writer(service: str, *actions: str) -> dict[str, Any]:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(service))
    if actions:
        inline = {"PolicyName": "write", "PolicyDocument": allow(list(actions))}
        role["Properties"]["Policies"] = [inline]
    return {"Role": role}


_ROLE_ARN = {"Fn::GetAtt": ["Role", "Arn"]}
_DATA = {"Field": "eventCategory", "Equals": ["Data"]}
CASES = (
    _trail(
        "a policy for another prefix",
        _BUCKET_PAGE,
        "InsufficientS3BucketPolicyException",
        statements=lambda bucket: _letting_in(bucket, "AWSLogs/*", prefix="other/"),
        S3KeyPrefix="trail",
    ),
    _trail(
        "a policy for another account's logs",
        _BUCKET_PAGE,
        "InsufficientS3BucketPolicyException",
        statements=lambda bucket: _letting_in(bucket, "AWSLogs/222222222222/*"),
    ),
    _trail(
        "a policy for another trail",
        _BUCKET_PAGE,
        "InsufficientS3BucketPolicyException",
        statements=lambda bucket: _letting_in(bucket, "AWSLogs/*", trail="another"),
    ),
    _trail(
        "an organization's trail without the organization's prefix",
        f"{_GUIDE}/cloudtrail-set-bucket-policy-for-multiple-accounts.html",
        "InsufficientS3BucketPolicyException",
        statements=lambda bucket: _letting_in(bucket, f"AWSLogs/{MANAGEMENT}/*"),
        IsOrganizationTrail=True,
    ),
    _trail(
        "a key that CloudTrail may not use",
        _KEY_PAGE,
        "InsufficientEncryptionPolicyException",
        others=_key(),
        KMSKeyId=_KEY_ARN,
    ),
    _trail(
        "a key for another trail",
        _KEY_PAGE,
        "InsufficientEncryptionPolicyException",
        others=_key(_encrypting("another")),
        KMSKeyId=_KEY_ARN,
    ),
    _trail(
        "a role that CloudTrail can't assume",
        _LOGS_PAGE,
        "InvalidCloudWatchLogsRoleArnException",
        others={**_GROUP, **_writer("ec2.amazonaws.com", "logs:*")},
        CloudWatchLogsLogGroupArn=_GROUP_ARN,
        CloudWatchLogsRoleArn=_ROLE_ARN,
    ),
    _trail(
        "a role that may not write",
        _LOGS_PAGE,
        "InvalidCloudWatchLogsRoleArnException",
        others={**_GROUP, **_writer("cloudtrail.amazonaws.com", "logs:CreateLogStream")},
        CloudWatchLogsLogGroupArn=_GROUP_ARN,
        CloudWatchLogsRoleArn=_ROLE_ARN,
    ),
    _trail(
        "a log group that isn't there",
        f"{_API}/API_CreateTrail.html",
        "InvalidCloudWatchLogsLogGroupArnException",
        others=_writer("cloudtrail.amazonaws.com", "logs:*"),
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:nowhere-{RUN}:*",
        CloudWatchLogsRoleArn=_ROLE_ARN,
    ),
    _trail("a name of two", f"{_API}/API_CreateTrail.html", "InvalidTrailNameException", TrailName="ab"),
    _trail(
        "an address", f"{_API}/API_CreateTrail.html", "InvalidTrailNameException", TrailName="192.168.5.4"
    ),
    _trail(
        "a prefix of 201", f"{_API}/API_CreateTrail.html", "InvalidS3PrefixException", S3KeyPrefix="a" * 201
    ),
    _trail(
        "all regions without the global services",
        f"{_API}/API_CreateTrail.html",
        "InvalidParameterCombinationException",
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=False,
    ),
    _trail(
        "six selectors",
        f"{_API}/API_PutEventSelectors.html",
        "InvalidEventSelectorsException",
        EventSelectors=[{"ReadWriteType": "All"}] * 6,
    ),
    _trail(
        "a selector without a category",
        f"{_API}/API_AdvancedFieldSelector.html",
        "InvalidEventSelectorsException",
        AdvancedEventSelectors=[{"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]}],
    ),
    _trail(
        "data events of no type",
        f"{_API}/API_AdvancedFieldSelector.html",
        "InvalidEventSelectorsException",
        AdvancedEventSelectors=[{"FieldSelectors": [_DATA]}],
    ),
    _trail(
        "an insight that isn't there",
        f"{_API}/API_PutInsightSelectors.html",
        "InvalidInsightSelectorsException",
        InsightSelectors=[{"InsightType": "ApiCostInsight"}],
    ),
)
