"""Compose with libyaml what people write; leave to the careful reader what libyaml may read otherwise."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import Resolver
from ruamel.yaml.tag import Tag
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

try:
    from yaml.cyaml import CParser
except ImportError:  # PyYAML was built without libyaml
    CParser = None

_UNUSUAL = re.compile(
    r"[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
    r"|[|>][-+0-9]*#|(?:^|[\s\[{,])\?"
)
"""Characters and marks for the careful reader.

Tabs, a byte order mark, control characters and the line breaks that YAML 1.2 no longer knows. A comment that
touches a block scalar's header. A question mark that may begin a key."""
_BLOCK = ("|", ">")


class UnsureError(Exception):
    """The text is wrong or unusual: the careful reader knows what to make of it."""


def compose(text: str, depth: int) -> Node | None:
    """Return the text's root node, None where nothing stands in it.

    Raises:
        UnsureError: The text isn't YAML, is nested deeper than `depth`, or has a tag, a directive, a second
            document or an unusual character in it.
    """
    if CParser is None or _UNUSUAL.search(text):
        raise UnsureError
    try:
        return _Composer(CParser(text), text).document(depth)
    except YAMLError as error:
        raise UnsureError from error


class _Composer:
    """Composes nodes from libyaml's events, resolved as YAML 1.2 does."""

    def __init__(self, parser: Any, text: str) -> None:
        self.next = parser.get_event
        self.text = text
        self.anchors: dict[str, Node] = {}

    def document(self, depth: int) -> Node | None:
        self.next()
        start = self.next()
        if isinstance(start, StreamEndEvent):
            return None
        if not isinstance(start, DocumentStartEvent) or start.version or start.tags:
            raise UnsureError
        node = self._node(self.next(), depth)
        if (
            isinstance(node, ScalarNode)
            or self.next().explicit
            or not isinstance(self.next(), StreamEndEvent)
        ):
            raise UnsureError
        return node

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if event.tag is not None or depth < 0:
            raise UnsureError
        if isinstance(event, ScalarEvent):
            plain, quoted = event.implicit
            if plain == quoted or (event.style in _BLOCK and event.value[:1] in ("", "\n")):
                raise UnsureError
            tag = _plain_tag(event.value) if plain else _tag("str")
            return self._named(event, ScalarNode(tag, event.value, event.start_mark, event.end_mark))
        if not event.implicit or (event.flow_style and _is_empty(event)):
            raise UnsureError
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth - 1)
        return self._sequence(event, depth - 1)

    def _mapping(self, event: Any, depth: int) -> Node:
        pairs: list[tuple[Node, Node]] = []
        node = self._named(event, MappingNode(_tag("map"), pairs, event.start_mark))
        while not isinstance(key := self.next(), MappingEndEvent):
            pairs.append((self._node(key, depth), self._node(self.next(), depth)))
        node.end_mark = key.end_mark
        return node

    def _sequence(self, event: Any, depth: int) -> Node:
        items: list[Node] = []
        node = self._named(event, SequenceNode(_tag("seq"), items, event.start_mark))
        while not isinstance(item := self.next(), SequenceEndEvent):
            items.append(self._node(item, depth))
        node.end_mark = item.end_mark
        return node

    def _named(self, event: Any, node: Node) -> Node:
        if event.anchor is not None:
            if event.anchor in self.anchors or not self._stands_alone(event):
                raise UnsureError
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors or not self._stands_alone(event):
            raise UnsureError
        return self.anchors[event.anchor]

    def _stands_alone(self, event: Any) -> bool:
        """Return whether the name of an anchor ends where YAML 1.2 ends it, too."""
        after = event.start_mark.index + 1 + len(event.anchor)
        return self.text[after : after + 1] in (*" \n\r,]}", "")


def _is_empty(part: Any) -> bool:
    return bool(part.start_mark.index == part.end_mark.index)


@cache
def _tag(kind: str) -> Tag:
    return Tag(suffix=f"tag:yaml.org,2002:{kind}")


@lru_cache(maxsize=10_000)
def _plain_tag(text: str) -> Tag:
    """Return what a scalar without quotes is to YAML 1.2."""
    tag: Tag = Resolver().resolve(ScalarNode, text, (True, False))
    return tag
