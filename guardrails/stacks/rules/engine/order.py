"""In which order CloudFormation writes resources, and how many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from guardrails.stacks.rules.engine.template import Template, TemplateResource


def earlier(template: Template) -> Mapping[str, frozenset[str]]:
    """Return what is written before each resource, by logical id; nothing for a template with a cycle.

    CDK's own rules report a cycle.
    """
    graph = {
        id_: resource.references & template.resources.keys() for id_, resource in template.resources.items()
    }
    before: dict[str, frozenset[str]] = {}
    try:
        for id_ in TopologicalSorter(graph).static_order():
            before[id_] = graph[id_].union(*(before[needed] for needed in graph[id_]))
    except CycleError:
        return {}
    return before


def most_at_once(resources: Iterable[TemplateResource], before: Mapping[str, frozenset[str]]) -> int:
    """Return how many of some resources may be written at the same time.

    By Dilworth's theorem it is the number of chains that cover them all. This is the number of resources less
    the largest matching of each with a later one.
    """
    ids = {resource.id for resource in resources}
    ordered = sorted(ids, key=lambda id_: (len(before[id_]), id_))
    # Nearest predecessors first: in chains, which is how people order things, the first choice is then right.
    choices = {
        id_: sorted(before[id_] & ids, key=lambda predecessor: (-len(before[predecessor]), predecessor))
        for id_ in ordered
    }
    follower: dict[str, str] = {}
    return len(ids) - sum(_match(id_, choices, follower) for id_ in ordered)


def _match(start: str, choices: Mapping[str, list[str]], follower: dict[str, str]) -> bool:
    """Give a resource a predecessor, moving others to another one where that takes it (Kuhn)."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        id_ = waiting.pop()
        for choice in choices[id_]:
            if choice in came_from:
                continue
            came_from[choice] = id_
            if choice in follower:
                waiting.append(follower[choice])
                continue
            _shift(choice, start, came_from, follower)
            return True
    return False


def _shift(free: str, start: str, came_from: Mapping[str, str], follower: dict[str, str]) -> None:
    previous = {taker: choice for choice, taker in follower.items()}
    choice = free
    while True:
        taker = came_from[choice]
        follower[choice] = taker
        if taker == start:
            return
        choice = previous[taker]
