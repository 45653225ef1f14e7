"""An evaluator of CloudWatch Logs' filter patterns for JSON events: what AWS documents, and no more.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark>&&|\|\||!=|[(){}=])
        | (?P<word>NOT\ EXISTS|IS\ (?:TRUE|FALSE|NULL))
        | \$\.(?P<selector>[A-Za-z0-9_.-]+)
        | "(?P<string>[^"]*)"
    )""",
    re.VERBOSE,
)
_ABSENT = object()


class FilterSyntaxError(ValueError):
    """A pattern that AWS doesn't document."""


@dataclass
class FilterPattern:
    """A parsed pattern; `&&` binds more closely than `||`.

    Attributes:
        text: The pattern.
        absent_differs: Whether a field that isn't there matches `!=`. AWS doesn't say, so a good pattern
            gives the same answer either way.
    """

    text: str
    absent_differs: bool = False
    _tokens: tuple[tuple[str, str], ...] = ()
    _next: int = 0

    def matches(self, event: dict[str, Any]) -> bool:
        """Tell whether an event matches."""
        self._tokens, self._next = _tokens(self.text), 0
        self._take("{")
        found = self._any(event)
        self._take("}")
        if self._next != len(self._tokens):
            raise FilterSyntaxError(f"something follows the pattern: {self._tokens[self._next :]}")
        return found

    def _any(self, event: dict[str, Any]) -> bool:
        found = self._all(event)
        while self._is("||"):
            self._next += 1
            found = self._all(event) or found
        return found

    def _all(self, event: dict[str, Any]) -> bool:
        found = self._term(event)
        while self._is("&&"):
            self._next += 1
            found = self._term(event) and found
        return found

    def _term(self, event: dict[str, Any]) -> bool:
        if self._is("("):
            self._next += 1
            found = self._any(event)
            self._take(")")
            return found
        value = _selected(event, self._kind("selector"))
        kind, text = self._advance()
        if kind == "word":
            return _is_word(text, value)
        if text not in ("=", "!="):
            raise FilterSyntaxError(f"{text} compares nothing")
        wanted = self._kind("string")
        if value is _ABSENT or isinstance(value, dict | list):
            return text == "!=" and self.absent_differs
        return _equal(wanted, value) == (text == "=")

    def _advance(self) -> tuple[str, str]:
        if self._next == len(self._tokens):
            raise FilterSyntaxError("the pattern ends too early")
        self._next += 1
        return self._tokens[self._next - 1]

    def _kind(self, kind: str) -> str:
        found, text = self._advance()
        if found != kind:
            raise FilterSyntaxError(f"{text} stands where a {kind} should")
        return text

    def _is(self, mark: str) -> bool:
        return self._next < len(self._tokens) and self._tokens[self._next] == ("mark", mark)

    def _take(self, mark: str) -> None:
        if self._advance() != ("mark", mark):
            raise FilterSyntaxError(f"{mark} is missing")


@cache
def _tokens(text: str) -> tuple[tuple[str, str], ...]:
    found, place = [], 0
    while place < len(text.rstrip()):
        token = _TOKEN.match(text, place)
        if token is None or token.lastgroup is None:
            raise FilterSyntaxError(f"{text[place:]} is no token")
        found.append((token.lastgroup, token[token.lastgroup]))
        place = token.end()
    return tuple(found)


def _selected(event: dict[str, Any], selector: str) -> Any:
    found: Any = event
    for part in selector.split("."):
        if not isinstance(found, dict) or part not in found:
            return _ABSENT
        found = found[part]
    return found


def _is_word(word: str, value: Any) -> bool:
    answers = {
        "NOT EXISTS": value is _ABSENT,
        "IS NULL": value is None,
        "IS TRUE": value is True,
        "IS FALSE": value is False,
    }
    return answers[word]


def _equal(wanted: str, value: Any) -> bool:
    literal = wanted.removeprefix("*").removesuffix("*")
    if "*" in literal:
        raise FilterSyntaxError(f"{wanted} has a wildcard that is at neither end")
    if not isinstance(value, str):
        return False
    before, after = wanted.startswith("*"), wanted.endswith("*") and len(wanted) > 1
    if before and after:
        return literal in value
    if before:
        return value.endswith(literal)
    return value.startswith(literal) if after else value == literal
