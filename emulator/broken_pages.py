"""Break the pages of a list: change what a call asks for, and what it is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from emulator.errors import ApiError
from emulator.identity_center import service as identity_center
from emulator.incoming import replaying
from emulator.organization import service as organizations
from emulator.services import account_access, accounts, cost_explorer, identity_store, paged, wire
from emulator.services.pages import keys_of

if TYPE_CHECKING:
    from emulator.hooks import Answer, Asgi
    from emulator.incoming import IncomingCall
    from emulator.services.pages import Keys

TOKEN = "a-token-of-the-test"  # noqa: S105 of a page
_SUCCESS = 300
_OWN = (organizations, identity_center, identity_store, cost_explorer, accounts, account_access)
_REFUSED = {
    pages.model: pages.refused_token
    for pages in (*(service.PAGES for service in _OWN), *paged.SERVICES.values())
}
_UNKNOWN = ("ValidationException", "The token is invalid.")


async def answer(application: Asgi, scope: dict[str, Any], call: IncomingCall, kind: str) -> Answer:
    """Answer a call as a list with broken pages does."""
    keys = keys_of(call.service, call.operation)
    if keys is None:
        raise ValueError(call.name)
    parameters = wire.parameters_of(call.protocol, call.body, call.model)
    token = parameters.get(keys.token)
    if token is not None and kind == "refused-token":
        code, words = _REFUSED.get(call.service, _UNKNOWN)
        return wire.complaint_in(call.protocol, ApiError(code, words))
    body = _without(keys.token, call) if token == TOKEN else call.body
    status, headers, content = await _asked(application, scope, body)
    if status >= _SUCCESS:
        return status, headers, content
    result = wire.result_of(call.protocol, (status, headers, content), call.model)
    changed = _changed(result, keys, first=token is None, kind=kind)
    return wire.answer_in(call.protocol, call.model, changed)


def _changed(result: dict[str, Any], keys: Keys, *, first: bool, kind: str) -> dict[str, Any]:
    """Give a page as it is broken."""
    if kind == "empty-page" and not first:
        return result
    emptied: dict[str, Any] = (
        {name: [] for name in keys.results if name in result} if kind == "empty-page" else {}
    )
    more = {keys.more: True} if keys.more else {}
    return {**result, **emptied, **more, keys.next_token: TOKEN}


def _without(member: str, call: IncomingCall) -> bytes:
    """Give a request's body without the token."""
    if call.protocol == "query":
        fields = parse_qsl(call.body.decode(), keep_blank_values=True)
        return urlencode([(name, value) for name, value in fields if name != member]).encode()
    parameters = wire.parameters_of(call.protocol, call.body, call.model)
    del parameters[member]
    if call.protocol == "cbor":
        return wire.in_cbor(parameters, call.model.input_shape)
    return json.dumps(parameters).encode()


async def _asked(application: Asgi, scope: dict[str, Any], body: bytes) -> Answer:
    """Ask the application in this process."""
    status, headers, content = 500, dict[str, str](), b""

    async def collect(message: dict[str, Any]) -> None:
        nonlocal status, headers, content
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = {name.decode(): value.decode() for name, value in message.get("headers", ())}
        else:
            content += message.get("body", b"")

    async def nothing_more() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    length = (b"content-length", str(len(body)).encode())
    headers_sent = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    await application({**scope, "headers": [*headers_sent, length]}, replaying(body, nothing_more), collect)
    return status, headers, content
