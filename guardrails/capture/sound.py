"""The texts of a capture that commands read: a moment, documents, ARNs and amounts have their form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

_ARN = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:\S+")
_CALLER = re.compile(r"arn:[a-z-]+:(iam|sts)::[0-9]{12}:\S+")
_LOG_GROUP = re.compile(r"arn:[a-z-]+:logs:[a-z0-9-]+:[0-9]{12}:log-group:[^:]+(:\*)?")
_NOTIFICATIONS = frozenset({"ACTUAL", "FORECASTED"})
"""Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html"""


def unsound(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the field and the problem of each text that commands can't read; somebody edited the file.

    Args:
        data: The decoded file, whose fields have their types already. Null and an empty text are sound.
    """
    for path, is_sound, problem in _TEXTS:
        for field, text in _at(data, tuple(path.split(".")), ""):
            if text not in (None, "") and not is_sound(text):
                yield field, problem
    organization = data.get("organization") or {}
    accounts, management = organization.get("accounts"), organization.get("management_account")
    if management and accounts is not None and management not in {entry["id"] for entry in accounts}:
        yield "organization.accounts", f"the management account {management} is missing"


def _at(part: Any, path: tuple[str, ...], field: str) -> Iterator[tuple[str, Any]]:
    """Yield what stands at a path, with its place, such as policies[3].content."""
    if part is None:
        return
    if not path:
        yield field, part
    elif path[0] == "*":
        for index, entry in enumerate(part):
            yield from _at(entry, path[1:], f"{field}[{index}]")
    else:
        yield from _at(part.get(path[0]), path[1:], f"{field}.{path[0]}".lstrip("."))


def _is_document(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_amount(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


_DOCUMENT = (_is_document, "is no JSON document")
_TEXTS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("taken", _is_moment, "is no moment, such as 2026-11-29T09:30:00+00:00"),
    ("read_by.arn", _matches(_CALLER), "is no ARN of a caller"),
    ("organization.resource_policy", *_DOCUMENT),
    ("policies.*.content", *_DOCUMENT),
    ("trails.buckets.*.policy", *_DOCUMENT),
    ("trails.keys.*.policy", *_DOCUMENT),
    ("trails.trails.*.log_group", _matches(_LOG_GROUP), "is no ARN of a log group"),
    ("access.instances.*.permission_sets.*.inline", *_DOCUMENT),
    ("access.instances.*.permission_sets.*.arn", _matches(_ARN), "is no ARN"),
    ("budgets.budgets.*.amount", _is_amount, "is no amount"),
    ("budgets.budgets.*.notifications.*.type", _NOTIFICATIONS.__contains__, "is no type of AWS's"),
)
"""The places whose texts commands read, each with its check and its problem."""
