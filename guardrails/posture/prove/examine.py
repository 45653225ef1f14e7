"""Decide every cell of a world, and hold what the policies say against what the baseline wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from guardrails.errors import Location
from guardrails.policy import Document, Statement
from guardrails.policy.cells import Cell
from guardrails.policy.document import SCP, VERSION, Conditions
from guardrails.policy.rules import Rule, rules_of
from guardrails.policy.sides import space_of
from guardrails.policy.space import Space
from guardrails.posture.model import Policy
from guardrails.posture.prove.expect import Expectation
from guardrails.posture.prove.failures import Failures
from guardrails.posture.prove.report import Failure, Unproven
from guardrails.posture.prove.worlds import World

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
        self._bits: dict[tuple[Statement, str], int] = {}
        self._rules: list[Rule] = []
        self.policies: dict[int, list[Policy]] = {}
        self.denying = 0
        self.allowing: list[int] = []
        for level in world.of_type(policy_type):
            # AWS keeps RCPFullAWSAccess attached everywhere, so what resources are asked for is allowed.
            self.allowing += [0] if policy_type == SCP else []
            for policy in level:
                self._add_policy(policy)
        self.wanted_bits = [self._bit(one.statement, one.version) for one in wanted]
        self.wanting = sum(1 << bit for bit in set(self.wanted_bits))
        strict = (bit for bit, one in zip(self.wanted_bits, wanted, strict=True) if not one.spares)
        self.sparing_nobody = sum(1 << bit for bit in set(strict))
        self.least_bits = [self._bit(one.statement, one.version) for one in least]
        self.exempt_bits = [self._bit(one.marked(), VERSION) for one in exempt]
        self.space: Space = space_of(policy_type, self._rules, world.seat)

    def _add_policy(self, policy: Policy) -> None:
        for statement in policy.document.statements:
            bit = self._bit(statement, policy.document.version)
            self.policies.setdefault(bit, []).append(policy)
            if statement.effect == "Deny":
                self.denying |= 1 << bit
            elif self.allowing:
                self.allowing[-1] |= 1 << bit

    def _bit(self, statement: Statement, version: str) -> int:
        key = (_anonymous(statement), version)
        if key not in self._bits:
            self._bits[key] = len(self._rules)
            self._rules += rules_of(Document((statement,), version=version))
        return self._bits[key]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every class of requests that the policies or the expectations tell apart."""
        return tuple(self.space.cells())

    def findings(self) -> Iterator[Failure | Unproven]:
        """Hold every cell against what is wanted."""
        tell = Failures(self)
        for cell in self.cells:
            yield from self._exactly(cell, tell)
            yield from self._at_least(cell, tell)
            yield from self._spared(cell, tell)

    def denied(self, applying: int, perhaps: int = 0) -> bool:
        """Tell whether the policies deny requests for certain, to which rules apply and others may."""
        lacking = any(not (applying | perhaps) & level for level in self.allowing)
        return lacking or bool(applying & self.denying)

    def _unsure(self, applying: int, perhaps: int) -> int:
        """Return the rules on which it hangs whether the policies deny requests."""
        missing = (level for level in self.allowing if not applying & level)
        return perhaps & self.denying | sum(perhaps & level for level in missing)

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
        denied, wanted = self.denied(applying, perhaps), bool(applying & self.wanting)
        unsure, unsure_wanted = self._unsure(applying, perhaps), perhaps & self.wanting
        if (denied and wanted) or (not denied and not wanted and unsure == unsure_wanted):
            return _KEPT
        if (denied and unsure_wanted) or (wanted and unsure) or (not denied and not wanted):
            return _OPEN
        return _UNKEPT if wanted else _UNWANTED

    def _at_least(self, cell: Cell, tell: Failures) -> Iterator[Failure | Unproven]:
        for applying, perhaps in cell.readings():
            if self.denied(applying, perhaps):
                continue
            unsure = self._unsure(applying, perhaps)
            for bit, one in zip(self.least_bits, self.least, strict=True):
                if applying >> bit & 1:
                    yield tell.unproven(one.obligation, unsure) if unsure else tell.unprotected(cell, one)

    def _spared(self, cell: Cell, tell: Failures) -> Iterator[Failure]:
        denying = 0 if cell.certain & self.sparing_nobody else cell.certain & self.denying
        if denying and (policy := tell.first_of_ours(denying)) is not None:
            for bit, one in zip(self.exempt_bits, self.exempt, strict=True):
                if one.everywhere and cell.certain >> bit & 1:
                    yield tell.locked_out(cell, one, policy)


def _anonymous(statement: Statement) -> Statement:
    """Return what a statement says, without its name."""
    return Statement("", *(getattr(statement, name) for name in _SAID))


_SAID = ("effect", "actions", "not_actions", "resources", "not_resources", "conditions")
