"""Recognise which operation of which service an HTTP request calls, as boto3 names both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs

from botocore.exceptions import UnknownServiceError

from emulator import aws, hooks
from emulator.services import protocols
from emulator.services.rest import operation_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from botocore.model import OperationModel

    from emulator.services.wire import Protocol

    Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]

_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d{8}/([^/]*)/([^/]+)/aws4_request")
# Services of which boto3's name isn't the name that their requests are signed for.
_NAMES = {"monitoring": "cloudwatch", "sso": "sso-admin", "states": "stepfunctions"}
_S3_CONTROL = "/v20180820/"


@dataclass(frozen=True)
class IncomingCall:
    """A call of an operation.

    Attributes:
        service: boto3's name of the service.
        operation: AWS's name of the operation, such as `ListAccounts`.
        protocol: The protocol of the request.
        body: What the request carries.
    """

    service: str
    operation: str
    protocol: Protocol
    body: bytes

    @property
    def name(self) -> str:
        """Name service and operation in one."""
        return f"{self.service}:{self.operation}"

    @property
    def model(self) -> OperationModel:
        """Give the operation's model."""
        return aws.service_model(self.service).operation_model(self.operation)


def read_call(scope: Mapping[str, Any], body: bytes) -> IncomingCall | None:
    """Read a call; None: the request isn't one that the API models know."""
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    signed = _SIGNED_FOR.search(headers.get("authorization", ""))
    if signed is None:
        return None
    service = _NAMES.get(signed[2], signed[2])
    if service == "s3" and scope["path"].startswith(_S3_CONTROL):
        service = "s3control"
    try:
        model = aws.service_model(service)
    except UnknownServiceError:
        return None
    query = parse_qs(scope.get("query_string", b"").decode(), keep_blank_values=True)
    protocol = str(model.metadata["protocol"])
    if protocol in ("rest-json", "rest-xml"):
        operation = operation_at(service, scope["method"], scope["path"], frozenset(query))
        return IncomingCall(service, operation, protocol, body) if operation else None  # type: ignore[arg-type]
    spoken = protocols.spoken_in(headers)
    try:
        operation, _ = protocols.read_request(spoken, scope["path"], headers, body, query)
    except ValueError:
        return None
    return IncomingCall(service, operation, spoken, body) if operation in model.operation_names else None


def signed_for(headers: Mapping[str, str]) -> tuple[str, str]:
    """Give the service and the region that a request is signed for; empty: it isn't signed."""
    signed = _SIGNED_FOR.search(headers.get("authorization", ""))
    return (signed[2], signed[1]) if signed else ("", "")


async def read_body(receive: Receive) -> bytes:
    """Read the whole body of a request."""
    content = bytearray()
    while True:
        message = await receive()
        content += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            return bytes(content)


def replaying(body: bytes, receive: Receive) -> Receive:
    """Give a request's body once more, and after it what the client sends then."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> dict[str, Any]:
        return messages.pop() if messages else await receive()

    return replayed


async def send_answer(send: Any, answer: hooks.Answer) -> None:
    """Send a whole answer."""
    status, headers, content = answer
    sent = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": int(status), "headers": sent})
    await send({"type": "http.response.body", "body": content})


def account_in(scope: Mapping[str, Any]) -> str:
    """Name the account that a request acts in."""
    return hooks.account_of({name.decode(): value.decode() for name, value in scope["headers"]})
