"""Turn plain data into the model, and pydantic's errors into findings with a place and a remedy."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guardrails import aws_facts, marked
from guardrails.baseline.explain import explain
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.node_ids import with_paths
from guardrails.baseline.sections.common import LIST, MAPPING
from guardrails.errors import Finding


def build(source: marked.SourceMap) -> tuple[BaselineFile | None, marked.SourceMap, list[Finding]]:
    """Build the model, and report parts that don't fit it.

    A part that doesn't fit is left out, and the rest is tried again. So the checks that need a whole model
    still run, and a person sees everything at once. The model is None where nothing usable is left. The
    source comes back with the places that the remaining items of shortened lists had.
    """
    if not isinstance(source.data, dict):
        finding = Finding(source.locate(()), "", "a baseline is a mapping", "start from the example")
        return None, source, [finding]
    source, findings = with_paths(source)
    pruned = _Pruned(source.data)
    while True:
        source = replace(source, kept_indexes=pruned.kept_indexes)
        try:
            return BaselineFile.model_validate(pruned.data), source, findings
        except ValidationError as error:
            details = _causes(error)
        findings += [_finding(detail, source) for detail in details if not pruned.caused(path_of(detail))]
        if not pruned.remove(details):
            return None, source, findings


@dataclass
class _Pruned:
    """A baseline's data, without what was found wrong in it."""

    data: dict[str, Any]
    kept_indexes: dict[marked.Path, list[int]] = field(default_factory=dict)
    gaps: list[marked.Path] = field(default_factory=list)
    """The places, as written, where something is missing now that the model may want."""
    is_copy: bool = False
    """Whether the data is a copy already: most baselines have nothing to remove."""

    def caused(self, path: marked.Path) -> bool:
        """Return whether an error is only the consequence of a part that was removed before."""
        places = [self.written(path)]
        if path in _INSTEAD_OF:
            places.append(self.written(_INSTEAD_OF[path]))
        return any(gap[: len(place)] == place for gap in self.gaps for place in places)

    def remove(self, details: Iterable[ErrorDetails]) -> bool:
        """Remove what is wrong, or what lacks something; False when nothing could be removed."""
        paths = {path_of(detail): detail["type"] for detail in details}
        gaps = [self.written(path) for path, kind in paths.items() if kind != "extra_forbidden"]
        targets = {target for path in paths if (target := self._target(path))}
        if targets and not self.is_copy:
            self.data, self.is_copy = copy.deepcopy(self.data), True
        for target in sorted(targets, key=_by_place, reverse=True):
            self._remove(target)
        self.gaps += gaps
        return bool(targets)

    def written(self, path: marked.Path) -> marked.Path:
        """Return the path that something has in the text."""
        return marked.SourceMap("", None, {}, kept_indexes=self.kept_indexes).written(path)

    def _target(self, path: marked.Path) -> marked.Path:
        """Return what to remove: what is wrong itself, or what lacks it."""
        while path and not self._replaceable(path) and not self._holds(path):
            path = path[:-1]
        return path

    def _replaceable(self, path: marked.Path) -> bool:
        return path in _STAND_INS and path not in self.gaps

    def _holds(self, path: marked.Path) -> bool:
        parent, part = self._at(path[:-1]), path[-1]
        if isinstance(parent, list):
            return isinstance(part, int) and part < len(parent)
        return isinstance(parent, dict) and part in parent

    def _remove(self, path: marked.Path) -> None:
        if self._replaceable(path):
            self._stand_in(path)
            return
        parent, part = self._at(path[:-1]), path[-1]
        if isinstance(parent, list) and isinstance(part, int):
            self.kept_indexes.setdefault(self.written(path[:-1]), list(range(len(parent)))).pop(part)
        del parent[part]

    def _stand_in(self, path: marked.Path) -> None:
        """Put a harmless value where nothing works without one."""
        self.gaps.append(path)
        parent: Any = self.data
        for part in path[:-1]:
            parent = parent.setdefault(part, {})
        parent[path[-1]] = _STAND_INS[path]()

    def _at(self, path: marked.Path) -> Any:
        branch: Any = self.data
        for part in path:
            try:
                branch = branch[part]
            except (KeyError, IndexError, TypeError):
                return None
        return branch


_INSTEAD_OF: dict[marked.Path, marked.Path] = {("trail", "bucket"): ("trail", "existing")}
"""By the path of what is needed, the path of what may stand instead of it."""
_STAND_INS: dict[marked.Path, Callable[[], Any]] = {
    ("organization", "id"): lambda: "o-0000000000",
    ("organization", "root"): lambda: "r-0000",
    ("organization", "home_region"): lambda: "us-east-1",
    ("organization", "management_account"): lambda: {"id": "000000000000"},
    ("organization", "management_account", "id"): lambda: "000000000000",
    ("regions",): lambda: {"allowed": sorted(aws_facts.all_regions())},
    ("regions", "allowed"): lambda: sorted(aws_facts.all_regions()),
}
"""Values for parts that the model needs; every region is allowed so that no check complains."""


def path_of(detail: ErrorDetails) -> marked.Path:
    """The path of an error in the data, without the parts that pydantic adds for a key or for a shape."""
    return tuple(part for part in detail["loc"] if part not in ("[key]", LIST, MAPPING))


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """List the errors without the lists that are too short only because of what is wrong in them."""
    details = error.errors(include_url=False)
    above = {path_of(detail)[:-1] for detail in details}
    return [detail for detail in details if detail["type"] != "too_short" or path_of(detail) not in above]


def _by_place(path: marked.Path) -> tuple[tuple[int, int, str], ...]:
    """Order paths so that, backwards, a list's last items come first and stay where they are."""
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in path)


def _finding(detail: ErrorDetails, source: marked.SourceMap) -> Finding:
    path = path_of(detail)
    at_key = detail["type"] in ("extra_forbidden", "missing") or "[key]" in detail["loc"]
    location = source.locate(path if at_key else marked.value_mark(path))
    problem, remedy = explain(detail, path)
    return Finding(location, source.name(path), problem, remedy)
