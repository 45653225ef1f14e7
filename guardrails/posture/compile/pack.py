"""Pack the guardrails' statements at each node into policies, within AWS's quotas.

While there is room, each family has a policy of its own, written as its controls write it. Only a node
without room gets these steps, in this order:

1. A family that is too large is written shorter, without another meaning.
2. One that is still too large goes on in further policies, as its controls write it if that takes no more.
3. Families share one policy, as few of them as will do: the last in order, or else the smallest.
4. All families of the node share its policies, statement by statement.
5. Lists of actions or resources are cut into several statements.

Documents of your own stay as written, each in a policy of its own. A policy's name follows from its content
in such a way that no statement moves between two policies that both stay: see `update`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guardrails.posture.compile.bins import fewest, spread
from guardrails.posture.compile.bundle import Bundle
from guardrails.posture.compile.limits import Limits
from guardrails.posture.compile.naming import FAMILY_TITLES, SHARED, policy_of
from guardrails.posture.compile.texts import (
    FRAME,
    Draft,
    Item,
    Part,
    SourcedStatement,
    items,
    joined,
    pieces,
    plain,
    shortened,
    sourced_statements,
    verbatim,
)
from guardrails.posture.model import EARLY, LATE, Policy

_FINER = (1, 2, 4, 8)
"""Into pieces of which part of a policy lists are cut, the coarsest first."""


@dataclass(frozen=True, eq=False)
class NoRoom:
    """Guardrails of a node that don't fit."""

    parts: tuple[Part, ...]
    large: Part | Item | None = None
    """A document of your own, or a statement that can't be cut, that is larger than a policy."""


def pack(parts: Iterable[Part], limits: Limits) -> tuple[list[Policy], list[NoRoom]]:
    """Make the policies of one type at every node, and return the nodes whose guardrails don't fit."""
    policies: list[Policy] = []
    unfit: list[NoRoom] = []
    # Most nodes say what some other node says; a document is the same object wherever it stands.
    bundles_by_content: dict[object, list[Bundle]] = {}
    for path, node_parts in by_node(parts).items():
        slots = limits.slots(path)
        same = (slots, *((part.intent, part.origin, id(part.document)) for part in node_parts))
        bundles = bundles_by_content.get(same) or packed(node_parts, limits.characters, slots)
        if isinstance(bundles, NoRoom):
            unfit.append(bundles)
        else:
            bundles_by_content[same] = bundles
            policies += (policy_of(bundle, node_parts[0].node) for bundle in bundles)
    return policies, unfit


def by_node(parts: Iterable[Part]) -> dict[str, list[Part]]:
    """Group parts by the path of their node."""
    at_node: dict[str, list[Part]] = {}
    for part in parts:
        at_node.setdefault(part.node.path, []).append(part)
    return at_node


def packed(parts: Sequence[Part], limit: int, slots: int) -> list[Bundle] | NoRoom:
    """Pack the guardrails of one node into at most so many policies of so many characters each."""
    own_bundles = [Bundle("own", verbatim(part)) for part in parts if part.family == "own"]
    families = _by_family(part for part in parts if part.family != "own")
    for bundle in own_bundles:
        if bundle.draft.size > limit:
            return NoRoom(tuple(parts), bundle.draft.parts[0])
    fitted: dict[str, list[Bundle]] = {}
    for family, sources in families.items():
        bundles = _fitted(family, sources, limit)
        if isinstance(bundles, Item):
            return NoRoom(tuple(parts), bundles)
        fitted[family] = bundles
    free_slots = slots - len(own_bundles)
    packed_families = [bundle for bundles in fitted.values() for bundle in bundles]
    if len(packed_families) > free_slots:
        repacked = _shared(families, fitted, limit, free_slots) or _crammed(families, limit, free_slots)
        if repacked is None:
            return NoRoom(tuple(parts))
        packed_families = repacked
    return [*packed_families, *own_bundles]


