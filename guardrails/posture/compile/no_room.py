"""Say of guardrails that don't fit what is missing, and what would help: the cheapest first, each tried."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from guardrails import aws_facts
from guardrails.errors import Finding
from guardrails.organization import Node, Organization
from guardrails.policy import Document, Statement
from guardrails.posture.compile.limits import Limits
from guardrails.posture.compile.naming import FAMILY_TITLES
from guardrails.posture.compile.pack import NoRoom, by_node, packed
from guardrails.posture.compile.texts import Item, Part, shortened, sourced_statements

_ASK = "ask AWS for its present quotas and correct `organization.quotas`"
_MOST_REMEDIES = 3
"""A finding names this many remedies."""
_EXPLAINED = 10
"""Ways out are tried for this many nodes; trying them takes longer than all the rest."""
_EXEMPT = ("ArnNotLike", "aws:PrincipalArn")


def no_room(
    unfit: Sequence[NoRoom], parts: Sequence[Part], organization: Organization, limits: Limits
) -> Iterator[Finding]:
    """Find what doesn't fit: which guardrail at which node needs how many characters of how many."""
    at_node = by_node(parts) if unfit else {}
    explained: list[str] = []
    for shortage in unfit:
        node = shortage.parts[0].node
        if isinstance(shortage.large, Part):
            yield _large_document(shortage.large, limits.characters)
        elif shortage.large is not None:
            yield _large_statement(shortage.large, node, limits)
        else:
            example_path = explained[0] if len(explained) >= _EXPLAINED else ""
            yield _Node(node, at_node, organization, limits).finding(like=example_path)
            explained.append(node.path)


def _taken(limit: int) -> str:
    """Name the limit of one policy, and what counts towards it: see `measured_size`."""
    return f"AWS takes at most {limit:,} of a policy, white space included"


def _large_document(part: Part, limit: int) -> Finding:
    size = aws_facts.measured_size(part.document.to_dict())
    problem = f"{part.intent} needs {size:,} characters at {part.node.path}; {_taken(limit)}"
    return _finding(part, problem, "shorten it, or split it into several documents")


def _large_statement(item: Item, node: Node, limits: Limits) -> Finding:
    part, statement, limit = item.sources[0].part, item.statement, limits.characters
    problem = (
        f"{part.intent} needs {item.size:,} characters at {node.path} for {statement.sid},"
        f" which can't be cut; {_taken(limit)}"
    )
    exempt = _exempt_principals(statement)
    taken = sum(len(principal) + 4 for principal in exempt)
    listed = sum(len(entry) + 4 for entry in statement.not_actions)
    if limit < item.size <= aws_facts.quota(limits.type).max_characters:
        remedy = _ASK
    elif taken >= listed:
        remedy = f"its {len(exempt)} exemptions take {taken:,} of them: join some, or give them `controls`"
    else:
        remedy = f"its list of {len(statement.not_actions)} exceptions takes {listed:,} of them: shorten it"
    return _finding(part, problem, remedy)


def _exempt_principals(statement: Statement) -> tuple[str, ...]:
    """Return the principals that a statement exempts."""
    return next((values for *named, values in statement.conditions if tuple(named) == _EXEMPT), ())


def _exempting(parts: Sequence[Part], principals: Sequence[str]) -> list[Part]:
    """Return guardrails that exempt fewer principals, as if other exemptions covered them too."""
    return [
        part
        if part.family == "own"
        else replace(part, document=Document(tuple(_less(part, set(principals)))))
        for part in parts
    ]


def _less(part: Part, principals: set[str]) -> Iterator[Statement]:
    for statement in part.document.statements:
        conditions = tuple(
            (operator, key, tuple(value for value in values if value not in principals))
            if (operator, key) == _EXEMPT
            else (operator, key, values)
            for operator, key, values in statement.conditions
        )
        yield replace(statement, conditions=conditions)


def _finding(part: Part, problem: str, remedy: str) -> Finding:
    return Finding(part.origin, f"guardrails ({part.intent})", problem, remedy)


