"""Check the guardrails of a baseline: that each names a control and stands somewhere once."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guardrails import marked
from guardrails.baseline.context import Context
from guardrails.baseline.explain import explain
from guardrails.baseline.sections.guardrails import GuardrailEntry
from guardrails.controls import Control, control, control_ids
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH, covers


def guardrails(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the guardrails."""
    standing: dict[str, _Standing] = {}
    for index, guardrail in enumerate(c.baseline.file.guardrails):
        if guardrail.preset is not None:
            continue  # check_presets is about these
        entry_path: marked.Path = ("guardrails", index)
        for position, path in enumerate(guardrail.at):
            yield from c.bound((*entry_path, "at", position), path)
            entries = standing.setdefault(guardrail.control or guardrail.document or "", _Standing())
            yield from _twice(c, (*entry_path, "at", position), guardrail, path, entries)
            entries.add(path, index)
        if guardrail.control is not None:
            yield from _control(c, entry_path, guardrail)
        elif guardrail.parameters:
            yield c.at(
                (*entry_path, "parameters"), "a document of your own takes no parameters", "remove them"
            )


class _Standing:
    """The nodes at which a guardrail stands, each with the entry that says so, looked up by their lineage."""

    def __init__(self) -> None:
        self._at: dict[str, list[tuple[str, int]]] = {}
        self._below: dict[str, list[tuple[str, int]]] = {}

    def add(self, path: str, entry: int) -> None:
        """Enter a node."""
        self._at.setdefault(path, []).append((path, entry))
        for above in _above(path):
            self._below.setdefault(above, []).append((path, entry))

    def related(self, path: str) -> list[tuple[str, int]]:
        """List the entries at a node, above it and below it, in their order."""
        related = [entry for node in (path, *_above(path)) for entry in self._at.get(node, ())]
        return sorted((*related, *self._below.get(path, ())), key=lambda entry: entry[1])


def _above(path: str) -> Iterator[str]:
    """List the paths above a path, the root's included."""
    if path != ROOT_PATH:
        yield from (path.rsplit("/", count)[0] for count in range(1, path.count("/") + 1))
        yield ROOT_PATH


def _twice(
    c: Context, at_path: marked.Path, guardrail: GuardrailEntry, path: str, standing: _Standing
) -> Iterator[Finding]:
    """A guardrail binds everything below where it stands: below itself it is redundant.

    With other parameters it says something else, unless it stands at the very same node.
    """
    name = guardrail.control or guardrail.document or ""
    for related_path, index in standing.related(path):
        if related_path == path or c.baseline.file.guardrails[index].parameters == guardrail.parameters:
            upper = related_path if covers(related_path, path) else path
            first = c.position(("guardrails", index))
            problem = f"{name} stands at {related_path} already, by {first}"
            yield c.at(at_path, problem, f"keep the one at {upper}, which binds everything below it")


def _control(c: Context, entry_path: marked.Path, guardrail: GuardrailEntry) -> Iterator[Finding]:
    name = guardrail.control or ""
    if name not in control_ids():
        yield from c.named((*entry_path, "control"), "control", name, frozenset(control_ids()))
        return
    definition = control(name)
    if definition.needs and not any(map(c.source.data.get, definition.needs)):
        sections = " or ".join(f"`{section}`" for section in definition.needs)
        problem = f"{name} has nothing to protect: the section {sections} is missing or empty"
        yield c.at(entry_path, problem, "add the section, or remove the guardrail")
    try:
        definition.parameters.model_validate(guardrail.parameters)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            yield _parameter(c, entry_path, definition, detail)


def _parameter(c: Context, entry_path: marked.Path, definition: Control, detail: ErrorDetails) -> Finding:
    below = tuple(part for part in detail["loc"] if part != "[key]")
    path = (*entry_path, "parameters", *below)
    problem, remedy = explain(detail, below, definition.parameters, definition.id)
    at_key = detail["type"] in ("extra_forbidden", "missing") or "[key]" in detail["loc"]
    return c.at(path, problem, remedy) if at_key else c.value_at(path, problem, remedy)
