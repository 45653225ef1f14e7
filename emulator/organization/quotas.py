"""The quotas of AWS Organizations that a deployment can run into.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html, November 2026;
an SCP may have 10,240 characters, and ten be attached to a node, since 2026-05-15.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from emulator.errors import ApiError
from emulator.organization.state import ACCOUNT, RESOURCE_CONTROL, SERVICE_CONTROL, UNIT

if TYPE_CHECKING:
    from emulator.organization.state import Node, OrganizationState, StoredPolicy

DEFAULT_CHARACTERS = 10_000
CHARACTERS = {SERVICE_CONTROL: 10_240, RESOURCE_CONTROL: 5_120, "AISERVICES_OPT_OUT_POLICY": 2_500}
ATTACHED = 10
ATTACHED_OF = {RESOURCE_CONTROL: 5, "AISERVICES_OPT_OUT_POLICY": 5, "CHATBOT_POLICY": 5}
"""Of types of which fewer may be attached to a node, RCPFullAWSAccess included."""
MINIMUM_ATTACHED = {SERVICE_CONTROL: 1}
DEPTH_OF_UNITS = 5
CLOSING_DAYS, CLOSED_AT_LEAST, CLOSED_PART, CLOSED_AT_MOST = 30, 250, 5, 1_000


def check_content(policy_type: str, content: str) -> None:
    """Refuse a document that isn't JSON or is too long for its type."""
    try:
        json.loads(content)
    except ValueError as error:
        raise ApiError(
            "MalformedPolicyDocumentException", f"The document isn't valid JSON: {error}"
        ) from error
    limit = CHARACTERS.get(policy_type, DEFAULT_CHARACTERS)
    if len(content) > limit:
        raise ApiError(
            "ConstraintViolationException",
            f"POLICY_CONTENT_LIMIT_EXCEEDED: the document has {len(content)} characters, "
            f"a {policy_type} may have {limit}",
        )


def check_attach(organization: OrganizationState, policy: StoredPolicy, node_id: str) -> None:
    """Refuse one attachment too many."""
    limit = ATTACHED_OF.get(policy.type, ATTACHED)
    if len(organization.attached(node_id, policy.type)) >= limit:
        raise ApiError(
            "ConstraintViolationException",
            f"MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {node_id} has {limit} of {policy.type} attached",
        )


def check_detach(organization: OrganizationState, policy: StoredPolicy, node_id: str) -> None:
    """Refuse to take away the last policy where one must stay."""
    if len(organization.attached(node_id, policy.type)) <= MINIMUM_ATTACHED.get(policy.type, 0):
        raise ApiError(
            "ConstraintViolationException",
            f"MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {policy.id} is the last {policy.type} on {node_id}",
        )


def check_close(organization: OrganizationState, account: Node) -> None:
    """Refuse to close the management account, or one account too many within 30 days.

    The quota is the higher of 250 and a fifth of the members, and 1,000 at most, as the API reference of
    botocore 1.43.106 has it: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
    """
    if account.id == organization.management:
        raise ApiError("ConstraintViolationException", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT")
    members = [node for node in organization.nodes.values() if node.kind == ACCOUNT]
    since = time.time() - CLOSING_DAYS * 24 * 3600
    recent = sum(node.closed is not None and node.closed > since for node in members)
    if recent >= min(max(CLOSED_AT_LEAST, (len(members) - 1) // CLOSED_PART), CLOSED_AT_MOST):
        raise ApiError("ConstraintViolationException", "CLOSE_ACCOUNT_QUOTA_EXCEEDED")


def check_depth(organization: OrganizationState, parent: str) -> None:
    """Refuse a unit below the fifth level."""
    if sum(node.kind == UNIT for node in organization.path(parent)) >= DEPTH_OF_UNITS:
        raise ApiError("ConstraintViolationException", "OU_DEPTH_LIMIT_EXCEEDED")
