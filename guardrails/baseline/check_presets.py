"""Check the presets among the guardrails: that each stands somewhere once, and says something there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from guardrails.baseline.context import Context
from guardrails.baseline.guardrail import Guardrail
from guardrails.baseline.presets import differing
from guardrails.baseline.sections.guardrails import GuardrailEntry
from guardrails.errors import Finding
from guardrails.organization import covers


def presets(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the presets."""
    entries = c.baseline.file.guardrails
    for index, entry in enumerate(entries):
        if entry.preset is not None:
            for position, path in enumerate(entry.at):
                yield from c.bound(("guardrails", index, "at", position), path)
            yield from _below_itself(c, index, entry)
            yield from _idle(c, index, entry)
    named = [(index, entry) for index, entry in enumerate(entries) if entry.preset is not None]
    for (first, first_entry), (second, second_entry) in combinations(named, 2):
        yield from _contradicting(c, first, first_entry, second, second_entry)


def _below_itself(c: Context, index: int, entry: GuardrailEntry) -> Iterator[Finding]:
    for position, path in enumerate(entry.at):
        for above in entry.at[:position]:
            if covers(above, path) or covers(path, above):
                upper = above if covers(above, path) else path
                problem = f"the preset stands at {above} already"
                remedy = f"keep {upper}, which binds everything below it"
                yield c.at(("guardrails", index, "at", position), problem, remedy)


def _idle(c: Context, index: int, entry: GuardrailEntry) -> Iterator[Finding]:
    """Where nothing of a preset is left, somebody expected more of it."""
    standing = {path for guardrail in _brought_by(c, index) for path in guardrail.at}
    for position, path in enumerate(entry.at):
        if path not in standing and not any(covers(above, path) and above != path for above in entry.at):
            problem = f"the preset {entry.preset} adds nothing at {path}"
            remedy = "remove it: each of its controls is listed or left out, or stands there already"
            yield c.at(("guardrails", index, "at", position), problem, remedy)


def _brought_by(c: Context, index: int) -> list[Guardrail]:
    return [guardrail for guardrail in c.baseline.guardrails if guardrail.entry == index]


def _contradicting(
    c: Context, first: int, first_entry: GuardrailEntry, second: int, second_entry: GuardrailEntry
) -> Iterator[Finding]:
    """A control can't stand at one node with two sets of parameters."""
    brought = [guardrail.name for guardrail in _brought_by(c, second)]
    differ = [
        name for name in differing(first_entry, second_entry, brought) if name not in first_entry.without
    ]
    for position, path in enumerate(second_entry.at):
        if differ and path in first_entry.at:
            first_preset = f"the preset {first_entry.preset}, by {c.position(('guardrails', first))}"
            problem = f"{first_preset}, wants {differ[0]} at {path} with other parameters"
            remedy = "keep one of the two presets there, or list the control yourself"
            yield c.at(("guardrails", second, "at", position), problem, remedy)
