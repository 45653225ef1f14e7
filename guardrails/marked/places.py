"""Plain data, and the place in a text of everything in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from guardrails.errors import Finding, Location

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class SourceMap:
    """Plain data, the place of every key and value in it, and what was wrong with the text."""

    file: str
    data: Any
    marks: Mapping[Path, tuple[int, int]]
    findings: tuple[Finding, ...] = ()
    kept_indexes: Mapping[Path, Sequence[int]] = field(default_factory=dict)
    """Of lists that lost items since they were read: the places that the remaining ones had."""
    renamed: Mapping[Path, Mapping[str, str]] = field(default_factory=dict)
    """Of mappings whose keys were replaced since they were read: by new key, the written one."""

    def written(self, path: Path) -> Path:
        """Return the path that something has in the text, where lists may be longer and keys others."""
        place: Path = ()
        for part in path:
            if isinstance(part, int):
                indexes = self.kept_indexes.get(place, ())
                place = (*place, indexes[part] if part < len(indexes) else part)
            else:
                place = (*place, self.renamed.get(place, {}).get(part, part))
        return place

    def name(self, path: Path) -> str:
        """Render a path as a person wrote it: `regions.allowed[1]`."""
        return field_name(self.written(path))

    def locate(self, path: Path) -> Location:
        """Return where a path stands; for what is missing, where the nearest thing around it does."""
        path = self.written(path)
        while path and path not in self.marks:
            path = path[:-1]
        return Location(self.file, *self.marks.get(path, (1, 1)))


def field_name(path: Path) -> str:
    """Render a path as a person writes it: `regions.allowed[1]`."""
    rendered = ""
    for part in path:
        rendered += f"[{part}]" if isinstance(part, int) else f".{part}" if rendered else part
    return rendered


_VALUE = "\0value"
"""Marks where a key's value begins, beside the key's own mark."""


def value_mark(path: Path) -> Path:
    """Return the path under which `SourceMap.locate` knows where a key's value, not the key, begins."""
    return (*path, _VALUE)