class _Node:
    """A node whose guardrails don't fit, and what could be changed there."""

    def __init__(
        self, node: Node, at_node: Mapping[str, Sequence[Part]], organization: Organization, limits: Limits
    ) -> None:
        self._node, self._at_node = node, at_node
        self._organization, self._limits = organization, limits
        rank = {family: place for place, family in enumerate(FAMILY_TITLES)}
        self._parts = sorted(at_node[node.path], key=lambda part: rank[part.family])
        self._slots = limits.slots(node.path)

    def finding(self, *, like: str = "") -> Finding:
        """Say which guardrail is the first without room, and the ways out or where else they are said."""
        part, free = self._first_without_room()
        limit, taken = self._limits.characters, self._limits.taken(self._node.path)
        slots = f"{self._limits.attached} may be attached, {taken} {'is' if taken == 1 else 'are'} by others"
        slots += self._limits.named(self._node.path)
        needs = f"{part.intent} needs {_size(part):,} characters at {self._node.path}"
        if self._slots == 0:
            problem = f"{needs}, where no policy can be attached any more ({slots})"
        elif part.family == "own":
            problem = f"{needs} in a policy of its own, and none is left of {self._slots} ({slots})"
        else:
            count = f"{self._slots} {'policy' if self._slots == 1 else 'policies'}"
            capacity = f"{self._slots * limit:,} in {count} of {limit:,} ({slots})"
            problem = f"{needs}; {free:,} are left of {capacity}"
        if like:
            return _finding(part, problem, f"see what helps at {like}")
        return _finding(part, problem, ", or ".join(islice(self._remedies(part), _MOST_REMEDIES)))

    def _fits(self, parts: Sequence[Part], *, more: int = 0) -> bool:
        return not isinstance(packed(parts, self._limits.characters, self._slots + more), NoRoom)

    def _first_without_room(self) -> tuple[Part, int]:
        """Return the first guardrail that doesn't fit beside those before it, and what these leave."""
        all_but_one = range(1, len(self._parts))
        count = bisect_left(all_but_one, 1, key=lambda count: not self._fits(self._parts[:count])) + 1
        before = packed(self._parts[: count - 1], self._limits.characters, self._slots)
        used = sum(bundle.draft.size for bundle in before) if isinstance(before, list) else 0
        return self._parts[count - 1], max(0, self._slots * self._limits.characters - used)

    def _remedies(self, missing: Part) -> Iterator[str]:
        yield from self._higher()
        yield from self._joined(missing)
        yield from self._free_slots()
        yield from self._present_quotas()
        if missing.family != "own":
            yield from self._fewer_exemptions()
        enough = self._enough()
        if enough is not None:
            yield from self._lower(enough)
            yield f"move what needs {enough.intent} ({_size(enough):,} characters) to a unit of its own"
        else:
            yield from self._several()

    def _enough(self) -> Part | None:
        """Return the smallest guardrail without which the others fit, if one is enough."""
        by_size = sorted(self._parts, key=_size)
        place = bisect_left(range(len(by_size)), 1, key=lambda place: self._fits_without(by_size[place]))
        return by_size[place] if place < len(by_size) else None

    def _fits_without(self, part: Part) -> bool:
        return self._fits([candidate for candidate in self._parts if candidate is not part])

    def _higher(self) -> Iterator[str]:
        """A statement that all siblings have can stand at the parent, with the same effect."""
        parent = self._organization.by_path.get(self._organization.parents.get(self._node.path, ""))
        if parent is None:
            return
        for part in self._parts:
            everywhere = all(
                any(
                    (sibling_part.intent, sibling_part.document) == (part.intent, part.document)
                    for sibling_part in self._at_node.get(sibling.path, ())
                )
                for sibling in parent.children
            )
            if everywhere and self._fits_without(part) and self._has_room(parent, part):
                yield f"attach {part.intent} to {parent.path}, everything in which has it already"
                return

    def _has_room(self, node: Node, part: Part) -> bool:
        node_parts = [*self._at_node.get(node.path, ()), part]
        limits = self._limits
        return not isinstance(packed(node_parts, limits.characters, limits.slots(node.path)), NoRoom)

    def _joined(self, missing: Part) -> Iterator[str]:
        """Documents of your own stay as they are, unless their owner makes one of two."""
        if missing.family == "own":
            own_parts = [part for part in self._parts if part.family == "own" and part is not missing]
            for own_part in sorted(own_parts, key=_size):
                if _size(missing) + _size(own_part) <= self._limits.characters:
                    yield f"write {missing.intent} and {own_part.intent} into one document"
                    return

    def _free_slots(self) -> Iterator[str]:
        taken = self._limits.taken(self._node.path)
        more = next((count for count in range(1, taken) if self._fits(self._parts, more=count)), 0)
        if more:
            field = self._limits.counted_in(self._node.path)
            yield f"free {more} of the {taken} slots that `organization.{field}` counts there"

    def _present_quotas(self) -> Iterator[str]:
        present = aws_facts.quota(self._limits.type)
        slots = self._slots + present.max_attached_per_target - self._limits.attached
        if not isinstance(packed(self._parts, present.max_characters, slots), NoRoom):
            yield _ASK

    def _fewer_exemptions(self) -> Iterator[str]:
        """How many exemptions must go, the longest first, where joining some or limiting them is enough."""
        exempt = {
            value
            for part in self._parts
            for statement in part.document.statements
            for value in _exempt_principals(statement)
        }
        longest = sorted(exempt, key=lambda value: (-len(value), value))
        fewer = bisect_left(
            range(len(longest)), 1, key=lambda count: self._fits(_exempting(self._parts, longest[:count]))
        )
        if self._slots and fewer < len(longest):
            way = f"join {fewer} of its {len(longest)} exemptions with others"
            yield f"{way}, or give them `controls` that don't stand there"

    def _lower(self, part: Part) -> Iterator[str]:
        """A statement of a unit can stand at everything in it, except for accounts that are created later."""
        children = self._node.children
        if children and all(self._has_room(child, part) for child in children):
            names = ", ".join(child.path for child in children[:_MOST_REMEDIES])
            more = ", ..." if len(children) > _MOST_REMEDIES else ""
            yield f"attach {part.intent} to what is in it ({names}{more}) and to what joins it later"

    def _several(self) -> Iterator[str]:
        largest = sorted(self._parts, key=_size, reverse=True)
        count = bisect_left(range(len(largest)), 1, key=lambda removed: self._fits(largest[removed:]))
        if count < len(largest):
            yield f"take {count} of its {len(largest)} guardrails away, the largest first"


def _size(part: Part) -> int:
    if part.family == "own":
        return aws_facts.measured_size(part.document.to_dict())
    return shortened(tuple(sourced_statements([part]))).size
