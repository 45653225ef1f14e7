"""Find the resources that stand for all of a call: those that the policies tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails.policy import Statement
from guardrails.policy.action_set import bits_of
from guardrails.policy.patterns import ARN_SEGMENTS, resource_matches
from guardrails.policy.values import named_resources, resource_representatives
from guardrails.posture.prove.needs import Call
from guardrails.posture.prove.worlds import World


def resources_of(call: Call, world: World) -> Iterator[str]:
    """List enough resources of a call: the policies treat every other one like one of these.

    Args:
        call: the call, whose resource may be an ARN pattern.
        world: the accounts with their policies.

    Raises:
        UndecidableError: when finitely many resources can't stand for all.
    """
    if call.resource == "*" or "*" not in call.resource:
        yield call.resource
        return
    statements = (
        statement
        for level in world.levels
        for policy in level
        for statement in policy.document.statements
        if _concerns(statement, call.action)
    )
    without = (*call.without, f"{call.resource}:*")  # no name of such a resource has a colon
    lists = dict.fromkeys(_lists(statements))
    for resource in _told_apart(call, tuple(lists)):
        needed = resource_matches(call.resource, resource)
        if needed and not any(resource_matches(pattern, resource) for pattern in without):
            yield resource


def _told_apart(call: Call, lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return resources that some lists tell apart, those of the call at least."""
    start, _, rest = call.resource.partition("*")
    if rest or start.count(":") < ARN_SEGMENTS - 1:
        return resource_representatives(((call.resource,), (f"{call.resource}:*",), call.without, *lists))
    # The call's own pattern would only tell accounts apart that all lists treat alike.
    return named_resources(start, (call.without, *lists))


def _concerns(statement: Statement, action: str) -> bool:
    action_bits = bits_of((action,))
    if statement.actions:
        return bool(bits_of(statement.actions) & action_bits)
    return not bits_of(statement.not_actions) & action_bits


def _lists(statements: Iterable[Statement]) -> Iterator[tuple[str, ...]]:
    for statement in statements:
        for patterns in (statement.resources, statement.not_resources):
            if patterns and patterns != ("*",):
                yield patterns
