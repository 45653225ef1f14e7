"""The list of actions of one statement, made ready to be asked about many actions."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.policy.language.patterns import is_pattern, matches

EVERYTHING = "*"


class ActionPatterns:
    """Action patterns sorted by service: an action is held only against those that could cover it."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._literal: set[str] = set()
        self._by_service: dict[str, list[str]] = {}
        """By service without a wildcard, the patterns after the colon; empty beside literal names."""
        self._without_service: list[str] = []
        for pattern in (text.lower() for text in patterns):
            service, colon, name = pattern.partition(":")
            if not colon or is_pattern(service):
                self._without_service.append(pattern)
                continue
            names = self._by_service.setdefault(service, [])
            if is_pattern(name):
                names.append(name)
            else:
                self._literal.add(pattern)
        self._everything = EVERYTHING in self._without_service

    def cover(self, action: str) -> bool:
        """Return whether one of the patterns covers an action, given in lower case."""
        if self._everything or action in self._literal:
            return True
        service, colon, name = action.partition(":")
        if colon and any(matches(pattern, name) for pattern in self._by_service.get(service, ())):
            return True
        return any(matches(pattern, action) for pattern in self._without_service)

    def cover_service(self, service: str) -> bool | None:
        """Return whether every `service:…` is covered, or none (False); None where the action decides."""
        names = self._by_service.get(service)
        if self._everything or EVERYTHING in (names or ()):
            return True
        return None if self._without_service or names is not None else False
