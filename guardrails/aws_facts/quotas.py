"""AWS's quotas, and the measure of a policy document's size.

Every figure is that of a new organization; AWS raises a few on request. Unless a line says otherwise, the
source is https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html, checked
2026-11-22.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PolicyQuota:
    """The quotas of Organizations for one policy type.

    Attributes:
        max_characters: Of one document, counted as `measured_size` counts.
        max_attached_per_target: Attached to one root, organizational unit or account directly. AWS's own
            (`FullAWSAccess`, `RCPFullAWSAccess`, Control Tower's) count, inherited ones do not.
    """

    max_characters: int
    max_attached_per_target: int


# 10,240 and 10 since 2026-05-15, as seen in live accounts; many copies of AWS's page still say 5,120 and 5.
_SERVICE_CONTROL = PolicyQuota(max_characters=10_240, max_attached_per_target=10)
# AWS's page counts RCPFullAWSAccess, which can't be detached, among the five; checked 2026-11-26.
_RESOURCE_CONTROL = PolicyQuota(max_characters=5_120, max_attached_per_target=5)
_AI_OPT_OUT = PolicyQuota(max_characters=2_500, max_attached_per_target=5)
_CHATBOT = PolicyQuota(max_characters=10_000, max_attached_per_target=5)
# EC2's declarative policies, backup, tag and Security Hub policies. AWS publishes no figures for
# the newer types: S3, GuardDuty, Inspector, Bedrock.
_MANAGEMENT = PolicyQuota(max_characters=10_000, max_attached_per_target=10)

_QUOTAS: Mapping[str, PolicyQuota] = MappingProxyType(
    {
        "SERVICE_CONTROL_POLICY": _SERVICE_CONTROL,
        "RESOURCE_CONTROL_POLICY": _RESOURCE_CONTROL,
        "AISERVICES_OPT_OUT_POLICY": _AI_OPT_OUT,
        "TAG_POLICY": _MANAGEMENT,
        "BACKUP_POLICY": _MANAGEMENT,
        "DECLARATIVE_POLICY_EC2": _MANAGEMENT,
        "CHATBOT_POLICY": _CHATBOT,
        "SECURITYHUB_POLICY": _MANAGEMENT,
    }
)

MAX_OUS = 2_000
"""Organizational units in one organization."""

MAX_OU_DEPTH = 5
"""Levels of organizational units below the root."""

POLICY_NAME_LENGTH = 128
"""Characters of an Organizations policy's name.

Source: botocore 1.43.106, organizations, shape PolicyName, checked 2026-11-22.
"""

PERMISSION_SET_NAME_LENGTH = 32
"""Characters of a permission set's name, which can never be changed.

Source: botocore 1.43.106, sso-admin, shape PermissionSetName, checked 2026-11-22.
"""

PERMISSION_SET_INLINE_CHARACTERS = 10_240
"""Characters of a permission set's inline policy; white space does not count.

The API takes 32,768 characters, but the policy ends as a role's inline policies, which have this limit.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, checked 2026-11-22.
"""

BUDGET_NOTIFICATIONS = 10
"""Notifications of one budget.

Source: botocore 1.43.106, budgets, shape NotificationWithSubscribersList, checked 2026-11-22.
"""

BUDGET_SUBSCRIBERS = 11
"""Subscribers of one notification: ten e-mail addresses and one SNS topic.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_NotificationWithSubscribers.html,
checked 2026-11-22.
"""

STACK_RESOURCES = 500
"""Resources in one CloudFormation template.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html, checked
2026-11-22.
"""

STACKSET_TEMPLATE_BYTES = 51_200
"""Bytes of a StackSet's TemplateBody; a larger template has to lie in a bucket.

Source: botocore 1.43.106, cloudformation, shape CreateStackSetInput, checked 2026-11-22.
"""


def quota(policy_type: str) -> PolicyQuota:
    """Return what Organizations allows of a policy type, named as its API names it.

    Raises:
        KeyError: No quota of this type is published, or there is no such type.
    """
    return _QUOTAS[policy_type]


def published_quota(policy_type: str) -> PolicyQuota | None:
    """Return what Organizations allows of a policy type; None where AWS publishes no figures."""
    return _QUOTAS.get(policy_type)


def most_policies(policy_type: str) -> int:
    """Return how many policies of a type an organization takes.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
    """
    return 10_000 if policy_type == "SERVICE_CONTROL_POLICY" else 1_000


def measured_size(document: Mapping[str, Any]) -> int:
    """Return the characters of a policy document that count towards its quota.

    Every character of the stored text counts. CloudFormation may store one space after each structural colon
    and comma, so those are counted in: the document fits whichever way it is deployed.
    """
    return len(json.dumps(document, ensure_ascii=False))
