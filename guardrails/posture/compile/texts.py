"""The statements of guardrails at a node, as texts of known size: plain, shortened, or in pieces."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from guardrails.aws_facts import measured_size
from guardrails.errors import Location
from guardrails.organization import Node
from guardrails.policy import Document, Statement
from guardrails.policy.equality import context_of
from guardrails.policy.language.document import SCP
from guardrails.policy.minify.actions import tidied
from guardrails.policy.minify.run import Wildcards, minify

_NUMBER = 3
"""Characters that a piece's Sid may grow by."""
SEPARATOR = 2
"""Characters between two statements."""
FRAME = measured_size(Document(()).to_dict()) - SEPARATOR
"""Characters of a document beside its statements, each with a separator; the last one has none."""


@dataclass(frozen=True, eq=False)
class Part:
    """The document of one guardrail at one node."""

    node: Node
    family: str
    intent: str
    title: str
    origin: Location
    document: Document
    type: str = SCP
    """Of the policy that says it; what is of two types never shares one."""
    together: str = ""
    """A mark of the nodes that one policy is attached to; empty where each node has its own."""


@dataclass(frozen=True, eq=False)
class SourcedStatement:
    """One statement, and whose it is."""

    part: Part
    statement: Statement
    identity: str
    """Its name at its node, whatever its content."""


@dataclass(frozen=True, eq=False)
class Item:
    """A statement as it may be written, made of one or of several that differ in their actions alone."""

    sources: tuple[SourcedStatement, ...]
    statement: Statement
    identities: tuple[str, ...]
    """The statements in it. A piece has its content in its identity as well, because a move may change it."""

    @property
    def size(self) -> int:
        """Its characters in a document, a separator included."""
        return size_of(self.statement) + SEPARATOR


@dataclass(frozen=True, eq=False)
class Draft:
    """The document of a future policy, its size in characters, and the parts in it."""

    parts: tuple[Part, ...]
    document: Document
    size: int
    identities: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 14)
def size_of(statement: Statement) -> int:
    """Return the characters of a statement as they count towards the quota."""
    return len(json.dumps(statement.to_dict(), ensure_ascii=False))


def sourced_statements(parts: Iterable[Part]) -> Iterator[SourcedStatement]:
    """List the statements of some guardrails at one node."""
    counted: dict[str, int] = {}
    for part in parts:
        for statement in part.document.statements:
            name = f"{part.intent}/{statement.sid}"
            counted[name] = counted.get(name, 0) + 1
            yield SourcedStatement(part, statement, name if counted[name] == 1 else f"{name}/{counted[name]}")


def verbatim(part: Part) -> Draft:
    """Write a document of somebody's own as he does."""
    return Draft((part,), part.document, measured_size(part.document.to_dict()))


def plain(sources: Sequence[SourcedStatement]) -> Draft:
    """Write statements as their controls do."""
    return _draft(sources, (source.statement for source in sources))


def shortened(sources: Sequence[SourcedStatement]) -> Draft:
    """Write statements in as few characters as say the same, today and for ever."""
    return _draft(sources, _shortened(tuple(source.statement for source in sources)))


def within(statements: Iterable[Statement], limit: int) -> Document | None:
    """Write statements into one document, shortened where they must be; None where they don't fit."""
    originals = tuple(statements)
    for written in (originals, _shortened(originals)):
        document = Document(distinct(written))
        if measured_size(document.to_dict()) <= limit:
            return document
    return None


def _draft(
    sources: Iterable[SourcedStatement], statements: Iterable[Statement], identities: Iterable[str] = ()
) -> Draft:
    parts = tuple(dict.fromkeys(source.part for source in sources))
    written = distinct(statements)
    size = FRAME + sum(size_of(statement) + SEPARATOR for statement in written)
    return Draft(parts, Document(written), size, tuple(sorted(identities)))


