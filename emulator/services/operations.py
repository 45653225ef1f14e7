"""A service of the JSON protocol, as a table of named operations."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from emulator import hooks
from emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.services.pages import Pages

Request: TypeAlias = dict[str, Any]
Operation: TypeAlias = "Callable[[Request], Request | None]"
_JSON = {"Content-Type": "application/x-amz-json-1.1"}


class JsonService:
    """Answer the operations that are registered; leave the rest to what answered before, if anything did."""

    def __init__(self, name: str, iam_namespace: str, pages: Pages | None = None) -> None:
        self.name = name
        self.iam_namespace = iam_namespace
        self._pages = pages
        self._operations: dict[str, Operation] = {}
        self._waiting: set[str] = set()
        self._fallback: hooks.Handler | None = None
        self._guard: Callable[[str], None] | None = None

    def register(self, **operations: Operation) -> None:
        """Add operations by their AWS names."""
        self._operations.update(operations)

    def register_waiting(self, **operations: Operation) -> None:
        """Add operations that call other services: they run beside the event loop."""
        self._operations.update(operations)
        self._waiting.update(operations)

    def guard(self, check: Callable[[str], None]) -> None:
        """Ask `check`, which raises `ApiError`, before each operation."""
        self._guard = check

    def install(self, *, beside: bool = False) -> None:
        """Answer for the service; `beside` ministack's own operations, or alone."""
        if beside:
            self._fallback = hooks.handler_of(self.name)
        hooks.route(self.name, self._handle, self.iam_namespace)

    async def _handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        name = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        operation = self._operations.get(name)
        try:
            if self._guard:
                self._guard(name)
            if operation is None and self._fallback:
                return await self._fallback(method, path, headers, body, query)
            if operation is None:
                return complaint(
                    ApiError("UnknownOperationException", f"{self.name}: {name} is not emulated")
                )
            request = json.loads(body or b"{}")
            if name in self._waiting:
                answer = await asyncio.to_thread(operation, request) or {}
            else:
                answer = operation(request) or {}
            if self._pages:
                answer = self._pages.cut(name, request, answer)
        except ApiError as error:
            return complaint(error)
        return 200, dict(_JSON), json.dumps(answer).encode()


def complaint(error: ApiError) -> hooks.Answer:
    """Give an error as the JSON protocol does."""
    body = {"__type": error.code, "message": str(error), "Message": str(error)}
    return error.status, dict(_JSON), json.dumps(body).encode()


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Give tags in the form that most APIs use."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tag_map(tags: list[dict[str, str]] | None) -> dict[str, str]:
    """Read tags from the form that most APIs use."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags or []}
