"""CloudWatch Logs: retention, metric filters and keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks
from emulator.arns import service_principal
from emulator.errors import ApiError
from emulator.validation.documents import statements_of
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
RETENTION = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
_INVALID = "InvalidParameterException"
_BRACKETS = {"}": "{", "]": "[", ")": "("}


def _retention(parameters: Parameters, _: OrganizationState) -> None:
    days = parameters["retentionInDays"]
    if days not in RETENTION:
        raise ApiError(_INVALID, f"{days} isn't one of the retention periods: {RETENTION}")


def _filter(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
    if not _is_balanced(parameters.get("filterPattern", "")):
        raise ApiError(_INVALID, "Invalid metric filter pattern")
    for transformation in parameters["metricTransformations"]:
        # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
        if transformation.get("dimensions") and "defaultValue" in transformation:
            raise ApiError(_INVALID, "A metric filter with dimensions can't have a default value.")


def _is_balanced(pattern: str) -> bool:
    """Return whether every bracket and quote outside of quotes is closed."""
    opened: list[str] = []
    quoted = False
    for character in pattern:
        if character == '"':
            quoted = not quoted
        elif not quoted and character in _BRACKETS.values():
            opened.append(character)
        elif not quoted and character in _BRACKETS and (not opened or opened.pop() != _BRACKETS[character]):
            return False
    return not opened and not quoted


def _key(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    key = parameters.get("kmsKeyId")
    if not key:
        return
    service = service_principal("logs", hooks.current_region())
    if not any(service in _services(statement) for statement in _statements(str(key))):
        raise ApiError(
            _INVALID,
            f"The specified KMS Key Id could not be found or not allowed to be used with log group: {key}",
        )


def _statements(key: str) -> list[dict[str, Any]]:
    try:
        kms = aws.client("kms", account=key.split(":")[4], region=key.split(":")[3])
        return statements_of(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    except Exception:  # noqa: BLE001 a key that isn't there has no policy
        return []


def _services(statement: dict[str, Any]) -> list[str]:
    principal = statement.get("Principal")
    named = principal.get("Service", []) if isinstance(principal, dict) else []
    return json.loads(json.dumps([named] if isinstance(named, str) else named))  # type: ignore[no-any-return]


SERVICE = Service(
    "logs",
    "logs",
    _INVALID,
    {
        "PutRetentionPolicy": _retention,
        "PutMetricFilter": _filter,
        "CreateLogGroup": _key,
        "AssociateKmsKey": _key,
    },
)
