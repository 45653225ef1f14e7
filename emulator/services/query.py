"""The query protocol, which CloudFormation speaks: a flat form in, XML out."""

from __future__ import annotations

import uuid
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from emulator import hooks
    from emulator.errors import ApiError
    from emulator.services.operations import Request

_XML = {"Content-Type": "text/xml"}


def request_of(body: bytes, query: Mapping[str, list[str]]) -> Request:
    """Read a request's parameters as nested mappings and lists; every value stays text."""
    nested: dict[str, Any] = {}
    for name, values in (dict(query) | parse_qs(body.decode(), keep_blank_values=True)).items():
        *above, last = name.split(".")
        inner = nested
        for part in above:
            inner = inner.setdefault(part, {})
        inner[last] = values[0]
    request: Request = _listed(nested)
    return request


def answer_of(operation: str, result: Request) -> hooks.Answer:
    """Give the XML of an operation's result."""
    content = (
        f"<{operation}Response><{operation}Result>{_xml(result)}</{operation}Result>"
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></{operation}Response>"
    )
    return 200, dict(_XML), content.encode()


def complaint_of(error: ApiError) -> hooks.Answer:
    """Give the XML of an error."""
    content = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{error.code}</Code>"
        f"<Message>{escape(str(error))}</Message></Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
    )
    return error.status, dict(_XML), content.encode()


def _listed(value: Any) -> Any:
    """Turn `{"member": {"1": a, "2": b}}` into `[a, b]`, at every depth."""
    if not isinstance(value, dict):
        return value
    if set(value) == {"member"}:
        members = value["member"]
        return [_listed(members[index]) for index in sorted(members, key=int)]
    return {name: _listed(member) for name, member in value.items()}


def _xml(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(
            f"<{name}>{_xml(member)}</{name}>" for name, member in value.items() if member is not None
        )
    if isinstance(value, list):
        return "".join(f"<member>{_xml(member)}</member>" for member in value)
    return escape(str(value).lower() if isinstance(value, bool) else str(value))
