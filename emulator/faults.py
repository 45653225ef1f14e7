"""Let an operation fail as it may fail on AWS, because a test says so.

A fault is planned by service, operation and kind. `throttled` and `denied` refuse the call, `slow` lets it
wait. The other kinds break the pages of a list:

- `empty-page`: the first page is empty and has a token, as AWS's page on each list says that it may be;
- `refused-token`: every page has a token, and a call that brings it is refused;
- `repeated-token`: every page is the first one, and has the same token.

Beside faults, every call can be given a latency, and every call is counted.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, get_args

from emulator import aws, broken_pages
from emulator.errors import ApiError, EmulatorError
from emulator.incoming import account_in, read_body, read_call, replaying, send_answer
from emulator.services import wire
from emulator.services.pages import keys_of

if TYPE_CHECKING:
    from emulator.hooks import Answer, Asgi
    from emulator.incoming import IncomingCall

Kind = Literal["denied", "empty-page", "refused-token", "repeated-token", "slow", "throttled"]
_OF_PAGES = ("empty-page", "refused-token", "repeated-token")
# https://docs.aws.amazon.com/boto3/latest/guide/retries.html names the codes that the SDK retries.
_THROTTLED = ("ThrottlingException", "TooManyRequestsException", "ThrottledException", "Throttling")
_THROTTLED_IN = {"query": "Throttling", "rest-xml": "SlowDown"}
_DENIED_BY = {"sns": "AuthorizationError"}
_DENIED_IN = {"query": "AccessDenied", "rest-xml": "AccessDenied"}


@dataclass
class PlannedFault:
    """A way in which an operation fails.

    Attributes:
        to_go: How often it still fails so; None: always.
        seconds: How long a slow call waits.
        account: The account whose calls fail; None: every account.
    """

    call: str
    kind: Kind
    to_go: int | None = None
    seconds: float = 0.0
    account: str | None = None


class Faults:
    """The faults that are planned, the latency of every call, and the calls by operation."""

    def __init__(self) -> None:
        self.planned: dict[int, PlannedFault] = {}
        self.latency_seconds = 0.0
        self.calls: Counter[str] = Counter()
        self._last = 0

    def plan(self, fault: PlannedFault) -> int:
        """Plan a fault, and give its number.

        Raises:
            EmulatorError: There is no such kind, service, operation or list.
        """
        service, _, operation = fault.call.partition(":")
        if fault.kind not in get_args(Kind):
            raise EmulatorError(
                f"{fault.kind} isn't a kind of fault; choose from {', '.join(get_args(Kind))}"
            )
        if not aws.has_operation(service, operation):
            raise EmulatorError(f"boto3 knows no operation {operation} of a service {service}")
        if fault.kind in _OF_PAGES and keys_of(service, operation) is None:
            raise EmulatorError(f"{fault.call} has no pages, so it has no {fault.kind}")
        self._last += 1
        self.planned[self._last] = fault
        return self._last

    def of(self, call: IncomingCall, scope: dict[str, Any]) -> list[PlannedFault]:
        """Give the faults of a call, and count them off."""
        faults = [
            fault
            for fault in self.planned.values()
            if fault.call == call.name and fault.to_go != 0 and fault.account in (None, account_in(scope))
        ]
        for fault in faults:
            fault.to_go = None if fault.to_go is None else fault.to_go - 1
        return faults


FAULTS = Faults()


def injecting(application: Asgi) -> Asgi:
    """Count every call, let it wait, and let the planned ones fail."""

    async def injected(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        body = await read_body(receive)
        call = read_call(scope, body)
        faults = FAULTS.of(call, scope) if call is not None else []
        if call is not None:
            FAULTS.calls[call.name] += 1
            await asyncio.sleep(FAULTS.latency_seconds + sum(fault.seconds for fault in faults))
            for fault in faults:
                answer = await _failed(application, scope, call, fault.kind)
                if answer is not None:
                    await send_answer(send, answer)
                    return
        await application(scope, replaying(body, receive), send)

    return injected


async def _failed(application: Asgi, scope: dict[str, Any], call: IncomingCall, kind: Kind) -> Answer | None:
    """Give what a call fails with; None: it only waits."""
    if kind in _OF_PAGES:
        return await broken_pages.answer(application, scope, call, kind)
    if kind == "slow":
        return None
    code, status = _throttled(call) if kind == "throttled" else _denied(call)
    message = (
        "Rate exceeded" if kind == "throttled" else f"You are not authorized to perform {call.operation}"
    )
    return wire.complaint_in(call.protocol, ApiError(code, message, status))


def _throttled(call: IncomingCall) -> tuple[str, int]:
    """Give the code with which a service throttles, from the operation's model where it is there."""
    shapes = {shape.name: shape for shape in call.model.error_shapes}
    for code in _THROTTLED:
        if code in shapes:
            return code, shapes[code].metadata.get("error", {}).get("httpStatusCode", HTTPStatus.BAD_REQUEST)
    code = _THROTTLED_IN.get(call.protocol, "ThrottlingException")
    return code, HTTPStatus.SERVICE_UNAVAILABLE if code == "SlowDown" else HTTPStatus.BAD_REQUEST


def _denied(call: IncomingCall) -> tuple[str, int]:
    code = _DENIED_BY.get(call.service) or _DENIED_IN.get(call.protocol, "AccessDeniedException")
    rest_or_query = call.protocol not in ("json", "cbor")
    return code, HTTPStatus.FORBIDDEN if rest_or_query else HTTPStatus.BAD_REQUEST
