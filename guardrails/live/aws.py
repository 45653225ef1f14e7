"""Call AWS: only what a command declared, patiently, and with errors of one sentence."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from guardrails.live.refusals import AwsError, refusal_of

RETRIES = {"mode": "adaptive", "total_max_attempts": 5}
"""botocore's own, for throttling and broken connections.

Source: https://boto3.amazonaws.com/v1/documentation/api/latest/guide/retries.html, checked 2026-11-28.
"""
CONNECT_SECONDS, READ_SECONDS = 5, 30
CONCURRENT = frozenset({"ConcurrentModificationException", "PolicyChangesInProgressException"})
"""Organizations makes one change at a time, and botocore doesn't try these again.

Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html (Errors), checked
2026-11-28.
"""
TRIES = 7
FIRST_PAUSE_SECONDS = 0.5
"""Each pause is twice as long as the one before: 31.5 seconds in all."""


@dataclass(frozen=True)
class RoleCredentials:
    """Temporary credentials of a role; never printed."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)


def default_region() -> str:
    """Return the region of the shell's AWS settings; empty where they name none.

    Raises:
        AwsError: The settings can't be read, as when they name a profile that isn't there.
    """
    return str(_new_session().region_name or "")


def _new_session() -> boto3.session.Session:
    """Return a session; a profile that isn't there is a refusal as any other.

    Raises:
        AwsError: The settings can't be read.
    """
    try:
        session = boto3.session.Session()
    except BotoCoreError as error:
        raise refusal_of(error, "sts:GetCallerIdentity") from None
    return session


@dataclass(frozen=True)
class Aws:
    """AWS as one command may call it; threads may share it.

    Attributes:
        region: The region of every client.
        actions: The operations that the command declares; it can call nothing else.
        pause: Waits for a number of seconds.
        connections: How many calls may be under way at once, of all services, regions and roles together.
        credentials: Those of a role; None for those that boto3 finds.
        command: The command that calls, by which CloudTrail tells its sessions and calls from others.
    """

    region: str
    actions: frozenset[str]
    pause: Callable[[float], None] = time.sleep
    connections: int = 10
    credentials: RoleCredentials | None = None
    command: str = "capture"
    _session: Any = field(default_factory=_new_session, repr=False)
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _slots: list[threading.Semaphore] = field(default_factory=list, repr=False)
    """One semaphore: whatever region or role calls, they share it."""
    _sent: list[int] = field(default_factory=lambda: [0], repr=False)

    def __post_init__(self) -> None:
        """Make the semaphore, once for all that come of this."""
        if not self._slots:
            self._slots.append(threading.Semaphore(self.connections))

    def at(self, region: str) -> Aws:
        """Return the same AWS with the clients of another region."""
        return replace(self, region=region)

    def acting(self, credentials: RoleCredentials) -> Aws:
        """Return AWS as a role sees it, with clients of its own."""
        return replace(self, credentials=credentials, _clients={})

    @property
    def session_name(self) -> str:
        """The name of the sessions in roles; each event of CloudTrail has it, too, in its user agent."""
        return f"guardrails-{self.command}"

    @property
    def requests(self) -> int:
        """The number of requests that were sent, those that botocore repeated included."""
        return self._sent[0]

    def call(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Call an operation by boto3's service and its name, such as `organizations:AttachPolicy`.

        Raises:
            AwsError: AWS refused the call, or wasn't reached.
            ValueError: The command didn't declare the operation.
        """
        service, operation = self._declared(action)
        for tried in range(1, TRIES + 1):
            try:
                with self._slots[0]:
                    answer: dict[str, Any] = getattr(self._client(service), xform_name(operation))(
                        **arguments
                    )
            except (BotoCoreError, ClientError) as error:
                self._wait_or_raise(refusal_of(error, action), tried)
            else:
                return answer
        raise AssertionError

    def pages(self, action: str, member: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """Give the members of every page of an answer; a change under way lets it begin again.

        Raises:
            AwsError: AWS refused a call, wasn't reached, or gave the same page token twice.
            ValueError: The command didn't declare the operation.
        """
        service, operation = self._declared(action)
        for tried in range(1, TRIES + 1):
            try:
                with self._slots[0]:
                    pages = self._client(service).get_paginator(xform_name(operation)).paginate(**arguments)
                    members = [entry for page in pages for entry in page.get(member, ())]
            except (BotoCoreError, ClientError) as error:
                self._wait_or_raise(refusal_of(error, action), tried)
            else:
                return iter(members)
        raise AssertionError

    def _wait_or_raise(self, refusal: AwsError, tried: int) -> None:
        """Wait before the next try, where a change is under way and tries are left."""
        if refusal.code not in CONCURRENT or tried == TRIES:
            raise refusal from None
        self.pause(FIRST_PAUSE_SECONDS * 2 ** (tried - 1))

    def _declared(self, action: str) -> tuple[str, str]:
        if action not in self.actions:
            raise ValueError(f"{action} is not among the declared actions")
        service, _, operation = action.partition(":")
        return service, operation

    def _client(self, service: str) -> Any:
        """Return a client; they can be used by threads together, but not made by them.

        Source: https://boto3.amazonaws.com/v1/documentation/api/latest/guide/clients.html (Multithreading),
        checked 2026-11-29.
        """
        with self._lock:
            key = service, self.region
            if key not in self._clients:
                self._clients[key] = self._new_client(service)
            return self._clients[key]

    def _new_client(self, service: str) -> Any:
        config = Config(
            retries=RETRIES,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            max_pool_connections=self.connections,
            user_agent_extra=self.session_name,
        )
        keys = self.credentials
        named = (
            {}
            if keys is None
            else {
                "aws_access_key_id": keys.access_key_id,
                "aws_secret_access_key": keys.secret_access_key,
                "aws_session_token": keys.session_token,
            }
        )
        client = self._session.client(service, region_name=self.region, config=config, **named)
        client.meta.events.register("before-send", self._count)
        return client

    def _count(self, **_request: Any) -> None:
        with self._lock:
            self._sent[0] += 1


__all__ = ["Aws", "AwsError", "RoleCredentials", "default_region"]
