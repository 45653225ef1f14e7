"""Tell a running local AWS, or ask it, beside AWS's own operations."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from emulator.errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from emulator.faults import Kind

STOP_SECONDS = 120.0
"""How long a stop lasts if nobody ends it, as `emulator.interruptions` says."""
CONTROLS = "/_local/controls/"


def ask(url: str, message: dict[str, Any] | None = None) -> Any:
    """Tell or ask the local AWS something that isn't AWS's.

    Raises:
        EmulatorError: It refused.
    """
    body = None if message is None else json.dumps(message).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, body), timeout=2 * STOP_SECONDS) as answer:  # noqa: S310 loopback
            return json.load(answer)
    except urllib.error.HTTPError as error:
        why = (
            "the stop was never reached"
            if error.code == HTTPStatus.REQUEST_TIMEOUT
            else error.read().decode()
        )
        raise EmulatorError(why) from error


@dataclass(frozen=True)
class StopHandle:
    """A stop inside a stack's request for a resource; `emulator.interruptions` says its purpose."""

    url: str

    def wait(self) -> tuple[str, str]:
        """Wait until the stop is reached; give the logical id and the type of the resource."""
        reached = ask(self.url)
        return reached["logical_id"], reached["type"]

    def go_on(self) -> None:
        """Let the request go on to its end."""
        ask(self.url, {"error": None})

    def fail(self, error: str) -> None:
        """Let the request fail, as it would on AWS's side."""
        ask(self.url, {"error": error})


@dataclass(frozen=True)
class Controls:
    """The conditions under which a local AWS answers.

    Attributes:
        endpoint: Its URL on loopback.
    """

    endpoint: str

    @contextmanager
    def fault(
        self,
        call: str,
        kind: Kind,
        *,
        times: int | None = None,
        seconds: float = 0.0,
        account: str | None = None,
    ) -> Iterator[None]:
        """Let an operation fail while the block runs.

        Args:
            call: boto3's name of the service and AWS's name of the operation, `organizations:ListAccounts`.
            kind: How it fails, as `emulator.faults` says.
            times: How often; without it, always.
            seconds: How long a slow call waits.
            account: The account whose calls fail; without it, every account.
        """
        wish = {"call": call, "kind": kind, "to_go": times, "seconds": seconds, "account": account}
        number = self._tell("faults", wish)
        try:
            yield
        finally:
            self._tell("fault-end", {"number": number})

    def delay(self, seconds: float) -> None:
        """Let every call wait so long before it is answered; 0 ends it."""
        self._tell("latency", {"seconds": seconds})

    def calls(self) -> Counter[str]:
        """Count the calls since the start, or since they were forgotten, by service and operation."""
        return Counter(ask(f"{self.endpoint}{CONTROLS}calls"))

    def forget_calls(self) -> None:
        """Begin to count the calls anew."""
        self._tell("forget-calls", {})

    def set_root_user(self, account: str, *, second_factor: bool, password: bool = True) -> None:
        """Let an account's root user have a second factor, or none, and a password, or none."""
        wish = {"account": account, "second_factor": second_factor, "password": password}
        self._tell("root-user", wish)

    def set_key_creation(self, account: str, key_id: str, created: datetime) -> None:
        """Let an access key have been made at another time."""
        wish = {"account": account, "key_id": key_id, "created": f"{created:%Y-%m-%dT%H:%M:%SZ}"}
        self._tell("access-key", wish)

    def set_account_state(self, account: str, state: str) -> None:
        """Let an account be in a state that AWS alone sets, such as `PENDING_CLOSURE`."""
        self._tell("account-state", {"account": account, "state": state})

    def set_features(self, feature_set: str) -> None:
        """Let the organization have all features, `ALL`, or `CONSOLIDATED_BILLING` alone."""
        self._tell("features", {"feature_set": feature_set})

    def set_permission_sets(self, *, enabled: bool) -> None:
        """Let the Identity Center instance give access to accounts, or to applications alone."""
        self._tell("permission-sets", {"enabled": enabled})

    def _tell(self, name: str, wish: dict[str, Any]) -> Any:
        return ask(f"{self.endpoint}{CONTROLS}{name}", wish)
