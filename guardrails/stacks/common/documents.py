"""Parts that resource policies have in common, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from guardrails.policy.language.document import VERSION

Statement: TypeAlias = dict[str, Any]


def document(*statements: Statement) -> dict[str, Any]:
    """Build a document of statements."""
    return {"Version": VERSION, "Statement": list(statements)}


def allow_service(
    service: str, sid: str, actions: str | list[str], resource: str, condition: Mapping[str, Any]
) -> Statement:
    """Let an AWS service act, under a condition that says on whose behalf."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": actions,
        "Resource": resource,
        "Condition": dict(condition),
    }


def deny_plain_http(action: str, *resources: str) -> Statement:
    """Deny every request that isn't encrypted on its way."""
    return {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": resources[0] if len(resources) == 1 else list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def unlisted(values: Iterable[str]) -> str | list[str]:
    """Return a list, or its value where it has one alone, as AWS writes it in a policy."""
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed
