"""A test's way to stop inside a stack's request for a resource, and to say how the request ends.

A stop is planned by stack and number: at the third resource that it makes, changes or deletes from now on.
There the service has done its part and CloudFormation has not heard of it. The test learns that the request
has come that far, kills what it means to kill, and then lets the request go on, or fail as on AWS's side.
A failure may also be planned beforehand.

Over HTTP, beside AWS's own paths: `POST /_local/stops` plans one and gives its number,
`GET /_local/stops/NUMBER` answers when it is reached, `POST /_local/stops/NUMBER` ends it.
"""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.hooks import Asgi

PATH = "/_local/stops"
SECONDS = 120.0
"""How long a request stays stopped, and how long a question for it waits, when nobody ends it."""


class BrokenOffError(Exception):
    """A request for a resource that fails because a test says so."""


@dataclass
class Stop:
    """A stop in a stack's requests.

    Attributes:
        to_go: How many requests are still to come before the stop, that one included.
        resource: The resource of the request, once the stop is reached.
        error: What the request fails with; None: it goes on.
    """

    stack: str
    to_go: int
    resource: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    reached: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)


class Stops:
    """The stops that were planned, by number."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []

    def plan(self, stack: str, at: int, error: str | None = None) -> int:
        """Plan a stop in the `at`-th request of a stack, counted from 1; give its number.

        With an error the request doesn't wait for a test to end the stop, but fails.
        """
        stop = Stop(stack, at, error=error)
        if error is not None:
            stop.ended.set()
        self._stops.append(stop)
        return len(self._stops) - 1

    def wait(self, number: int) -> dict[str, str] | None:
        """Wait until a stop is reached; give the resource, or None when it took too long."""
        stop = self._stops[number]
        return stop.resource if stop.reached.wait(SECONDS) else None

    def end(self, number: int, error: str | None) -> None:
        """Let the request go on, or fail with an error."""
        self._stops[number].error = error
        self._stops[number].ended.set()

    def pass_by(self, stack: str, logical_id: str, kind: str) -> None:
        """Come by on the way through a request; stop here if that is planned.

        Raises:
            BrokenOffError: The test said that the request fails.
        """
        planned = [stop for stop in self._stops if stop.stack == stack and stop.to_go > 0]
        for stop in planned:
            stop.to_go -= 1
        for stop in planned:
            if stop.to_go == 0:
                stop.resource = {"logical_id": logical_id, "type": kind}
                stop.reached.set()
                stop.ended.wait(SECONDS)
                if stop.error is not None:
                    raise BrokenOffError(stop.error)


STOPS = Stops()


def answering(application: Asgi) -> Asgi:
    """Answer for the stops, and let the application answer for everything else."""

    async def answered(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await application(scope, receive, send)
            return
        number = scope["path"].removeprefix(PATH).lstrip("/")
        parameters = await _body(receive) if scope["method"] == "POST" else {}
        status, answer = await _answer(number, parameters)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    return answered


async def _answer(number: str, parameters: dict[str, Any]) -> tuple[HTTPStatus, Any]:
    try:
        if not number:
            return HTTPStatus.OK, STOPS.plan(parameters["stack"], parameters["at"], parameters["error"])
        if "error" in parameters:
            STOPS.end(int(number), parameters["error"])
            return HTTPStatus.OK, None
        resource = await asyncio.to_thread(STOPS.wait, int(number))
    except (KeyError, IndexError, ValueError) as error:
        return HTTPStatus.BAD_REQUEST, str(error)
    return (HTTPStatus.OK, resource) if resource else (HTTPStatus.REQUEST_TIMEOUT, None)


async def _body(receive: Any) -> dict[str, Any]:
    content = b""
    while True:
        message = await receive()
        content += message.get("body", b"")
        if not message.get("more_body"):
            return dict(json.loads(content))
