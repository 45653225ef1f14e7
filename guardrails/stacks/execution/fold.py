"""Shorten a list of IAM actions without changing what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from guardrails import aws_facts
from guardrails.policy.language.patterns import matches

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z0-9]*|[A-Z0-9]+")
_WORTH_A_PATTERN = 3
"""Fewer actions are clearer one by one."""


def folded(actions: Iterable[str]) -> list[str]:
    """Write all actions of a service on one noun as `service:*Noun`, where the list has all of them.

    A managed policy holds 6,144 characters. A pattern is taken only where AWS's catalogue knows no other
    action that it covers, so that the policy allows what the list does.
    """
    all_actions = frozenset(actions)
    remaining, patterns = set(all_actions), list[str]()
    while best := max(_patterns(remaining, all_actions), key=itemgetter(0, 1), default=None):
        _, pattern, covered = best
        patterns.append(pattern)
        remaining -= covered
    return sorted([*patterns, *remaining])


def _patterns(remaining: set[str], all_actions: frozenset[str]) -> Iterator[tuple[int, str, frozenset[str]]]:
    """List (characters saved, pattern, actions) of every pattern that says nothing new."""
    for pattern in {pattern for action in remaining for pattern in _nouns(action)}:
        service_actions = aws_facts.actions_of(pattern.partition(":")[0])
        covered = frozenset(action for action in service_actions if matches(pattern, action))
        if covered <= all_actions and len(covered & remaining) >= _WORTH_A_PATTERN:
            yield sum(map(len, covered & remaining)) - len(pattern), pattern, covered


def _nouns(action: str) -> Iterator[str]:
    service, _, name = action.partition(":")
    words = _WORDS.findall(name)
    for start in range(1, len(words)):
        yield f"{service}:*{''.join(words[start:])}"
