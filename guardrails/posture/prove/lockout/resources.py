"""Find the resources and principals that stand for all of a need: those that the policies tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from guardrails.policy.language.conditions import conditions_of
from guardrails.policy.language.document import VERSION
from guardrails.policy.language.patterns import arn_matches, is_pattern, resource_matches
from guardrails.policy.language.principals import grammars
from guardrails.policy.language.rules import Rule
from guardrails.policy.language.variables import Context
from guardrails.policy.space.automaton import Grammar, UndecidableError
from guardrails.policy.space.texts import kind_of, texts
from guardrails.policy.space.values import PRINCIPAL_ARN, named_resources
from guardrails.posture.prove.lockout.needs import NeededCall


def resources_of(call: NeededCall, rules: Iterable[Rule], fixed: Context) -> Iterator[str]:
    """List enough resources of a call: the policies treat every other one like one of these.

    Args:
        call: the call, whose resource may be an ARN pattern.
        rules: the statements that speak of its action.
        fixed: the condition keys that are the same in each of its requests.

    Raises:
        UndecidableError: when finitely many resources can't stand for all.
    """
    if call.resource == "*" or not is_pattern(call.resource):
        yield call.resource
        return
    lists = dict.fromkeys(filter(None, (_patterns(rule, fixed) for rule in rules)))
    for resource in _representatives(call.resource, tuple(filter(None, (call.without, *lists)))):
        needed = resource_matches(call.resource, resource)
        if needed and not any(resource_matches(pattern, resource) for pattern in call.without):
            yield resource


def principals_of(pattern: str, rules: Iterable[Rule], fixed: Context) -> Iterator[str]:
    """List enough principals that a pattern covers: the policies treat every other one like one of these.

    Args:
        pattern: the ARN of a principal, or an ARN pattern with an account.
        rules: the statements that speak of what the principal asks for.
        fixed: the condition keys that are the same in each of its requests.

    Raises:
        UndecidableError: when finitely many principals can't stand for all.
    """
    if not is_pattern(pattern):
        yield pattern
        return
    conditions = dict.fromkeys(
        condition
        for rule in rules
        for condition in rule.conditions
        if condition.key == PRINCIPAL_ARN and condition.operator and kind_of(condition) == "text"
    )
    for condition in conditions:
        _check(condition.variables, fixed)
    shapes = tuple(_beginning(pattern, shape) for shape in grammars(pattern.split(":")[4]))
    covered = conditions_of((("ArnLike", PRINCIPAL_ARN, (pattern,)),), VERSION)
    for principal in dict.fromkeys(texts((*covered, *conditions), filter(None, shapes), fixed)):
        if arn_matches(pattern, principal):
            yield principal


def _patterns(rule: Rule, fixed: Context) -> tuple[str, ...]:
    for template in rule.resources:
        _check(template.keys, fixed)
    return tuple(filter(None, (template.pattern(fixed) for template in rule.resources)))


def _check(variables: frozenset[str], fixed: Context) -> None:
    for variable in sorted(variables - fixed.keys()):
        raise UndecidableError(f"the request fills in ${{{variable}}}")


def _representatives(pattern: str, lists: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """List enough ARNs that a pattern covers; a disputed reading is told apart by both.

    A pattern that ends in its only wildcard is left to the shape of the ARNs: the rest is the same in every
    account, and found once.
    """
    literal = _literal(pattern)
    alone = pattern.removeprefix(literal) == "?*"
    yield from named_resources(literal, lists if alone else ((pattern,), *lists))


def _literal(pattern: str) -> str:
    """Return the start of a pattern that has no wildcard."""
    return pattern[: next(index for index, char in enumerate(pattern) if char in "*?")]


def _beginning(pattern: str, shape: Grammar) -> Grammar | None:
    """Return a shape of principals as far as a pattern allows it; None where it allows none of it."""
    literal = _literal(pattern)
    if shape.prefix.startswith(literal):
        return shape
    state: int | None = shape.start
    for char in literal[len(shape.prefix) :]:
        state = None if state is None else shape.step(state, char)
    if state is None or not literal.startswith(shape.prefix):
        return None
    return replace(shape, prefix=literal, start=state)
