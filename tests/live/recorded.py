"""AWS as it answered once: played again without the network, with some operations refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from guardrails.live.aws import Aws
from guardrails.live.refusals import AwsError

Answers = dict[str, Any]


@dataclass(frozen=True)
class RecordedAws(Aws):
    """Keeps each answer, or gives the one that was kept."""

    answers: Answers = field(default_factory=dict)
    replay: bool = False
    denied: frozenset[str] = frozenset()
    guard: threading.Lock = field(default_factory=threading.Lock)

    def call(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Answer as AWS did."""
        answer: dict[str, Any] = self._answer(action, arguments, lambda: Aws.call(self, action, **arguments))
        return answer

    def pages(self, action: str, member: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """Answer as AWS did."""
        yield from self._answer(action, arguments, lambda: list(Aws.pages(self, action, member, **arguments)))

    def _answer(self, action: str, arguments: dict[str, Any], ask: Any) -> Any:
        assert action in self.actions
        if action in self.denied:
            raise AwsError("denied", "", "AccessDenied", f"not authorized to perform {action}")
        keys = self.credentials.access_key_id if self.credentials else ""
        key = json.dumps([keys, self.region, action, arguments], sort_keys=True)
        with self.guard:
            kept = self.answers.get(key)
        if kept is None:
            assert not self.replay, f"nobody asked {key} before"
            try:
                kept = ask()
            except AwsError as error:
                kept = error
            with self.guard:
                self.answers[key] = kept
        if isinstance(kept, AwsError):
            raise kept
        return kept
