"""Compose whatever text there is, in Python: slowly, and with a sentence about what is wrong where."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node

from guardrails.errors import Finding, Location

MAX_DEPTH = 40


def compose(text: str, file: str) -> Node | Finding | None:
    """Return the text's root node, what is wrong with it, or None where nothing stands in it."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _BoundedComposer
    try:
        node: Node | None = yaml.compose(text)
    except _TooDeepError as error:
        return too_deep(file, error.line, error.column)
    except YAMLError as error:
        return _syntax(error, file)
    except (OverflowError, ValueError):
        problem = "not valid YAML: an escape such as \\U00110000 names no character"
        return Finding(Location(file), "", problem, "correct the escape")
    return node


def too_deep(file: str, line: int, column: int) -> Finding:
    """Say that something nests deeper than anybody writes."""
    problem = f"nested more than {MAX_DEPTH} levels deep, or contains itself"
    return Finding(Location(file, line, column), "", problem, "flatten it")


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


def _syntax(error: YAMLError, file: str) -> Finding:
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        location = Location(file, mark.line + 1, mark.column + 1)
        return Finding(location, "", f"not valid YAML: {what}", "check indentation, colons and quotes here")
    first = str(error).splitlines()[0]
    return Finding(Location(file), "", f"not valid YAML: {first}", "save it as plain UTF-8 text")