def _by_family(parts: Iterable[Part]) -> dict[str, list[SourcedStatement]]:
    sources: dict[str, list[SourcedStatement]] = {}
    for source in sourced_statements(parts):
        sources.setdefault(source.part.family, []).append(source)
    return {family: sources[family] for family in FAMILY_TITLES if family in sources}


def _fitted(family: str, sources: Sequence[SourcedStatement], limit: int) -> list[Bundle] | Item:
    """Write a family into one policy, or into as few as it takes; return what is too large for any."""
    draft = _written(sources, limit)
    if draft is not None:
        return [Bundle(family, draft)]
    room = limit - FRAME
    fragments = pieces(items(sources), room)
    for piece in fragments:
        if piece.size > room:
            return piece
    chosen = fewest([piece.size for piece in fragments], room)
    # Where shortening saves no policy, a reviewer had better read what the controls write.
    written = tuple(Item((source,), source.statement, (source.identity,)) for source in sources)
    if all(item.size <= room for item in written):
        apart = fewest([item.size for item in written], room)
        if max(apart) == max(chosen):
            fragments, chosen = written, apart
    # What doesn't fit into the policy of the family's name goes on in others, which come before it.
    first, *extra_drafts = _binned(fragments, chosen)
    return [Bundle(family, first), *(Bundle(family, extra, EARLY, _mark(extra)) for extra in extra_drafts)]


def _written(sources: Sequence[SourcedStatement], limit: int) -> Draft | None:
    """Write statements into one policy: as they are, or shorter; None where they don't fit."""
    return next((draft for write in (plain, shortened) if (draft := write(sources)).size <= limit), None)


def _shared(
    families: dict[str, list[SourcedStatement]], fitted: dict[str, list[Bundle]], limit: int, free_slots: int
) -> list[Bundle] | None:
    """Let as few families as will do share one policy."""
    count = sum(map(len, fitted.values())) - free_slots + 1
    whole = [family for family, bundles in fitted.items() if len(bundles) == 1]
    if free_slots < 1 or len(whole) < count:
        return None
    smallest = sorted(whole, key=lambda family: (fitted[family][0].draft.size, whole.index(family)))
    for sharing in (set(whole[-count:]), set(smallest[:count])):
        draft = _written(
            [source for family in whole if family in sharing for source in families[family]], limit
        )
        if draft is not None:
            unshared = [bundle for family in fitted if family not in sharing for bundle in fitted[family]]
            return [*unshared, Bundle(SHARED, draft, LATE)]
    return None


def _crammed(families: dict[str, list[SourcedStatement]], limit: int, free_slots: int) -> list[Bundle] | None:
    """Let all families share the policies there are, statement by statement, and then piece by piece.

    One slot stays free if it can: where statements move, their new policy is there before the old one goes.
    """
    room = limit - FRAME
    pool = items([source for sources in families.values() for source in sources])
    if sum(item.size for item in pool) > free_slots * room:
        return None
    for finer in _FINER:
        fragments = pieces(pool, room // finer)
        for bins in dict.fromkeys((max(1, free_slots - 1), free_slots)) if free_slots > 0 else ():
            chosen = spread([piece.size for piece in fragments], room, bins)
            if chosen is not None:
                first, *extra_drafts = _binned(fragments, chosen)
                early = (Bundle(SHARED, extra, EARLY, _mark(extra)) for extra in extra_drafts)
                return [*early, Bundle(SHARED, first, LATE)]
    return None


def _binned(fragments: Sequence[Item], chosen: Sequence[int]) -> Iterator[Draft]:
    for number in range(max(chosen) + 1):
        yield joined(
            piece for piece, bin_number in zip(fragments, chosen, strict=True) if bin_number == number
        )


def _mark(draft: Draft) -> str:
    return hashlib.sha256("\n".join(draft.identities).encode()).hexdigest()[:8]
