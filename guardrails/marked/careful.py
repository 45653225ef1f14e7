"""Compose whatever text there is, in Python: slowly, and with a sentence about what is wrong where."""

from __future__ import annotations

import re
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


_CAUSES = (
    (r"found character '\\t'", "a tab stands here, where YAML takes spaces alone", "indent with spaces"),
    (r"found character '(?P<what>.)'", "{what} can't begin a value", "put the value in quotes"),
    (
        r"mapping values are not allowed|found unexpected ':'",
        "a key can't stand here: the line is indented too far, or a value has a colon in it",
        "align the line with its neighbours, or put the value in quotes",
    ),
    (
        r"expected <block end>|mapping keys are not allowed",
        "the line is indented like none above it",
        "align it with the lines of its list or mapping",
    ),
    (
        r"expected ',' or '\]'",
        "the list that [ begins has no , or ] here",
        "write , between items and ] at the end",
    ),
    (
        r"expected ',' or '\}'",
        "the mapping that { begins has no , or } here",
        "write , between keys and } at the end",
    ),
    (r"unexpected end of stream|document separator", "a quote isn't closed", "close it where the text ends"),
    (
        r"could not find expected ':'",
        "a line without a colon stands where a key belongs",
        "write it as `name: value`",
    ),
    (
        r"undefined alias '(?P<what>.*)'",
        "*{what} repeats an anchor that no line above has",
        "write the value out",
    ),
    (
        r"alphabetic or numeric",
        "an anchor (&) or alias (*) has no name here",
        "name it, or put the value in quotes",
    ),
    (
        r"sequence entries",
        "a list's item can't begin here",
        "write `- item` on a line of its own, below the key",
    ),
    (
        r"another document",
        "a second document begins here, and a baseline is one",
        "remove the line with --- or ... between the two",
    ),
    (r"directive|incompatible YAML", "a line with % begins a directive that isn't read", "remove the line"),
    (r"escape", "a backslash in double quotes begins no escape", "double it, or use single quotes"),
    (r"tag|URI", "a tag (!) is incomplete", "remove it, or put the value in quotes"),
    (
        r"chomping|indentation indicator",
        "| or > is followed by something else",
        "begin the text on the next line",
    ),
    (r"block scalar", "the lines of a text after | or > are indented unequally", "indent them all alike"),
    (
        r"comment or a line break",
        "text follows where the line must end",
        "begin a line, or put the value in quotes",
    ),
    (
        r"special characters",
        "special characters are not allowed: a control character stands here",
        "remove it",
    ),
)
"""By what the reader says: the cause in our words, and the remedy."""


def _syntax(error: YAMLError, file: str) -> Finding:
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        location, problem = Location(file), str(error)
    else:
        location = Location(file, error.problem_mark.line + 1, error.problem_mark.column + 1)
        problem = " ".join(part for part in (error.context, error.problem) if part)
    for pattern, cause, remedy in _CAUSES:
        if match := re.search(pattern, problem):
            explanation = cause.replace("{what}", match.groupdict().get("what", ""))
            return Finding(location, "", f"not valid YAML: {explanation}", remedy)
    problem = "not valid YAML: the text can't be read from here on"
    return Finding(location, "", problem, "check indentation, colons and quotes here")
