"""Decide every cell of a world, and hold what the policies say against what the baseline wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from guardrails.errors import Location
from guardrails.policy import Statement
from guardrails.policy.cells import Cell
from guardrails.policy.document import VERSION, Conditions
from guardrails.policy.sides import space_of
from guardrails.policy.space import Space
from guardrails.posture.prove.expect import Expectation
from guardrails.posture.prove.failures import Failures
from guardrails.posture.prove.report import Failure, Unproven
from guardrails.posture.prove.worlds import World
from guardrails.posture.rulebook import Rulebook, union

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

    def marked(self) -> Statement:
        """Write a statement that tells its principals from all others, while it lasts."""
        named: Conditions = (("ArnLike", "aws:PrincipalArn", (self.pattern,)),)
        lasting: Conditions = (("DateLessThan", "aws:CurrentTime", (self.until,)),) if self.until else ()
        return Statement("", "Deny", ("*",), conditions=named + self.among + lasting)


class Examination:
    """The rules of a world and a type of policies, each once, and which of them are whose.

    A statement that a policy and an expectation have in common is one rule, so what can't be decided of it
    is the same for both.

    Args:
        world: the accounts.
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
        wanted: what the policies have to deny, and nothing else.
        least: what has to be denied by whatever it may be.
        exempt: who is spared.
        tree: where the baseline describes the organization.
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
    ) -> None:
        self.world, self.wanted, self.least, self.exempt = world, wanted, least, exempt
        self.tree = tree
        book = Rulebook()
        self.standing = book.standing(world.levels, policy_type)
        self.wanted_bits = [book.bit(one.statement, one.version) for one in wanted]
        self.wanting = union(1 << bit for bit in self.wanted_bits)
        strict = (bit for bit, one in zip(self.wanted_bits, wanted, strict=True) if not one.spares)
        self.sparing_nobody = union(1 << bit for bit in strict)
        self.least_bits = [book.bit(one.statement, one.version) for one in least]
        self.exempt_bits = [book.bit(one.marked(), VERSION) for one in exempt]
        self.space: Space = space_of(policy_type, book.rules, world.seat)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every class of requests that the policies or the expectations tell apart."""
        return tuple(self.space.cells())

    def findings(self) -> Iterator[Failure | Unproven]:
        """Hold every cell against what is wanted."""
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
            for bit, one in zip(self.least_bits, self.least, strict=True):
                if applying >> bit & 1:
                    yield tell.unproven(one.obligation, unsure) if unsure else tell.unprotected(cell, one)

    def _spared(self, cell: Cell, tell: Failures) -> Iterator[Failure]:
        denying = 0 if cell.certain & self.sparing_nobody else cell.certain & self.standing.denying
        if denying and (policy := tell.first_of_ours(denying)) is not None:
            for bit, one in zip(self.exempt_bits, self.exempt, strict=True):
                if one.everywhere and cell.certain >> bit & 1:
                    yield tell.locked_out(cell, one, policy)
