"""AWS CloudTrail: whether a trail could deliver, to its bucket, with its key, to its log group.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks
from emulator.arns import bucket_arn, build_arn, service_principal
from emulator.errors import ApiError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.organization.state import OrganizationState

PRINCIPAL = service_principal("cloudtrail")
_NAME = re.compile(r"(?!\d+(\.\d+){3}$)(?!.*[._-]{2})[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]")
PREFIX_CHARACTERS = 200
SELECTORS = 5
_CATEGORIES = ("Management", "Data", "NetworkActivity")
_INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")


def _create(parameters: Parameters, organization: OrganizationState) -> None:
    if not _NAME.fullmatch(parameters["Name"]):
        raise ApiError("InvalidTrailNameException", f"Trail name {parameters['Name']} is not valid.")
    _settings(parameters, organization)


def _settings(parameters: Parameters, organization: OrganizationState) -> None:
    if len(parameters.get("S3KeyPrefix") or "") > PREFIX_CHARACTERS:
        raise ApiError("InvalidS3PrefixException", f"A prefix may have {PREFIX_CHARACTERS} characters.")
    if parameters.get("IsMultiRegionTrail") and parameters.get("IncludeGlobalServiceEvents") is False:
        raise ApiError(
            "InvalidParameterCombinationException", "Multi-Region trail must include global service events."
        )
    if bool(parameters.get("CloudWatchLogsLogGroupArn")) != bool(parameters.get("CloudWatchLogsRoleArn")):
        code = "LogGroup" if parameters.get("CloudWatchLogsRoleArn") else "Role"
        raise ApiError(
            f"InvalidCloudWatchLogs{code}ArnException", "A log group needs a role, and a role a log group."
        )
    trail = _trail_arn(parameters)
    if parameters.get("S3BucketName"):
        _check_bucket(parameters, trail, organization)
    if parameters.get("KmsKeyId"):
        _check_key(str(parameters["KmsKeyId"]), trail)
    if parameters.get("CloudWatchLogsRoleArn"):
        _check_logs(parameters, organization)


def _trail_arn(parameters: Parameters) -> str:
    name = str(parameters["Name"]).rsplit("/", 1)[-1]
    return build_arn("cloudtrail", hooks.current_region(), hooks.current_account(), f"trail/{name}")


def _check_bucket(parameters: Parameters, trail: str, organization: OrganizationState) -> None:
    """Ask the bucket's policy for what CloudTrail does there.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    bucket = parameters["S3BucketName"]
    owner = hooks.bucket_owner(bucket)
    if owner is None:
        return  # the service itself says that there is no such bucket
    text = _policy(owner, bucket)
    for action, resource, keys in _deliveries(parameters, organization):
        context = {"aws:sourcearn": trail, "aws:sourceaccount": hooks.current_account(), **keys}
        if not hooks.service_may(text, PRINCIPAL, action, resource, context):
            raise ApiError(
                "InsufficientS3BucketPolicyException",
                f"Incorrect S3 bucket policy is detected for bucket: {bucket}: {action} on {resource}",
            )


def _policy(owner: str, bucket: str) -> str:
    try:
        return str(aws.client("s3", account=owner).get_bucket_policy(Bucket=bucket)["Policy"])
    except Exception:  # noqa: BLE001 no policy is the same as one that says nothing
        return '{"Statement": []}'


def _deliveries(
    parameters: Parameters, organization: OrganizationState
) -> Iterator[tuple[str, str, dict[str, str]]]:
    bucket = bucket_arn(parameters["S3BucketName"])
    prefix = f"{parameters['S3KeyPrefix']}/" if parameters.get("S3KeyPrefix") else ""
    owners = [hooks.current_account()]
    if parameters.get("IsOrganizationTrail"):
        owners.append(organization.id)
    yield "s3:GetBucketAcl", bucket, {}
    for owner in owners:
        key = f"{bucket}/{prefix}AWSLogs/{owner}/CloudTrail/log.json.gz"
        yield "s3:PutObject", key, {"s3:x-amz-acl": "bucket-owner-full-control"}


