"""YAML with comments, written so that the same content gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from unicodedata import category

from guardrails.errors import one_line

WIDTH = 110
"""Characters of a line, where a list can be broken."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_SPECIAL = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True)
class YamlNode:
    """A key with its value, and what a reader should know of both."""

    key: str
    value: Any
    """A scalar, a list of scalars, or a mapping in one line; a `YamlBlock` or `YamlItems` over several."""
    comments: tuple[str, ...] = ()
    """Lines above it."""
    beside: str = ""
    """A remark at the end of its first line."""


@dataclass(frozen=True)
class YamlBlock:
    """A mapping over several lines."""

    nodes: tuple[YamlNode, ...]


@dataclass(frozen=True)
class YamlItems:
    """A list of mappings, each over several lines, or in as few as it fits."""

    items: tuple[YamlBlock | Mapping[str, Scalar], ...]
    comments: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Lines above an item, by its index."""


def rendered(nodes: Iterable[YamlNode], indent: int = 0) -> Iterator[str]:
    """Render a mapping, line by line."""
    for node in nodes:
        yield from comment_lines(node.comments, indent)
        beside = f" # {one_line(node.beside)}" if node.beside else ""
        head = f"{' ' * indent}{scalar(node.key)}:"
        if isinstance(node.value, YamlBlock):
            yield head + beside
            yield from rendered(node.value.nodes, indent + 2)
        elif isinstance(node.value, YamlItems):
            yield head + beside
            yield from _items(node.value, indent + 2)
        else:
            yield from _valued(head, node.value, beside, indent)


def comment_lines(comments: Iterable[str], indent: int = 0) -> Iterator[str]:
    """Render comments, each broken into lines that aren't too wide."""
    for comment in comments:
        words, line = one_line(comment).split(" "), ""
        for word in words:
            if line and indent + len(line) + len(word) + 3 > WIDTH:
                yield f"{' ' * indent}# {line}"
                line = ""
            line = f"{line} {word}" if line else word
        yield f"{' ' * indent}# {line}".rstrip()


def scalar(value: Scalar) -> str:
    """Render a scalar; text in quotes unless YAML can't take it for anything else."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _SPECIAL:
            return value
        return "".join(_escaped(character) for character in json.dumps(value, ensure_ascii=False))
    return json.dumps(value)


def _escaped(character: str) -> str:
    """Escape what YAML doesn't take as it is, such as control characters."""
    if character.isprintable() or category(character) == "Zs":
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code < 1 << 16 else f"\\U{code:08X}"


def _items(items: YamlItems, indent: int) -> Iterator[str]:
    for index, item in enumerate(items.items):
        yield from comment_lines(items.comments.get(index, ()), indent)
        if isinstance(item, YamlBlock):
            lines = list(rendered(item.nodes, indent + 2))
        else:
            pairs = [f"{scalar(key)}: {scalar(value)}" for key, value in item.items()]
            lines = list(_broken(pairs, indent + 2, "{ ", " }"))
        yield f"{' ' * indent}- {lines[0].lstrip()}"
        yield from lines[1:]


def _valued(head: str, value: Any, beside: str, indent: int) -> Iterator[str]:
    line = f"{head} {flow(value)}{beside}"
    if len(line) <= WIDTH or not isinstance(value, list | tuple):
        yield line
        return
    yield head + beside
    yield from _broken([flow(entry) for entry in value], indent + 2)


def _broken(entries: Sequence[str], indent: int, start: str = "[", end: str = "]") -> Iterator[str]:
    """Break a list or a mapping in one line into several."""
    margin, line = " " * indent, start
    for position, entry in enumerate(entries):
        part = entry + ("," if position < len(entries) - 1 else end)
        if line != start and indent + len(line) + len(part) + 1 > WIDTH:
            yield margin + line
            line = " " * len(start) + part
        else:
            line = f"{line}{part}" if line == start else f"{line} {part}"
    yield margin + line


def flow(value: Any) -> str:
    """Render a value in one line."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{scalar(str(key))}: {flow(entry)}" for key, entry in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(entry) for entry in value)}]"
    return scalar(value)
