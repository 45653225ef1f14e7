"""The events that are kept: the newest ones, up to a limit in characters."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANGES_CHARACTERS, READS_CHARACTERS = 8_000_000, 2_000_000
"""How many characters of events are kept of calls that change something, and of those that read."""
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Event:
    """An event, as LookupEvents answers it.

    Attributes:
        number: Its place among all events; the newest has the highest.
        time: In seconds since the epoch.
        resources: Type and name of each.
        text: The record of CloudTrail, in JSON.
    """

    number: int
    account: str
    region: str
    event_id: str
    name: str
    source: str
    time: float
    username: str
    access_key: str
    read_only: bool
    resources: tuple[tuple[str, str], ...]
    text: str


class EventHistory:
    """The newest events of all accounts and regions; reads never crowd out changes."""

    def __init__(self) -> None:
        self.last = 0
        self._changes: deque[Event] = deque()
        self._reads: deque[Event] = deque()
        self._characters = {True: 0, False: 0}

    def number(self) -> int:
        """Give the next event its number."""
        with _LOCK:
            self.last += 1
            return self.last

    def add(self, event: Event) -> None:
        """Keep an event, and forget the oldest ones beyond the limit."""
        events = self._reads if event.read_only else self._changes
        limit = READS_CHARACTERS if event.read_only else CHANGES_CHARACTERS
        with _LOCK:
            events.append(event)
            self._characters[event.read_only] += len(event.text)
            while self._characters[event.read_only] > limit:
                self._characters[event.read_only] -= len(events.popleft().text)

    def newest_first(self, account: str, region: str) -> Iterator[Event]:
        """List the events of an account in a region."""
        with _LOCK:
            events = [*self._changes, *self._reads]
        for event in sorted(events, key=lambda each: -each.number):
            if (event.account, event.region) == (account, region):
                yield event


HISTORY = EventHistory()
