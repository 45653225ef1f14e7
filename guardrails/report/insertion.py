"""Lines to paste into a baseline: what they are, and where they go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+")
"""Text that YAML can't take for a number, a date, or a word such as `no`."""


@dataclass(frozen=True)
class Insertion:
    """Lines for a list of the file, and the place where they go."""

    section: str
    line: int
    """The line, from 1, below which they go; 0 is the end of the file."""
    column: int
    """Where in that line they go, when its list is written in brackets; 0 is the line below."""
    lines: tuple[str, ...]
    bracket: str = "["
    """The bracket behind which they go, in that line."""

    def to_dict(self) -> dict[str, Any]:
        """Render as what JSON can hold."""
        return {"section": self.section, "line": self.line, "column": self.column, "lines": list(self.lines)}

    @property
    def place(self) -> str:
        """Say where they go."""
        if not self.line:
            return "at the end of the file"
        if self.column:
            return f"behind the {self.bracket} of `{self.section}`, in line {self.line}"
        return f"below `{self.section}:`, line {self.line}"

    def into(self, text: str) -> str:
        """Paste them."""
        pasted = "\n".join(self.lines)
        if not self.line:
            return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{pasted}\n"
        lines = text.split("\n")
        if self.column:
            line = lines[self.line - 1]
            lines[self.line - 1] = f"{line[: self.column]}{pasted} {line[self.column :]}"
        else:
            lines.insert(self.line, pasted)
        return "\n".join(lines)


def paste(insertions: Iterable[Insertion], file: str, *, fenced: bool = False) -> Iterator[str]:
    """Render lines to paste, each group below a sentence that says where it goes."""
    for snippet in insertions:
        yield f"Add to {file}, {snippet.place}:"
        yield from ("", "```yaml", *snippet.lines, "```", "") if fenced else snippet.lines


def insertion(text: str, section: str, entries: Sequence[Mapping[str, Any]]) -> Insertion:
    """Write entries for a top-level list of a file, in the way in which the file writes it."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(f"{section}:"):
            behind = line[len(section) + 1 :]
            if behind.lstrip().startswith("["):
                column = line.index("[") + 1
                return Insertion(section, number, column, tuple(f"{_flow(entry)}," for entry in entries))
            indent = _indent(text.split("\n")[number:])
            return Insertion(section, number, 0, tuple(_block(entries, indent)))
    return Insertion(section, 0, 0, (f"{section}:", *_block(entries, "  ")))


def _indent(below: Iterable[str]) -> str:
    """Return what stands before the dash of a list's first item."""
    dashes = (re.match(r"( *)- ", line) for line in below)
    return next((dash[1] for dash in dashes if dash), "  ")


def _block(entries: Iterable[Mapping[str, Any]], indent: str) -> Iterable[str]:
    for entry in entries:
        for number, (key, value) in enumerate(entry.items()):
            yield f"{indent}{'  ' if number else '- '}{key}: {_value(value)}"


def _flow(entry: Mapping[str, Any]) -> str:
    return f"{{ {', '.join(f'{key}: {_value(value)}' for key, value in entry.items())} }}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, date) or _PLAIN.fullmatch(str(value)):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False)
