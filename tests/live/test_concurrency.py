"""How many calls are under way at once is bounded, and retries adapt to AWS's throttling."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.httpsession import URLLib3Session

from emulator.client import LocalAws, running
from guardrails.live.aws import Aws
from guardrails.live.capture import CONCURRENCY, CaptureRequest, capture_live, operations

pytestmark = pytest.mark.e2e
MANAGEMENT, REGION = "200000000000", "eu-central-1"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    """Start an organization of twelve accounts that answers slowly, so that calls overlap."""
    with running(seed="accounts-12") as local:
        local.controls.delay(0.02)
        yield local


class Flights:
    """Counts the requests between sending and answer."""

    def __init__(self) -> None:
        self.now, self.most, self.lock = 0, 0, threading.Lock()

    def around(self, send: Any) -> Any:
        """Return a `send` that counts."""

        def counting(session: URLLib3Session, request: Any) -> Any:
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            try:
                return send(session, request)
            finally:
                with self.lock:
                    self.now -= 1

        return counting


@pytest.mark.parametrize("concurrency", [1, 4, CONCURRENCY])
def test_no_more_calls_than_allowed_are_under_way(
    aws: LocalAws, monkeypatch: pytest.MonkeyPatch, concurrency: int
) -> None:
    """Readers, regions and roles in members share the same few."""
    for name, value in aws.environment(MANAGEMENT, REGION).items():
        monkeypatch.setenv(name, value)
    flights = Flights()
    monkeypatch.setattr(URLLib3Session, "send", flights.around(URLLib3Session.send))
    request = CaptureRequest(REGION, member_role="OrganizationAccountAccessRole", concurrency=concurrency)
    capture = capture_live(request, lambda _: None)
    assert capture.organization is not None
    assert len(capture.organization.accounts or ()) == 12
    assert flights.most <= concurrency
    assert flights.most > concurrency // 2, "calls should overlap"


def test_retries_adapt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where AWS throttles, every later call of the client slows down, in every region and role."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", MANAGEMENT)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-test")
    away = Aws(REGION, operations()).at("us-east-1")
    config = away._client("organizations").meta.config
    assert (config.retries["mode"], config.retries["total_max_attempts"]) == ("adaptive", 5)
