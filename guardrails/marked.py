"""Read YAML (and JSON, its subset) into plain data together with where each part of it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guardrails.errors import Finding, Location

Path: TypeAlias = tuple[str | int, ...]

MAX_CHARACTERS = 1_000_000
"""A baseline of 5,000 accounts has a quarter of this."""
MAX_VALUES = 200_000
"""Counted after aliases are expanded, so that a few nested aliases can't fill the memory."""
MAX_DEPTH = 40


@dataclass(frozen=True)
class Marked:
    """Plain data, the place of every key and value in it, and what was wrong with the text."""

    file: str
    data: Any
    marks: Mapping[Path, tuple[int, int]]
    findings: tuple[Finding, ...] = ()
    kept: Mapping[Path, Sequence[int]] = field(default_factory=dict)
    """Of lists that lost items since they were read: the places that the remaining ones had."""

    def written(self, path: Path) -> Path:
        """Return the path that something has in the text, where lists may be longer."""
        place: Path = ()
        for part in path:
            kept = self.kept.get(place, ()) if isinstance(part, int) else ()
            place = (*place, kept[part] if isinstance(part, int) and part < len(kept) else part)
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


def read(text: str, file: str) -> Marked:
    """Parse a text; syntax errors, repeated keys and excessive nesting come back as findings."""
    if len(text) > MAX_CHARACTERS:
        problem = f"the file has more than {MAX_CHARACTERS:,} characters, and no more are read"
        return Marked(file, None, {}, (Finding(Location(file), "", problem, "split or shorten it"),))
    yaml = YAML(pure=True)
    yaml.Composer = _BoundedComposer
    try:
        node = yaml.compose(text)
    except _TooDeepError as error:
        return Marked(file, None, {}, (_too_deep(file, error.line, error.column),))
    except YAMLError as error:
        return Marked(file, None, {}, (_syntax(error, file),))
    except (OverflowError, ValueError):
        problem = "not valid YAML: an escape such as \\U00110000 names no character"
        return Marked(file, None, {}, (Finding(Location(file), "", problem, "correct the escape"),))
    reader = _Reader(file)
    try:
        data = reader.value(node, ()) if node is not None else None
    except _StopReadingError:
        data = None
    return Marked(file, data, reader.marks, tuple(reader.findings))


class _TooDeepError(Exception):
    """The text nests deeper than anybody writes."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line, self.column = line, column


class _BoundedComposer(Composer):
    """Composes nodes, and stops at the first that is nested too deep instead of at the end of the stack."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node and what is in it."""
        self.depth += 1
        if self.depth > MAX_DEPTH + 1:
            mark = self.parser.peek_event().start_mark
            raise _TooDeepError(mark.line + 1, mark.column + 1)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


class _StopReadingError(Exception):
    """The text is hostile or broken beyond use; the finding has been recorded."""


@dataclass
class _Reader:
    file: str
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    count: int = 0

    def value(self, node: Node, path: Path) -> Any:
        line, column = _position(node)
        self.marks.setdefault(path, (line, column))
        self.count += 1
        if len(path) > MAX_DEPTH:
            self.findings.append(_too_deep(self.file, line, column))
            raise _StopReadingError
        if self.count > MAX_VALUES:
            problem = f"expands to more than {MAX_VALUES:,} values through its aliases"
            self._add(node, path, problem, "write the values out instead of nesting aliases")
            raise _StopReadingError
        if str(node.tag) not in _TAGS:
            self._add(node, path, f"the YAML tag {node.tag} is not supported", "remove the tag")
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(str(node.tag).rpartition(":")[2], self._text(node, path))

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
            self.marks[*inner, _VALUE] = _position(key_node if empty else value_node)
        return mapping

    def _text(self, node: Node, path: Path) -> str:
        """Return a scalar's text with its surrogate pairs joined; half a pair is no character."""
        text = str(node.value)
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
_VALUE = "\0value"
"""Marks where a key's value begins, beside the key's own mark."""
_ACCOUNT_ID_DIGITS = 12


def value_mark(path: Path) -> Path:
    """Return the path under which `Marked.locate` knows where a key's value, not the key, begins."""
    return (*path, _VALUE)


def _position(node: Node) -> tuple[int, int]:
    mark: StringMark = node.start_mark
    return mark.line + 1, mark.column + 1


def _too_deep(file: str, line: int, column: int) -> Finding:
    problem = f"nested more than {MAX_DEPTH} levels deep, or contains itself"
    return Finding(Location(file, line, column), "", problem, "flatten it")


def _syntax(error: YAMLError, file: str) -> Finding:
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        location = Location(file, mark.line + 1, mark.column + 1)
        return Finding(location, "", f"not valid YAML: {what}", "check indentation, colons and quotes here")
    first = str(error).splitlines()[0]
    return Finding(Location(file), "", f"not valid YAML: {first}", "save it as plain UTF-8 text")
