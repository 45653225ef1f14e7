"""Read a text into plain data with places, and say everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guardrails.errors import Finding, Location
from guardrails.marked import careful, quick
from guardrails.marked.places import Path, SourceMap, field_name, value_mark

MAX_CHARACTERS = 1_000_000
"""A baseline of 5,000 accounts has a quarter of this."""
MAX_VALUES = 200_000
"""Counted after aliases are expanded, so that a few nested aliases can't fill the memory."""


def read(text: str, file: str) -> SourceMap:
    """Parse a text; syntax errors, repeated keys and excessive nesting come back as findings."""
    if len(text) > MAX_CHARACTERS:
        problem = f"the file has more than {MAX_CHARACTERS:,} characters, and no more are read"
        return SourceMap(file, None, {}, (Finding(Location(file), "", problem, "split or shorten it"),))
    node = _compose(text, file)
    if isinstance(node, Finding):
        return SourceMap(file, None, {}, (node,))
    reader = _Reader(file)
    try:
        data = reader.value(node, ()) if node is not None else None
    except _StopReadingError:
        data = None
    return SourceMap(file, data, reader.marks, tuple(reader.findings))


def _compose(text: str, file: str) -> Node | Finding | None:
    try:
        return quick.compose(text, careful.MAX_DEPTH)
    except quick.UnsureError:
        return careful.compose(text, file)


class _StopReadingError(Exception):
    """The text is hostile or broken beyond use; the finding has been recorded."""


@dataclass
class _Reader:
    file: str
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    count: int = 0

    def value(self, node: Node, path: Path) -> Any:
        self.marks.setdefault(path, _position(node))
        self.count += 1
        if len(path) > careful.MAX_DEPTH:
            self.findings.append(careful.too_deep(self.file, *_position(node)))
            raise _StopReadingError
        if self.count > MAX_VALUES:
            problem = f"expands to more than {MAX_VALUES:,} values through its aliases"
            self._add(node, path, problem, "write the values out instead of nesting aliases")
            raise _StopReadingError
        tag = str(node.tag)
        if tag not in _TAGS:
            self._add(node, path, f"the YAML tag {tag} is not supported", "remove the tag")
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(tag.rpartition(":")[2], self._text(node, path))

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._add(key_node, path, "a key must be plain text", "write it as `name: value`")
                continue
            if key_node.tag == _MERGE:
                problem = "a merge key (<<) is not supported"
                self._add(key_node, path, problem, "write the values out, or name the list with *alias")
                continue
            key = self._text(key_node, path)
            inner = (*path, key)
            if key in mapping:
                first = self.marks[inner][0]
                self._add(
                    key_node,
                    inner,
                    f'"{key}" stands here a second time, first in line {first}',
                    "keep one of the two",
                )
                continue
            self.marks[inner] = _position(key_node)
            mapping[key] = self.value(value_node, inner)
            # YAML places an empty value where the next token begins, lines below.
            empty = value_node.start_mark.index == value_node.end_mark.index
            self.marks[value_mark(inner)] = _position(key_node if empty else value_node)
        return mapping

    def _text(self, node: Node, path: Path) -> str:
        """Return a scalar's text with its surrogate pairs joined; half a pair is no character."""
        text = str(node.value)
        if text.isascii():
            return text
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._add(node, path, "an escape names half a character", "correct or remove the escape")
            return text.encode("utf-8", "replace").decode("utf-8")

    def _add(self, node: Node, path: Path, problem: str, remedy: str) -> None:
        location = Location(self.file, *_position(node))
        self.findings.append(Finding(location, field_name(path), problem, remedy))


def _scalar(kind: str, text: str) -> Any:
    """Decode a scalar; what isn't of the kind that its tag claims stays text, for the model to refuse."""
    if kind == "null":
        return None
    if kind == "bool":
        return {"true": True, "false": False}.get(text.lower(), text)
    try:
        if kind == "int":
            return _integer(text)
        if kind == "float":
            return float(text.replace("_", "")) if not text.lstrip("+-").startswith(".") else text
    except ValueError:
        return text
    return text


def _integer(text: str) -> int | str:
    """Keep what looks like an account id as text: YAML would drop the zeros in front of it."""
    digits = text.lstrip("+-")
    if len(digits) >= _ACCOUNT_ID_DIGITS or (digits.startswith("0") and len(digits) > 1):
        return text
    return int(text.replace("_", ""))


_YAML_TYPES = "tag:yaml.org,2002:"
_TAGS = frozenset(
    _YAML_TYPES + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
)
_MERGE = _YAML_TYPES + "merge"
_ACCOUNT_ID_DIGITS = 12


def _position(node: Node) -> tuple[int, int]:
    mark = node.start_mark
    return mark.line + 1, mark.column + 1
