"""Actions that the catalogue lacks and a policy names, such as those of a service that AWS launched today.

AWS accepts any name. So `"NotAction": "newservice:*"` frees a service of tomorrow, which no action of the
catalogue shows.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from guardrails.aws_facts import is_service
from guardrails.policy import action_set
from guardrails.policy.language.patterns import is_pattern
from guardrails.policy.space.automaton import Automaton, Grammar
from guardrails.policy.space.walks import text_walk

_NAMES = Grammar(step=lambda *_: 1, ends=bool, characters="")
"""Every name of at least one character."""


def unlisted(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return enough names of actions that the catalogue lacks: one for each choice among the patterns.

    Patterns that cover an action of the catalogue are left out: that action stands for those to come.

    Args:
        lists: the patterns of actions of each statement.

    Raises:
        UndecidableError: when the patterns interlock in more ways than can be tried.
    """
    by_service: dict[str, dict[str, None]] = {}
    for patterns in dict.fromkeys(lists):
        for service, name in _unlisted(patterns):
            by_service.setdefault(service, {})[name] = None
    return tuple(name for service, names in by_service.items() for name in _names(service, tuple(names)))


def names_unlisted(patterns: tuple[str, ...]) -> bool:
    """Return whether any of the patterns covers no action of the catalogue."""
    return bool(_unlisted(patterns))


def stand_in(name: str) -> int:
    """Return the bit that stands for what AWS may add to the service of an action, or for a new service."""
    service = name.partition(":")[0]
    whole = action_set.bits(f"{service}:*") if is_service(service) else action_set.universe()
    return 1 << whole.bit_length() - 1


@lru_cache(maxsize=4096)
def _unlisted(patterns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(_split(patterns))


def _split(patterns: Iterable[str]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        service, colon, name = pattern.partition(":")
        if colon and not is_pattern(service) and not action_set.bits(pattern):
            yield service.lower(), name


@lru_cache(maxsize=1024)
def _names(service: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names as they are written where no wildcard stands in any; else one of each class."""
    spelled = {name.lower(): name for name in names}
    automaton = Automaton([(text_walk(name),) for name in spelled])
    classes = automaton.classes(_NAMES)
    return tuple(f"{service}:{spelled.get(text, text)}" for matching, text in classes if matching)