def _check_key(key: str, trail: str) -> None:
    """Ask the key's policy whether CloudTrail may encrypt.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    parts = key.split(":", 5)
    account, region = (parts[4], parts[3]) if key.startswith("arn:") else (None, None)
    kms = aws.client("kms", account=account, region=region)
    try:
        arn = kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
        text = kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    except Exception:  # noqa: BLE001 the service itself says that there is no such key
        return
    context = {
        "aws:sourcearn": trail,
        "aws:sourceaccount": hooks.current_account(),
        "kms:encryptioncontext:aws:cloudtrail:arn": trail,
    }
    for action in ("kms:GenerateDataKey", "kms:DescribeKey"):
        if not hooks.service_may(text, PRINCIPAL, action, arn, context):
            raise ApiError(
                "InsufficientEncryptionPolicyException",
                f"Insufficient permissions to access S3 bucket or KMS key {arn}: {action}.",
            )


def _check_logs(parameters: Parameters, organization: OrganizationState) -> None:
    """Ask whether the group exists and the role may write to it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    group, role = str(parameters["CloudWatchLogsLogGroupArn"]), str(parameters["CloudWatchLogsRoleArn"])
    name = group.removesuffix(":*").split(":log-group:", 1)[-1]
    log_groups = aws.listed(aws.client("logs"), "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    if not any(log_group["logGroupName"] == name for log_group in log_groups):
        raise ApiError("InvalidCloudWatchLogsLogGroupArnException", f"There is no log group {name}.")
    if not hooks.may_be_assumed_by(role, PRINCIPAL):
        raise ApiError("InvalidCloudWatchLogsRoleArnException", f"CloudTrail can't assume {role}.")
    owner = f"{hooks.current_account()}_CloudTrail_{hooks.current_region()}"
    if parameters.get("IsOrganizationTrail"):
        owner = f"{organization.id}_{owner}"
    session = hooks.session_of(role, "CloudTrail")
    stream = f"{group.removesuffix(':*')}:log-stream:{owner}"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        call = hooks.call_of(session, action, stream, hooks.current_region(), {})
        if hooks.refusal_of(session, call, "logs", lambda _: None) is not None:
            raise ApiError(
                "InvalidCloudWatchLogsRoleArnException",
                "Access denied. Verify in IAM that the role has adequate permissions.",
            )


def _selectors(parameters: Parameters, _: OrganizationState) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html."""
    basic, advanced = parameters.get("EventSelectors") or [], parameters.get("AdvancedEventSelectors") or []
    problem = ""
    if basic and advanced:
        problem = "Use either EventSelectors or AdvancedEventSelectors."
    elif len(basic) > SELECTORS:
        problem = f"A trail has up to {SELECTORS} event selectors."
    else:
        problem = next(filter(None, map(_advanced_problem, advanced)), "")
    if problem:
        raise ApiError("InvalidEventSelectorsException", problem)


def _advanced_problem(selector: dict[str, Any]) -> str:
    fields = {
        field_selector["Field"]: field_selector for field_selector in selector.get("FieldSelectors") or []
    }
    category = fields.get("eventCategory", {}).get("Equals") or []
    if len(category) != 1 or category[0] not in _CATEGORIES:
        return f"eventCategory must equal one of {', '.join(_CATEGORIES)}."
    if category == ["Data"] and not fields.get("resources.type", {}).get("Equals"):
        return "A selector of data events must name its resources.type."
    return ""


def _insights(parameters: Parameters, _: OrganizationState) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutInsightSelectors.html."""
    for selector in parameters.get("InsightSelectors") or []:
        if selector.get("InsightType") not in _INSIGHTS:
            raise ApiError(
                "InvalidInsightSelectorsException", f"InsightType must be one of {', '.join(_INSIGHTS)}."
            )


SERVICE = Service(
    "cloudtrail",
    "cloudtrail",
    checks={
        "CreateTrail": _create,
        "UpdateTrail": _settings,
        "PutEventSelectors": _selectors,
        "PutInsightSelectors": _insights,
    },
)
