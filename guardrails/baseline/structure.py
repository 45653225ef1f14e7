"""Turn plain data into the model, and pydantic's errors into findings with a place and a remedy."""

from __future__ import annotations

import copy
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guardrails import marked
from guardrails.baseline.explain import explain
from guardrails.baseline.model import Baseline
from guardrails.errors import Finding


def build(source: marked.Marked) -> tuple[Baseline | None, list[Finding]]:
    """Build the model, and say what doesn't fit it.

    What doesn't fit is left out and the rest is tried again, so that the checks that need a whole model still
    run and a person sees everything at once. The model is None where nothing usable is left.
    """
    if not isinstance(source.data, dict):
        return None, [Finding(source.locate(()), "", "a baseline is a mapping", "start from the example")]
    data = copy.deepcopy(source.data)
    findings: list[Finding] = []
    first = True
    while True:
        try:
            return Baseline.model_validate(data), findings
        except ValidationError as error:
            details = error.errors(include_url=False)
        if first:
            findings = [_finding(detail, source) for detail in details]
            first = False
        if not _prune(data, [_path(detail) for detail in details]):
            return None, findings


def _path(detail: ErrorDetails) -> marked.Path:
    """The path of an error in the data: pydantic adds a part of its own for a key that is wrong."""
    return tuple(part for part in detail["loc"] if part != "[key]")


def _prune(data: dict[str, Any], paths: list[marked.Path]) -> bool:
    """Remove what is wrong, or what lacks something; False when nothing could be removed."""
    removed = False
    for path in sorted(set(paths), key=_by_place, reverse=True):
        removed |= _remove(data, path)
    return removed


def _by_place(path: marked.Path) -> tuple[tuple[int, int, str], ...]:
    """Order paths so that, backwards, a list's last items come first and stay where they are."""
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in path)


def _remove(data: dict[str, Any], path: marked.Path) -> bool:
    while path:
        parent: Any = data
        try:
            for part in path[:-1]:
                parent = parent[part]
            del parent[path[-1]]
        except (KeyError, IndexError, TypeError):
            path = path[:-1]
            continue
        return True
    return False


def _finding(detail: ErrorDetails, source: marked.Marked) -> Finding:
    path = _path(detail)
    at_key = detail["type"] in ("extra_forbidden", "missing") or "[key]" in detail["loc"]
    location = source.locate(path if at_key else marked.value_mark(path))
    problem, remedy = explain(detail, path)
    return Finding(location, marked.field_name(path), problem, remedy)
