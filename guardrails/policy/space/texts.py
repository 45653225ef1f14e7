"""Enough texts: whatever text a condition key has, some conditions treat one of these the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from guardrails.policy.language.conditions import Condition
from guardrails.policy.language.variables import Context, literal_text
from guardrails.policy.space.automaton import Automaton, Grammar
from guardrails.policy.space.walks import Walk, arn_walk, literal_walk, text_walk

_TEXT = ("String", "Arn")


def texts(conditions: Sequence[Condition], grammar: Iterable[Grammar], fixed: Context) -> Iterator[str]:
    """List a text for every set of conditions that some text meets and no other.

    Raises:
        UndecidableError: when the patterns interlock in more ways than can be tried.
    """
    automaton = automaton_of(
        tuple((_name(condition), tuple(condition.patterns(fixed))) for condition in conditions)
    )
    for shape in grammar:
        yield from (text for _, text in automaton.classes(shape))


def kind_of(condition: Condition) -> str:
    """Return what a condition compares: text, Numeric, Date, Bool, Binary, Null or Ip."""
    name = _name(condition)
    if name.startswith(_TEXT):
        return "text"
    kinds = ("Numeric", "Date", "Bool", "Binary", "Null")
    return next((kind for kind in kinds if name.startswith(kind)), "Ip")


def _name(condition: Condition) -> str:
    """Return its operator's name, without quantifier and IfExists."""
    return condition.operator.operator.name if condition.operator else ""


@lru_cache(maxsize=4096)
def automaton_of(written: tuple[tuple[str, tuple[str | None, ...]], ...]) -> Automaton:
    """Lay out the patterns of some conditions: of each the name of its operator, and its patterns."""
    return Automaton([tuple(_walks(name, patterns)) for name, patterns in written])


def _walks(name: str, patterns: Iterable[str | None]) -> Iterator[Walk]:
    for pattern in patterns:
        if pattern is None:
            yield None
        elif name.startswith("Arn"):
            yield arn_walk(pattern)
        elif name.endswith("Like"):
            yield text_walk(pattern)
        else:
            yield literal_walk(literal_text(pattern), ignore_case=name.endswith("IgnoreCase"))
