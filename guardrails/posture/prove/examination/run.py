"""Decide every class of a world, and hold what the policies say against what the baseline wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import TypeVar

from guardrails.errors import Location
from guardrails.policy.language.document import VERSION
from guardrails.policy.language.patterns import arn_matches, resource_matches
from guardrails.policy.space.classes import RESOURCE, ActionGroup, EquivalenceClass
from guardrails.policy.space.parties import space_of
from guardrails.policy.space.space import Space
from guardrails.policy.space.values import PRINCIPAL_ARN
from guardrails.posture.prove.examination.failures import Failures
from guardrails.posture.prove.examination.joined import Exempt, exemption_marker, groups, joined
from guardrails.posture.prove.expect import Expectation
from guardrails.posture.prove.report import Failure, Unproven
from guardrails.posture.prove.worlds import World
from guardrails.posture.rulebook import Rulebook, statements_of, union

ItemT = TypeVar("ItemT")
_KEPT, _OPEN, _UNKEPT, _UNWANTED = "kept", "open", "unkept", "unwanted"


class Memory:
    """Results that the examinations of all worlds and one type of policies share.

    Args:
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
    """

    def __init__(self, policy_type: str) -> None:
        self.book = Rulebook(policy_type)
        self.fine: dict[object, int] = {}
        """The number of classes in which nothing is wrong, by what that hangs on."""


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
        exempt: who is exempt.
        memory: what other examinations of the type have found.
        tree: where the baseline describes the organization.
        apart: whether exemptions and expectations are looked at one by one.
    """

    def __init__(
        self,
        world: World,
        policy_type: str,
        expectations: Sequence[Expectation],
        least: Sequence[Expectation],
        exempt: Sequence[Exempt],
        *,
        memory: Memory,
        tree: Location,
        apart: bool = False,
    ) -> None:
        self.world, self.expectations, self.exempt = world, expectations, exempt
        self.tree = tree
        again = partial(
            Examination, world, policy_type, expectations, least, exempt, memory=memory, tree=tree
        )
        self._one_by_one = None if apart else partial(again, apart=True)
        self._fine, book = memory.fine, memory.book
        together = (
            [[expectation] for expectation in least]
            if apart
            else groups(least, Expectation.but_for_resources)
        )
        joined_groups = [(joined(group), group) for group in together]
        everywhere = [exemption for exemption in exempt if exemption.everywhere]
        exempt_groups = (
            [[exemption] for exemption in everywhere] if apart else groups(everywhere, Exempt.shared_terms)
        )
        marks = [(exemption_marker(group), group) for group in exempt_groups]
        page = book.page(
            (
                *statements_of(world.levels, policy_type),
                *((expectation.statement, expectation.version) for expectation in expectations),
                *((expectation.statement, expectation.version) for expectation, _ in joined_groups),
                *((statement, VERSION) for statement, _ in marks),
            )
        )
        self.standing = page.standing(world.levels, policy_type)
        self.wanted_bits = [
            page.bit(expectation.statement, expectation.version) for expectation in expectations
        ]
        self.wanting = union(1 << bit for bit in self.wanted_bits)
        strict = (
            bit
            for bit, expectation in zip(self.wanted_bits, expectations, strict=True)
            if not expectation.honors_exemptions
        )
        self.exempting_nobody = union(1 << bit for bit in strict)
        self.least = [
            (page.bit(expectation.statement, expectation.version), group)
            for expectation, group in joined_groups
        ]
        self._exempt_groups = [(page.bit(statement, VERSION), group) for statement, group in marks]
        self.space: Space = space_of(policy_type, page.rules, world.org_path, book.shared)
        self.equivalence_classes = 0
        """How many classes of requests have been examined, or are like those of another world."""

    def findings(self) -> Sequence[Failure | Unproven]:
        """Hold every class against what is wanted, and name one by one what fails alike."""
        together = tuple(self._findings())
        if self._one_by_one is None or not any(isinstance(finding, Failure) for finding in together):
            return together
        one_by_one = self._one_by_one().findings()
        unproven = {finding for finding in one_by_one if isinstance(finding, Unproven)}
        return one_by_one if unproven <= set(together) else together

    def _findings(self) -> Iterator[Failure | Unproven]:
        """Examine the classes, but for those of actions for which other rules of the same roles were fine."""
        tell = Failures(self)
        for group in self.space.groups():
            key = self._outcome_key(group)
            if key not in self._fine:
                equivalence_classes = self.space.classes_of(group)
                findings = tuple(self._findings_of(equivalence_classes, tell))
                yield from findings
                if findings:
                    self.equivalence_classes += len(equivalence_classes)
                    continue
                self._fine[key] = len(equivalence_classes)
            self.equivalence_classes += self._fine[key]

    def _findings_of(
        self, classes: Iterable[EquivalenceClass], tell: Failures
    ) -> Iterator[Failure | Unproven]:
        fine: set[tuple[int, int, int]] = set()
        checks = (self._exactly, self._at_least, self._exempt)
        for equivalence_class in classes:
            if equivalence_class.outcome in fine:
                continue
            findings = [finding for check in checks for finding in check(equivalence_class, tell)]
            yield from findings
            if not findings:
                fine.add(equivalence_class.outcome)

    def _outcome_key(self, group: ActionGroup) -> object:
        """Return on what it hangs whether anything is wrong with some actions."""
        outline = self.space.outline(group)
        levels, *roles = self._roles
        return (
            outline,
            frozenset(level & outline.rules for level in levels),
            *(role & outline.rules for role in roles),
        )

    @cached_property
    def _roles(self) -> tuple[tuple[int, ...], int, int, int, int, int, int]:
        """The sets of rules that decide: the levels that have to allow, then one set for each question."""
        ours = (
            1 << bit
            for bit, policies in self.standing.policies.items()
            if any(policy.family != "own" for policy in policies)
        )
        return (
            self.standing.allowing,
            self.standing.denying,
            union(ours),
            self.wanting,
            self.exempting_nobody,
            union(1 << bit for bit, _ in self.least),
            union(1 << bit for bit, _ in self._exempt_groups),
        )

    def _exactly(self, equivalence_class: EquivalenceClass, tell: Failures) -> Iterator[Failure | Unproven]:
        outcomes = {self._compared(*reading) for reading in equivalence_class.readings()}
        if outcomes == {_KEPT}:
            return
        [outcome] = outcomes if len(outcomes) == 1 else [_OPEN]
        if outcome == _OPEN:
            yield tell.unproven(1, equivalence_class.possible & ~equivalence_class.certain)
        elif outcome == _UNKEPT:
            first = next(
                at for at, bit in enumerate(self.wanted_bits) if equivalence_class.possible >> bit & 1
            )
            yield tell.unkept(equivalence_class, self.expectations[first])
        else:
            yield tell.unwanted(equivalence_class)

    def _compared(self, applying: int, perhaps: int) -> str:
        """Hold what is denied in one reading against what should be."""
        denied, intended = self.standing.denies(applying, perhaps), bool(applying & self.wanting)
        unsure, unsure_wanted = self.standing.unsure(applying, perhaps), perhaps & self.wanting
        if (denied and intended) or (not denied and not intended and unsure == unsure_wanted):
            return _KEPT
        if (denied and unsure_wanted) or (intended and unsure) or (not denied and not intended):
            return _OPEN
        return _UNKEPT if intended else _UNWANTED

    def _at_least(self, equivalence_class: EquivalenceClass, tell: Failures) -> Iterator[Failure | Unproven]:
        for applying, perhaps in equivalence_class.readings():
            if self.standing.denies(applying, perhaps):
                continue
            unsure = self.standing.unsure(applying, perhaps)
            for bit, group in self.least:
                if applying >> bit & 1:
                    yield (
                        tell.unproven(group[0].obligation, unsure)
                        if unsure
                        else tell.unprotected(equivalence_class, _about(equivalence_class, group))
                    )

    def _exempt(self, equivalence_class: EquivalenceClass, tell: Failures) -> Iterator[Failure]:
        denying = (
            0
            if equivalence_class.certain & self.exempting_nobody
            else equivalence_class.certain & self.standing.denying
        )
        if denying and (policy := tell.first_of_ours(denying)) is not None:
            principal = (equivalence_class.value(PRINCIPAL_ARN) or ("",))[0]
            for bit, group in self._exempt_groups:
                if equivalence_class.certain >> bit & 1:
                    exemption = next(
                        (exempt for exempt in group if arn_matches(exempt.pattern, principal)), group[0]
                    )
                    yield tell.locked_out(equivalence_class, exemption, policy)


def _about(equivalence_class: EquivalenceClass, group: Sequence[Expectation]) -> Expectation:
    """Return the expectation that the class's own resource belongs to."""
    resource = (equivalence_class.value(RESOURCE) or ("",))[0]
    return next(
        (
            expectation
            for expectation in group
            if any(
                resource_matches(pattern, resource) is not False
                for pattern in expectation.statement.resources
            )
        ),
        group[0],
    )
