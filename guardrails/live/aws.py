"""Call AWS: only what a command declared, patiently, and with errors of one sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
class Aws:
    """AWS as one command may call it.

    Attributes:
        region: The region of every client.
        actions: The IAM actions that the command declares; it can call nothing else.
        pause: Waits for a number of seconds.
    """

    region: str
    actions: frozenset[str]
    pause: Callable[[float], None] = time.sleep
    _session: Any = field(default_factory=boto3.session.Session)
    _clients: dict[str, Any] = field(default_factory=dict)

    def call(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Call an operation by its IAM action, such as `organizations:AttachPolicy`.

        Raises:
            AwsError: AWS refused the call, or wasn't reached.
            ValueError: The command didn't declare the action.
        """
        service, _, operation = action.partition(":")
        if action not in self.actions:
            raise ValueError(f"{action} is not among the declared actions")
        for tried in range(1, TRIES + 1):
            try:
                answer: dict[str, Any] = getattr(self._client(service), xform_name(operation))(**arguments)
            except (BotoCoreError, ClientError) as error:
                refusal = refusal_of(error, action)
                if refusal.code not in CONCURRENT or tried == TRIES:
                    raise refusal from None
                self.pause(FIRST_PAUSE_SECONDS * 2 ** (tried - 1))
            else:
                return answer
        raise AssertionError

    def pages(self, action: str, member: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """Give the members of every page of an answer.

        Raises:
            AwsError: AWS refused a call, or wasn't reached.
        """
        token: str | None = None
        while True:
            more = {} if token is None else {"NextToken": token}
            answer = self.call(action, **arguments, **more)
            yield from answer[member]
            token = answer.get("NextToken")
            if not token:
                return

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            config = Config(retries=RETRIES, connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS)
            self._clients[service] = self._session.client(service, region_name=self.region, config=config)
        return self._clients[service]


__all__ = ["Aws", "AwsError"]
