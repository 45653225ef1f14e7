"""Decide every cell of a world, and hold what the policies say against what the baseline wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TypeVar

from guardrails.errors import Location
from guardrails.policy import Statement
from guardrails.policy.cells import RESOURCE, Cell
from guardrails.policy.document import VERSION, Conditions
from guardrails.policy.patterns import arn_matches, resource_matches
from guardrails.policy.sides import space_of
from guardrails.policy.space import Space
from guardrails.policy.values import PRINCIPAL_ARN
from guardrails.posture.prove.expect import Expectation
from guardrails.posture.prove.failures import Failures
from guardrails.posture.prove.report import Failure, Unproven
from guardrails.posture.prove.worlds import World
from guardrails.posture.rulebook import Rulebook, union

ItemT = TypeVar("ItemT")
_KEPT, _OPEN, _UNKEPT, _UNWANTED = "kept", "open", "unkept", "unwanted"


@dataclass(frozen=True)
class Exempt:
    """A principal that the baseline exempts."""

    name: str
    pattern: str
    location: Location
    everywhere: bool
    """Whether every control spares it."""
    until: str = ""
    """The moment at which the exemption is over; nothing where it never is."""
    among: Conditions = ()
    """What else tells them from others who bear the name."""

    def alike(self) -> object:
        """Return what exemptions share that one statement can mark."""
        return self.until, self.among


def _marked(exempt: Sequence[Exempt]) -> Statement:
    """Write a statement that tells the principals of exemptions that are alike from all others."""
    until, among = exempt[0].until, exempt[0].among
    patterns = tuple(dict.fromkeys(exemption.pattern for exemption in exempt))
    named: Conditions = (("ArnLike", "aws:PrincipalArn", patterns),)
    lasting: Conditions = (("DateLessThan", "aws:CurrentTime", (until,)),) if until else ()
    return Statement("", "Deny", ("*",), conditions=named + among + lasting)


def _joined(expectations: Sequence[Expectation]) -> Expectation:
    """Join expectations that differ in their resources alone."""
    resources = (resource for each in expectations for resource in each.statement.resources)
    statement = replace(expectations[0].statement, resources=tuple(dict.fromkeys(resources)))
    return replace(expectations[0], statement=statement)


def _groups(items: Iterable[ItemT], key: Callable[[ItemT], object]) -> list[list[ItemT]]:
    grouped: dict[object, list[ItemT]] = {}
    for item in items:
        grouped.setdefault(key(item), []).append(item)
    return list(grouped.values())


class Examination:
    """The rules of a world and a type of policies, each once, and which of them are whose.

    A statement that a policy and an expectation have in common is one rule, so what can't be decided of it
    is the same for both. Exemptions that are alike, and expectations that differ in their resources alone,
    are one rule as well: fifty rules that some principal meets together in any choice are 2^50 classes. Only
    where something fails are they looked at one by one.

    Args:
        world: the accounts.
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
        wanted: what the policies have to deny, and nothing else.
        least: what has to be denied by whatever it may be.
        exempt: who is spared.
        tree: where the baseline describes the organization.
        apart: whether exemptions and expectations are looked at one by one.
    """

    def __init__(
        self,
        world: World,
        policy_type: str,
        wanted: Sequence[Expectation],
        least: Sequence[Expectation],
        exempt: Sequence[Exempt],
        *,
        tree: Location,
        apart: bool = False,
    ) -> None:
        self.world, self.wanted, self.exempt = world, wanted, exempt
        self.tree = tree
        self._one_by_one = (
            None
            if apart
            else partial(Examination, world, policy_type, wanted, least, exempt, tree=tree, apart=True)
        )
        book = Rulebook()
        self.standing = book.standing(world.levels, policy_type)
        self.wanted_bits = [book.bit(one.statement, one.version) for one in wanted]
        self.wanting = union(1 << bit for bit in self.wanted_bits)
        strict = (bit for bit, one in zip(self.wanted_bits, wanted, strict=True) if not one.spares)
        self.sparing_nobody = union(1 << bit for bit in strict)
        joined = [[each] for each in least] if apart else _groups(least, Expectation.but_for_resources)
        self.least = [(book.bit(_joined(group).statement, group[0].version), group) for group in joined]
        everywhere = [each for each in exempt if each.everywhere]
        alike = [[each] for each in everywhere] if apart else _groups(everywhere, Exempt.alike)
        self._exempt_groups = [(book.bit(_marked(group), VERSION), group) for group in alike]
        self.space: Space = space_of(policy_type, book.rules, world.seat)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every class of requests that the policies or the expectations tell apart."""
        return tuple(self.space.cells())

    def findings(self) -> Sequence[Failure | Unproven]:
        """Hold every cell against what is wanted, and name one by one what fails alike."""
        together = tuple(self._findings())
        if self._one_by_one is None or not any(isinstance(finding, Failure) for finding in together):
            return together
        one_by_one = self._one_by_one().findings()
        unproven = {finding for finding in one_by_one if isinstance(finding, Unproven)}
        return one_by_one if unproven <= set(together) else together

    def _findings(self) -> Iterator[Failure | Unproven]:
        tell = Failures(self)
        fine: set[tuple[int, int, int]] = set()
        for cell in self.cells:
            rules = (cell.decided & cell.possible, cell.crossing, cell.staying)
            if rules in fine:
                continue  # they alone decide whether anything is wrong
            found = (*self._exactly(cell, tell), *self._at_least(cell, tell), *self._spared(cell, tell))
            yield from found
            if not found:
                fine.add(rules)

    def _exactly(self, cell: Cell, tell: Failures) -> Iterator[Failure | Unproven]:
        outcomes = {self._compared(*reading) for reading in cell.readings()}
        if outcomes == {_KEPT}:
            return
        [outcome] = outcomes if len(outcomes) == 1 else [_OPEN]
        if outcome == _OPEN:
            yield tell.unproven(1, cell.possible & ~cell.certain)
        elif outcome == _UNKEPT:
            first = next(at for at, bit in enumerate(self.wanted_bits) if cell.possible >> bit & 1)
            yield tell.unkept(cell, self.wanted[first])
        else:
            yield tell.unwanted(cell)

    def _compared(self, applying: int, perhaps: int) -> str:
        """Hold what is denied in one reading against what should be."""
        denied, wanted = self.standing.denies(applying, perhaps), bool(applying & self.wanting)
        unsure, unsure_wanted = self.standing.unsure(applying, perhaps), perhaps & self.wanting
        if (denied and wanted) or (not denied and not wanted and unsure == unsure_wanted):
            return _KEPT
        if (denied and unsure_wanted) or (wanted and unsure) or (not denied and not wanted):
            return _OPEN
        return _UNKEPT if wanted else _UNWANTED

    def _at_least(self, cell: Cell, tell: Failures) -> Iterator[Failure | Unproven]:
        for applying, perhaps in cell.readings():
            if self.standing.denies(applying, perhaps):
                continue
            unsure = self.standing.unsure(applying, perhaps)
            for bit, group in self.least:
                if applying >> bit & 1:
                    yield (
                        tell.unproven(group[0].obligation, unsure)
                        if unsure
                        else tell.unprotected(cell, _about(cell, group))
                    )

    def _spared(self, cell: Cell, tell: Failures) -> Iterator[Failure]:
        denying = 0 if cell.certain & self.sparing_nobody else cell.certain & self.standing.denying
        if denying and (policy := tell.first_of_ours(denying)) is not None:
            principal = (cell.value(PRINCIPAL_ARN) or ("",))[0]
            for bit, group in self._exempt_groups:
                if cell.certain >> bit & 1:
                    exemption = next(
                        (each for each in group if arn_matches(each.pattern, principal)), group[0]
                    )
                    yield tell.locked_out(cell, exemption, policy)


def _about(cell: Cell, group: Sequence[Expectation]) -> Expectation:
    """Return the expectation that the cell's own resource belongs to."""
    resource = (cell.value(RESOURCE) or ("",))[0]
    return next(
        (
            each
            for each in group
            if any(resource_matches(pattern, resource) is not False for pattern in each.statement.resources)
        ),
        group[0],
    )
