"""The owner of each bounded field's limit, and the things that the limit counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ORGANIZATIONS = "AWS Organizations"
IDENTITY_CENTER = "IAM Identity Center"
STACK_SETS = "CloudFormation StackSets"
US = "this product"


@dataclass(frozen=True)
class Limit:
    """Who takes no more, and of what."""

    owner: str
    counted: str


_SESSION = Limit("IAM", "hours of a role's session")
_ATTACHED_SCPS = Limit(ORGANIZATIONS, "service control policies attached to one root, unit or account")
_ATTACHED_RCPS = Limit(ORGANIZATIONS, "resource control policies attached to one root, unit or account")
_ROLE_POLICIES = Limit("IAM", "managed policies attached to one role")
_THRESHOLD = Limit("AWS Budgets", "per cent of a budget's amount")
_ANOMALY = "AWS Cost Anomaly Detection"
_OBJECT_DAYS = Limit("Amazon S3", "days in a rule for objects")
_IMAGE_DAYS = Limit(ORGANIZATIONS, "days in a condition on images")

LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "Access.attributes": Limit(IDENTITY_CENTER, "attributes for access control"),
        "Access.groups": Limit(IDENTITY_CENTER, "characters of a group's name"),
        "Access.longest_elevation_hours": Limit(US, "hours of the longest elevation"),
        "Access.stacks": Limit(US, "stacks with assignments"),
        "AlarmChoice.threshold": Limit("Amazon CloudWatch", "events that raise an alarm"),
        "AllowedImages.criteria": Limit(ORGANIZATIONS, "criteria of allowed images"),
        "Anomalies.tags": Limit(_ANOMALY, "monitors of a tag's values"),
        "AnomalyGroup.tags": Limit(_ANOMALY, "values of a tag in one group"),
        "AnomalyAlert.amount": Limit(_ANOMALY, "US dollars of a threshold"),
        "AnomalyAlert.percent": Limit(_ANOMALY, "per cent of a threshold"),
        "AuditRole.policies": _ROLE_POLICIES,
        "AuditRole.session_hours": _SESSION,
        "AutoAdjust.periods": Limit("AWS Budgets", "past periods that are averaged"),
        "BreakGlass.callers": Limit(US, "callers of the break-glass role"),
        "BreakGlass.permission_sets": Limit(US, "permission sets that may assume the break-glass role"),
        "BreakGlass.policies": _ROLE_POLICIES,
        "BreakGlass.session_hours": _SESSION,
        "BaselineFile.tags": Limit("AWS", "tags on one resource"),
        "Budget.actual": _THRESHOLD,
        "Budget.amount": Limit("AWS Budgets", "US dollars of a budget"),
        "Budget.forecasted": _THRESHOLD,
        "Budget.services": Limit("AWS Budgets", "characters of a service's name"),
        "Budget.tags": Limit("AWS Budgets", "characters of a tag's key"),
        "Budgets.stacks": Limit(US, "stacks with budgets"),
        "ExemptionEntry.remind_days": Limit(US, "days before and after an exemption's end"),
        "Group.description": Limit(IDENTITY_CENTER, "characters of a group's description"),
        "ImageCriterion.max_age_days": _IMAGE_DAYS,
        "ImageCriterion.max_days_deprecated": _IMAGE_DAYS,
        "InstanceMetadata.hop_limit": Limit("Amazon EC2", "hops of a token, -1 for no preference"),
        "ObjectLock.days": Limit("Amazon S3", "days of object lock"),
        "Operations.failure_tolerance_percentage": Limit(STACK_SETS, "per cent of accounts that may fail"),
        "Operations.max_concurrent_percentage": Limit(STACK_SETS, "per cent of accounts worked on at once"),
        "PermissionSet.description": Limit(IDENTITY_CENTER, "characters of a permission set's description"),
        "PermissionSet.managed": Limit("IAM", "managed policies attached to a permission set's role"),
        "PermissionSet.session_hours": Limit(IDENTITY_CENTER, "hours of a session"),
        "Plan.amounts": Limit("AWS Budgets", "US dollars of a budget"),
        "Quotas.rcp_attached": _ATTACHED_RCPS,
        "Quotas.rcp_characters": Limit(
            ORGANIZATIONS, "characters of a resource control policy, white space included"
        ),
        "Quotas.scp_attached": _ATTACHED_SCPS,
        "Quotas.scp_characters": Limit(
            ORGANIZATIONS, "characters of a service control policy, white space included"
        ),
        "ReservedSlots.default": _ATTACHED_SCPS,
        "ReservedSlots.overrides": _ATTACHED_SCPS,
        "ReservedSlots.rcp_default": _ATTACHED_RCPS,
        "ReservedSlots.rcp_overrides": _ATTACHED_RCPS,
        "Search.results_days": Limit(US, "days for which results are kept"),
        "Search.scan_limit_gb": Limit(US, "gigabytes for one query to read"),
        "Storage.after_days": _OBJECT_DAYS,
        "Threshold.at": _THRESHOLD,
        "Trail.expire_after_days": _OBJECT_DAYS,
        "deny_key_deletion.after_days": Limit(
            "AWS KMS", "days of waiting that are longer than the least of 7"
        ),
        "limit_presigned_urls.minutes": Limit("AWS Signature Version 4", "minutes of a presigned URL"),
    }
)
"""By field; a test finds bounded fields that are missing here, and entries without a bounded field."""
