"""IAM Identity Center: sessions, inline policies and accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from emulator.errors import ApiError
from emulator.validation import documents
from emulator.validation.documents import MalformedError
from emulator.validation.iam import IDENTITY
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

_INVALID = "ValidationException"
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_SECONDS = range(3_600, 43_201)


def _session(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html
    match = _DURATION.fullmatch(parameters.get("SessionDuration", "PT1H"))
    if match is None:
        raise ApiError(_INVALID, "The session duration isn't an ISO-8601 duration.")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if days * 86_400 + hours * 3_600 + minutes * 60 + seconds not in _SECONDS:
        raise ApiError(_INVALID, "The session duration must be between one hour and twelve hours.")


def _inline(parameters: Parameters, organization: OrganizationState) -> None:
    # https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PutInlinePolicyToPermissionSet.html
    try:
        documents.check(parameters["InlinePolicy"], IDENTITY, organization)
    except MalformedError as error:
        raise ApiError(_INVALID, f"The inline policy is malformed: {error}") from error


def _account(parameters: Parameters, organization: OrganizationState) -> None:
    # https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
    if not organization.path(str(parameters["TargetId"])):
        raise ApiError(
            "ResourceNotFoundException", f"Account {parameters['TargetId']} isn't in the organization."
        )


SERVICE = Service(
    "sso-admin",
    "sso",
    _INVALID,
    {
        "CreatePermissionSet": _session,
        "UpdatePermissionSet": _session,
        "PutInlinePolicyToPermissionSet": _inline,
        "CreateAccountAssignment": _account,
    },
)
