"""Whether one statement makes another one superfluous."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.policy.action_set import bits_of, universe
from guardrails.policy.language.patterns import matches
from guardrails.policy.lint.engine.policy import LintedStatement, Test, Value

# What a star may stand for: nothing, or more letters than any row of question marks.
_STANDS_FOR = ("", "\N{GREEK CAPITAL LETTER DELTA}" * 64)


def covers(outer: LintedStatement, inner: LintedStatement) -> bool:
    """Return whether the outer statement denies or allows everything that the inner one does."""
    if outer.effect != inner.effect or outer.effect not in ("Allow", "Deny"):
        return False
    return (
        outer.item.get("Principal") == inner.item.get("Principal")
        and _conditions(outer) <= _conditions(inner)
        and _resources_covered(outer, inner)
        and _actions_covered(outer, inner)
    )


def _conditions(statement: LintedStatement) -> frozenset[object]:
    return frozenset(_canonical(test) for test in statement.tests)


def _canonical(test: Test) -> object:
    return test.operator or test.path, test.key.lower(), frozenset(value.text for value in test.values)


def _actions_covered(outer: LintedStatement, inner: LintedStatement) -> bool:
    inner_actions = _actions(inner)
    return inner_actions != 0 and inner_actions & ~_actions(outer) == 0


def _actions(statement: LintedStatement) -> int:
    if statement.not_actions:
        return universe() & ~bits_of(value.text for value in statement.not_actions)
    return bits_of(value.text for value in statement.actions)


def _resources_covered(outer: LintedStatement, inner: LintedStatement) -> bool:
    if any(value.text == "*" for value in outer.resources):
        return True
    if outer.not_resources:
        return bool(inner.not_resources) and _all_covered(outer.not_resources, inner.not_resources)
    return bool(inner.resources) and _all_covered(inner.resources, outer.resources)


def _all_covered(inner: Iterable[Value], outer: Iterable[Value]) -> bool:
    patterns = [value.text for value in outer]
    return all(any(_covers(pattern, value.text) for pattern in patterns) for value in inner)


def _covers(outer: str, inner: str) -> bool:
    return outer == inner or all(matches(outer, inner.replace("*", text)) for text in _STANDS_FOR)
