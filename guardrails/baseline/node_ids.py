"""Take the id of the root, a unit or an account wherever the baseline takes a path."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from guardrails import marked
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.sections.common import NODE_PATH
from guardrails.baseline.shapes import as_model, bare
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH


def with_paths(source: marked.SourceMap) -> tuple[marked.SourceMap, list[Finding]]:
    """Replace ids by paths, where the model has paths; the source still knows what was written.

    A path wins over an id that reads the same. An id that isn't in the organization stays as it is.
    """
    if not isinstance(source.data, dict):
        return source, []
    paths = _paths_by_id(source.data.get("organization"))
    rewriting = _Rewriting(source, paths)
    data = rewriting.value(source.data, BaselineFile, ())
    return replace(source, data=data, renamed=rewriting.renamed), rewriting.findings


def named_paths(data: Any) -> Iterator[tuple[marked.Path, str]]:
    """Yield each path of a node in a baseline's data, as a value or as a key, and where it stands."""
    yield from _named(data, BaselineFile, ())


def _named(value: Any, annotation: Any, place: marked.Path) -> Iterator[tuple[marked.Path, str]]:
    if not _holds_paths(annotation):
        return
    if is_path(annotation):
        if isinstance(value, str):
            yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _named(item, _items_of(annotation), (*place, index))
    elif isinstance(value, dict):
        model, inner = as_model(annotation), get_args(bare(annotation, "key"))
        for key, item in value.items():
            if model is None and is_path(inner[0]):
                yield (*place, key), key
            kind = inner[1] if model is None else _field_type(model, key)
            yield from _named(item, kind, (*place, key))


@dataclass
class _Rewriting:
    source: marked.SourceMap
    paths: Mapping[str, str]
    renamed: dict[marked.Path, dict[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def value(self, value: Any, annotation: Any, place: marked.Path) -> Any:
        if not _holds_paths(annotation):
            return value
        if is_path(annotation):
            return self.paths.get(value, value) if isinstance(value, str) else value
        if isinstance(value, list):
            inner = _items_of(annotation)
            return [self.value(item, inner, (*place, index)) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return self._mapping(value, annotation, place)
        return value

    def _mapping(self, mapping: dict[str, Any], annotation: Any, place: marked.Path) -> dict[str, Any]:
        model, inner = as_model(annotation), get_args(bare(annotation, "key"))
        data: dict[str, Any] = {}
        for key, value in mapping.items():
            if model is not None:
                data[key] = self.value(value, _field_type(model, key), (*place, key))
                continue
            path = self.paths.get(key, key) if is_path(inner[0]) else key
            if path in data or (path != key and path in mapping):
                self._twice((*place, key), key, path)
                continue
            if path != key:
                self.renamed.setdefault(place, {})[path] = key
            data[path] = self.value(value, inner[1], (*place, key))
        return data

    def _twice(self, place: marked.Path, node_id: str, path: str) -> None:
        problem = f'"{node_id}" is the id of {path}, which stands here too'
        location = self.source.locate(place)
        self.findings.append(Finding(location, marked.field_name(place), problem, "keep one of the two"))


def _paths_by_id(organization: Any) -> dict[str, str]:
    """Map the ids in an organization, as written, to paths; what isn't well-formed is left out."""
    if not isinstance(organization, dict):
        return {}
    paths = dict(_below(organization, ""))
    management = organization.get("management_account")
    if isinstance(management, dict):
        paths[str(management.get("id"))] = str(management.get("name", "management"))
    paths[str(organization.get("root"))] = ROOT_PATH
    addresses = set(paths.values())
    return {node_id: path for node_id, path in paths.items() if node_id not in addresses}


def _below(section: Any, above: str) -> Iterator[tuple[str, str]]:
    for key in ("units", "accounts"):
        entries = section.get(key) if isinstance(section, dict) else None
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            path = f"{above}{name}"
            yield str(entry.get("id") if isinstance(entry, dict) else entry), path
            yield from _below(entry, f"{path}/")


@cache
def is_path(annotation: Any) -> bool:
    """Return whether a type is a path's, or a path's that may be left out."""
    if get_origin(annotation) is Annotated:
        return NODE_PATH in get_args(annotation)[1:] or is_path(get_args(annotation)[0])
    return get_origin(annotation) in (Union, types.UnionType) and any(map(is_path, get_args(annotation)))


def _field_type(model: type[BaseModel], name: str) -> Any:
    info = model.model_fields.get(name)
    if info is None:
        return None
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def _items_of(annotation: Any) -> Any:
    return next(iter(get_args(bare(annotation, 0))), None)


@cache
def _holds_paths(annotation: Any, around: frozenset[type[BaseModel]] = frozenset()) -> bool:
    """Return whether a path stands anywhere in a type: the tree of units, which is large, has none."""
    if is_path(annotation):
        return True
    if (model := as_model(annotation)) is not None:
        return _model_holds_paths(model, around)
    return any(_holds_paths(inner, around) for inner in get_args(annotation) if not isinstance(inner, str))


@cache
def _model_holds_paths(model: type[BaseModel], around: frozenset[type[BaseModel]]) -> bool:
    if model in around:
        return False
    return any(_holds_paths(_field_type(model, name), around | {model}) for name in model.model_fields)
