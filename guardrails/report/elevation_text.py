"""Where the entry of an elevation goes in a file, and how it reads there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from guardrails import marked
from guardrails.errors import Finding, InputError, Location
from guardrails.report.insertion import Insertion

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-/.][A-Za-z0-9]+)+|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z")
"""Text that YAML can't take for anything else."""
_SECTION, _PART = ("access",), ("access", "elevations")


def elevation_insertion(text: str, file: str, name: str, fields: Mapping[str, str]) -> Insertion:
    """Return the lines of an elevation, written as the file writes the section, and their place.

    Args:
        text: the baseline.
        file: how findings name it.
        name: the name of the elevation.
        fields: its fields, in the order in which they are written.

    Raises:
        InputError: when the file has no section `access`, or an elevation of this name.
    """
    source = marked.read(text, file)
    access = source.data.get("access") if isinstance(source.data, dict) else None
    if not isinstance(access, dict) or not access:
        problem, remedy = "the file has no section access", "write it first; docs/access.md shows how"
        raise InputError([Finding(Location(file), "access", problem, remedy)])
    elevations = access.get("elevations")
    if isinstance(elevations, dict) and name in elevations:
        location = source.locate((*_PART, name))
        problem = "an elevation of this name exists already"
        remedy = "take another name: AWS ends each by its own permission set"
        raise InputError([Finding(location, f"access.elevations.{name}", problem, remedy)])
    if "elevations" in access:
        return _below(text, source, _PART, elevations or {}, {name: dict(fields)})
    return _below(text, source, _SECTION, access, {"elevations": {name: dict(fields)}})


def _below(
    text: str,
    source: marked.SourceMap,
    path: marked.Path,
    mapping: Mapping[str, object],
    entry: Mapping[str, object],
) -> Insertion:
    """Write an entry as the first of a mapping, in braces where the mapping has them."""
    lines, section = text.split("\n"), marked.field_name(path)
    key, value = source.locate(path), source.locate(marked.value_mark(path))
    if lines[value.line - 1][value.column - 1 : value.column] == "{" and value != key:
        pasted = f"{_flow(entry)[2:-2]}{',' if mapping else ''}"
        return Insertion(section, value.line, value.column, (f" {pasted}",), bracket="{")
    first = next(iter(mapping), None)
    column = key.column + 1 if first is None else source.locate((*path, first)).column - 1
    return Insertion(section, key.line, 0, tuple(_block(entry, " " * column)))


def _block(entry: Mapping[str, object], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in entry.items():
        if isinstance(value, dict):
            lines += [f"{indent}{_scalar(key)}:", *_block(value, f"{indent}  ")]
        else:
            lines.append(f"{indent}{key}: {_scalar(str(value))}")
    return lines


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_scalar(str(key))}: {_flow(part)}' for key, part in value.items())} }}"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    plain = text in _FIELDS or _PLAIN.fullmatch(text)
    return text if plain else json.dumps(text, ensure_ascii=False)


_FIELDS = frozenset(
    (
        "elevations",
        "group",
        "permission_set",
        "account",
        "starts",
        "ends",
        "reason",
        "approved_by",
    )
)
