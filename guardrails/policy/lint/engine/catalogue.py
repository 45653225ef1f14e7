"""Which of AWS's actions a statement is about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from guardrails.aws_facts import actions_of, all_actions, is_service
from guardrails.policy.language.patterns import matches
from guardrails.policy.lint.engine.policy import Value


@cache
def covered(pattern: str) -> tuple[str, ...]:
    """List the catalogue's actions that a pattern covers, ignoring case."""
    service, _, _ = pattern.lower().partition(":")
    if "*" in service or "?" in service:
        candidates = all_actions()
    else:
        candidates = actions_of(service) if is_service(service) else ()
    return tuple(name for name in candidates if matches(pattern.lower(), name.lower()))


def has_wildcard(text: str) -> bool:
    """Return whether a text is a pattern."""
    return "*" in text or "?" in text


def all_covered(values: Iterable[Value]) -> tuple[str, ...] | None:
    """List the actions that any of the texts covers; None where one of them covers nothing that is known."""
    actions: dict[str, None] = {}
    for value in values:
        names = covered(value.pattern)
        if not names:
            return None
        actions.update(dict.fromkeys(names))
    return tuple(actions)