@lru_cache(maxsize=1 << 10)
def _shortened(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    # A wildcard that nobody wrote would deny what AWS adds tomorrow, which the control doesn't say.
    return minify(Document(statements), wildcards=Wildcards.NONE).statements


def items(sources: Sequence[SourcedStatement]) -> tuple[Item, ...]:
    """Return the shortened statements one by one, each with those that it is made of."""
    originals = tuple(source.statement for source in sources)
    short = _shortened(originals)
    if short == originals:
        return tuple(Item((source,), source.statement, (source.identity,)) for source in sources)
    made_of: dict[object, list[SourcedStatement]] = {}
    for entry in sources:
        made_of.setdefault(_meaning(entry.statement), []).append(entry)
    return tuple(
        Item(tuple(members), statement, tuple(member.identity for member in members))
        for statement in short
        for members in (made_of[_meaning(statement)],)
    )


@lru_cache(maxsize=1 << 12)
def _meaning(statement: Statement) -> object:
    """Return what `minify` goes by when it joins statements."""
    return context_of(statement), tuple(entry.lower() for entry in tidied(statement.not_actions))


def pieces(pool: Iterable[Item], most: int) -> tuple[Item, ...]:
    """Cut items into pieces of at most so many characters, each with a Sid of its own, whatever it joins.

    One that can't be cut comes back as it is.
    """
    fragments = [piece for item in pool for piece in cut(item, most - _NUMBER)]
    sids = distinct(piece.statement for piece in fragments)
    return tuple(
        replace(piece, statement=statement) for piece, statement in zip(fragments, sids, strict=True)
    )


def cut(item: Item, most: int) -> tuple[Item, ...]:
    """Cut an item into pieces of at most so many characters; itself where that can't be done.

    Two statements with half the actions, or half the resources, each say what one with all of them says. Of
    a NotAction or a NotResource that isn't so, nor of a condition that lists whom to leave alone.
    """
    return tuple(_cut(item, most)) if item.size > most else (item,)


def _cut(item: Item, most: int) -> Iterator[Item]:
    statement = item.statement
    sides = {name: getattr(statement, name) for name in ("actions", "resources")}
    longest = max(sides, key=lambda name: (len(sides[name]) > 1, sum(map(len, sides[name]))))
    if len(sides[longest]) < 2:  # noqa: PLR2004 (what can't be halved)
        yield item
        return
    for entries in _slices(item, longest, sides[longest], most):
        piece = _with(statement, longest, entries)
        mark = hashlib.sha256(repr((piece.actions, piece.resources)).encode()).hexdigest()[:8]
        part = Item(item.sources, piece, tuple(f"{identity}/{mark}" for identity in item.identities))
        yield from cut(part, most) if len(entries) == 1 else (part,)


def _slices(item: Item, side: str, entries: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Fill one piece after the other."""
    taken: list[str] = []
    for entry in entries:
        wider = _with(item.statement, side, (*taken, entry))
        if taken and size_of(wider) + SEPARATOR > most:
            yield tuple(taken)
            taken = []
        taken.append(entry)
    yield tuple(taken)


def _with(statement: Statement, side: str, entries: tuple[str, ...]) -> Statement:
    if side == "actions":
        return replace(statement, actions=entries)
    return replace(statement, resources=entries)


def joined(parts: Iterable[Item]) -> Draft:
    """Write some items into one policy."""
    listed = tuple(parts)
    return _draft(
        (source for item in listed for source in item.sources),
        (item.statement for item in listed),
        (identity for item in listed for identity in item.identities),
    )


def distinct(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Give every statement of a document a Sid of its own, as AWS wants it."""
    sids: set[str] = set()
    numbered = []
    for statement in statements:
        sid, number = statement.sid, 1
        while sid and sid in sids:
            number += 1
            sid = f"{statement.sid}{number}"
        sids.add(sid)
        numbered.append(statement if sid == statement.sid else replace(statement, sid=sid))
    return tuple(numbered)
