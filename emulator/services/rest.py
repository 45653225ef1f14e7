"""A service of the REST protocol in JSON, as a table of named operations."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from emulator import aws, hooks
from emulator.errors import ApiError
from emulator.services.wire import complaint_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from emulator.services.operations import Operation, Request
    from emulator.services.pages import Pages


class RestService:
    """Answer the operations of a table; a request's parameters are those of its body, path and query."""

    def __init__(self, name: str, pages: Pages, operations: Mapping[str, Operation]) -> None:
        self._name = name
        self._pages = pages
        self._operations = operations

    def install(self, refused: Callable[[Request], None] | None = None) -> None:
        """Let the gateway answer for the service.

        Args:
            refused: Asked before each operation; it raises `ApiError`.
        """
        self._refused = refused
        hooks.route(self._name, self._handle, self._name)
        hooks.know_paths(self._name, self._name)

    async def _handle(
        self, method: str, path: str, _headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        name = operation_at(self._name, method, path, frozenset(query))
        operation = self._operations.get(name, self._unknown)
        try:
            request = json.loads(body or b"{}") | parameters_at(self._name, name, path)
            request |= {key: values[0] for key, values in query.items()}
            if self._refused:
                self._refused(request)
            answer = self._pages.cut(name, request, operation(request) or {})
        except ApiError as error:
            return complaint_in("rest-json", error)
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()

    def _unknown(self, _request: Request) -> None:
        raise ApiError("UnknownOperationException", f"{self._name}: this operation is not emulated")


def operation_at(service: str, method: str, path: str, query: frozenset[str]) -> str:
    """Name the operation of a method and a path; of several, the one that fixes most of the query.

    Args:
        service: boto3's name of the service.
        method: The HTTP method.
        path: The path.
        query: The names in the query.
    """
    fitting = [
        (len(fixed), len(name), name)
        for name, its_method, pattern, fixed in _paths(service)
        if its_method == method and fixed <= query and pattern.fullmatch(path)
    ]
    return max(fitting)[2] if fitting else ""


def parameters_at(service: str, operation: str, path: str) -> dict[str, str]:
    """Read the parameters that a path holds."""
    matches = (pattern.fullmatch(path) for name, _, pattern, _ in _paths(service) if name == operation)
    match = next(matches, None)
    return {name: unquote(value) for name, value in match.groupdict().items()} if match else {}


@cache
def _paths(service: str) -> tuple[tuple[str, str, re.Pattern[str], frozenset[str]], ...]:
    model = aws.service_model(service)
    rows = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        pattern = re.sub(r"\\{(\w+)(\\\+)?\\}", _parameter, re.escape(path))
        fixed = frozenset(part.partition("=")[0] for part in query.split("&") if part)
        rows.append((name, http["method"], re.compile(f"{pattern}/?"), fixed))
    return tuple(rows)


def _parameter(match: re.Match[str]) -> str:
    """Give the pattern of a parameter, which has slashes only where the model says so."""
    return f"(?P<{match[1]}>{'.+' if match[2] else '[^/]+'})"
