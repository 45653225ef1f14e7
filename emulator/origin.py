"""Where a call comes from: loopback, unless a test says that it comes from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.hooks import Asgi

HEADER = "x-local-aws-source"
"""Takes the address that the call is to come from; policies see it as aws:SourceIp."""


def placing(application: Asgi) -> Asgi:
    """Let a call come from the address that its header names."""

    async def placed(scope: dict[str, Any], receive: Any, send: Any) -> None:
        address = dict(scope.get("headers") or ()).get(HEADER.encode())
        if address is not None:
            scope = {**scope, "client": (address.decode(), 0)}
        await application(scope, receive, send)

    return placed
