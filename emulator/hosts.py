"""A way to hosts that no name server knows: the listener is a proxy too, and answers for every host itself.

S3 Control puts the account before the host of its endpoint, and nothing finds `ACCOUNT.127.0.0.1` by name. An
unmodified client reaches it through a proxy, whose requests name host and path in one.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from emulator.hooks import Asgi

S3_CONTROL_HOST = "s3control.localhost"
"""The host of S3 Control's endpoint: no address, so that a client doesn't pass by the proxy."""
_PROXIED = re.compile(rb"https?://[^/]*(/.*)?")


def directing(application: Asgi) -> Asgi:
    """Direct every HTTP request to this host."""

    async def directed(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await application(_directed(scope) if scope["type"] == "http" else scope, receive, send)

    return directed


def _directed(scope: dict[str, Any]) -> dict[str, Any]:
    proxied = _PROXIED.fullmatch(scope["raw_path"])
    if proxied is None:
        return scope
    path = proxied[1] or b"/"
    return {**scope, "raw_path": path, "path": unquote(path.decode())}
