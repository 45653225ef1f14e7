"""AWS KMS: keys that nobody could manage, aliases, and the wait before a deletion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks
from emulator.errors import ApiError
from emulator.validation import documents
from emulator.validation.documents import DocumentGrammar, MalformedError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

POLICY = DocumentGrammar("needed", "needed", services=frozenset({"kms"}), sid=r"[\w .-]*")
POLICY_CHARACTERS = 32_768
_ALIAS = re.compile(r"alias/[a-zA-Z0-9/_-]+")
_DAYS = range(7, 31)


def _policy(parameters: Parameters, organization: OrganizationState) -> None:
    text = parameters.get("Policy")
    if text is None:
        return
    # https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
    if len(text) > POLICY_CHARACTERS:
        raise ApiError("LimitExceededException", f"A key policy may have {POLICY_CHARACTERS} characters.")
    try:
        documents.check(text, POLICY, organization)
    except MalformedError as error:
        raise ApiError("MalformedPolicyDocumentException", str(error)) from error
    # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    if not parameters.get("BypassPolicyLockoutSafetyCheck") and not _can_be_changed(text):
        raise ApiError(
            "MalformedPolicyDocumentException",
            "The new key policy will not allow you to update the key policy in the future.",
        )


def _can_be_changed(text: str) -> bool:
    """Return whether somebody of the key's account may put another policy."""
    return any(
        statement["Effect"] == "Allow"
        and any(_is_own(str(name)) for name in _principals(statement))
        and any(_covers(str(action)) for action in _many(statement.get("Action", [])))
        for statement in documents.statements_of(text)
    )


def _principals(statement: dict[str, Any]) -> list[Any]:
    principal = statement.get("Principal", {})
    return ["*"] if principal == "*" else _many(principal.get("AWS", []))


def _is_own(principal: str) -> bool:
    return principal == "*" or hooks.current_account() in principal


def _covers(action: str) -> bool:
    pattern = re.escape(action).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, "kms:PutKeyPolicy", re.IGNORECASE) is not None


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _alias(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    name = parameters["AliasName"]
    if not _ALIAS.fullmatch(name) or name.startswith("alias/aws/"):
        raise ApiError("InvalidAliasNameException", f"Alias name {name} is not valid.")


def _deletion(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
    days = parameters.get("PendingWindowInDays", 30)
    if days not in _DAYS:
        raise ApiError("ValidationException", f"PendingWindowInDays must be between 7 and 30, not {days}")


def _rotation(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
    try:
        key = aws.client("kms").describe_key(KeyId=parameters["KeyId"])["KeyMetadata"]
    except Exception:  # noqa: BLE001 the service itself says that there is no such key
        return
    if key["KeySpec"] != "SYMMETRIC_DEFAULT":
        raise ApiError("UnsupportedOperationException", f"A key of {key['KeySpec']} isn't rotated.")


SERVICE = Service(
    "kms",
    "kms",
    "ValidationException",
    {
        "CreateKey": _policy,
        "PutKeyPolicy": _policy,
        "CreateAlias": _alias,
        "ScheduleKeyDeletion": _deletion,
        "EnableKeyRotation": _rotation,
    },
)
