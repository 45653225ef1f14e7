"""Let a short stack operation end before its call is answered.

The CDK CLI looks at once whether the stack is done, and then every five seconds: so a second of patience here
saves five there.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from emulator import hooks

PATIENCE_SECONDS = 4.0
_STARTS_AN_OPERATION = frozenset({"CreateStack", "UpdateStack", "DeleteStack", "ExecuteChangeSet"})


def install() -> None:
    """Wrap ministack's own CloudFormation."""
    inner = hooks.handler_of("cloudformation")

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        before = asyncio.all_tasks()
        answer = await inner(method, path, headers, body, query)
        operation = (query | parse_qs(body.decode())).get("Action", [""])[0]
        started = asyncio.all_tasks() - before
        if started and operation in _STARTS_AN_OPERATION:
            await asyncio.wait(started, timeout=PATIENCE_SECONDS)
        return answer

    hooks.route("cloudformation", handle, "cloudformation")
