"""The service control policies of Control Tower's mandatory controls, and two of the company's own.

https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.seeds.planting import plant_policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emulator.organization.state import OrganizationState

EXECUTION = "arn:*:iam::*:role/AWSControlTowerExecution"
_DESCRIPTION = "SCP for AWS Control Tower guardrails"
_OWN_ROLES = ["arn:*:iam::*:role/aws-controltower-*", "arn:*:iam::*:role/*AWSControlTower*"]


def plant(organization: OrganizationState, security: str, others: Iterable[str]) -> None:
    """Plant two policies on the unit of the central accounts, and two on each other unit."""
    plant_policy(organization, "aws-guardrails-NlAhQy", _logging(), [security], _DESCRIPTION)
    plant_policy(organization, "aws-guardrails-bTpKwe", [*_buckets(), *_roles()], [security], _DESCRIPTION)
    for unit, names in zip(others, (("RmVzTc", "uGdXoa"), ("sJfWyi", "kEqBnP")), strict=True):
        plant_policy(organization, f"aws-guardrails-{names[0]}", _logging(), [unit], _DESCRIPTION)
        statements = [*_notifications(), *_roles()]
        plant_policy(organization, f"aws-guardrails-{names[1]}", statements, [unit], _DESCRIPTION)


def plant_own(organization: OrganizationState, root: str, workloads: str) -> None:
    """Plant the company's own: nobody leaves the organization, and workloads stay in two regions."""
    leaving = {
        "Sid": "StayInTheOrganization",
        "Effect": "Deny",
        "Action": "organizations:LeaveOrganization",
        "Resource": "*",
    }
    regions = {
        "Sid": "TwoRegions",
        "Effect": "Deny",
        "NotAction": [
            "iam:*",
            "organizations:*",
            "route53:*",
            "cloudfront:*",
            "support:*",
            "sts:*",
            "budgets:*",
        ],
        "Resource": "*",
        "Condition": {
            "StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1", "us-east-1"]},
            "ArnNotLike": {"aws:PrincipalARN": EXECUTION},
        },
    }
    plant_policy(organization, "company-stay", [leaving], [root], "Nobody leaves the organization")
    plant_policy(organization, "company-regions", [regions], [workloads], "Where workloads may run")


def _denied(sid: str, actions: list[str], resources: list[str] | str, **tests: Any) -> dict[str, Any]:
    """Deny to everybody but Control Tower."""
    condition = {"ArnNotLike": {"aws:PrincipalARN": EXECUTION}, **tests}
    return {"Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resources, "Condition": condition}


def _logging() -> list[dict[str, Any]]:
    trail = ["cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging"]
    recorder = [
        "config:DeleteConfigurationRecorder",
        "config:DeleteDeliveryChannel",
        "config:DeleteRetentionConfiguration",
        "config:PutConfigurationRecorder",
        "config:PutDeliveryChannel",
        "config:PutRetentionConfiguration",
        "config:StopConfigurationRecorder",
    ]
    rules = ["config:PutConfigRule", "config:DeleteConfigRule", "config:DeleteEvaluationResults"]
    owned = {"StringEquals": {"aws:ResourceTag/aws-control-tower": "managed-by-control-tower"}}
    return [
        _denied(
            "KeepTheTrail",
            [*trail, "cloudtrail:UpdateTrail"],
            ["arn:*:cloudtrail:*:*:trail/aws-controltower-*"],
        ),
        _denied("KeepTheRecorder", recorder, "*"),
        _denied("KeepTheRules", rules, "*", **owned),
        _denied(
            "KeepTheAggregation",
            ["config:DeleteAggregationAuthorization"],
            ["arn:*:config:*:*:aggregation-authorization*"],
        ),
        _denied(
            "KeepTheLogGroups",
            ["logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
            ["arn:*:logs:*:*:log-group:*aws-controltower*"],
        ),
    ]


def _buckets() -> list[dict[str, Any]]:
    buckets = ["arn:*:s3:::aws-controltower*"]
    settings = [
        "PutEncryptionConfiguration",
        "PutLifecycleConfiguration",
        "PutBucketLogging",
        "PutBucketPolicy",
    ]
    return [
        _denied("KeepTheBuckets", ["s3:DeleteBucket"], buckets),
        _denied("KeepTheSettings", [f"s3:{name}" for name in settings], buckets),
    ]


def _roles() -> list[dict[str, Any]]:
    changes = [
        "AttachRolePolicy",
        "CreateRole",
        "DeleteRole",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "PutRolePermissionsBoundary",
        "PutRolePolicy",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
        "UpdateRoleDescription",
    ]
    exempt = [EXECUTION, "arn:*:iam::*:role/stacksets-exec-*"]
    statement = _denied("KeepTheRoles", [f"iam:{name}" for name in changes], _OWN_ROLES)
    return [statement | {"Condition": {"ArnNotLike": {"aws:PrincipalArn": exempt}}}]


def _notifications() -> list[dict[str, Any]]:
    topics = ["arn:*:sns:*:*:aws-controltower-*"]
    functions = [
        "lambda:AddPermission",
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
    ]
    rules = [
        "events:DeleteRule",
        "events:DisableRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
    ]
    return [
        _denied("KeepTheTopics", ["sns:DeleteTopic", "sns:SetTopicAttributes", "sns:Subscribe"], topics),
        _denied("KeepTheFunctions", functions, ["arn:*:lambda:*:*:function:aws-controltower-*"]),
        _denied("KeepTheEvents", rules, ["arn:*:events:*:*:rule/aws-controltower-*"]),
    ]
