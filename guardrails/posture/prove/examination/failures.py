"""Say of a class where an obligation doesn't hold what kind of fault it is, and show one request of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from guardrails import aws_facts
from guardrails.aws_facts.arns import iam_arn
from guardrails.errors import Location
from guardrails.policy import action_set
from guardrails.policy.language.patterns import arn_matches
from guardrails.policy.space.classes import EquivalenceClass
from guardrails.policy.space.space import Space
from guardrails.policy.space.values import PRINCIPAL_ARN, REGION
from guardrails.posture.model import Policy
from guardrails.posture.prove.examination.joined import Exempt
from guardrails.posture.prove.examination.witnesses import witness_of
from guardrails.posture.prove.expect import Expectation
from guardrails.posture.prove.report import Failure, Unproven, Witness
from guardrails.posture.prove.worlds import World
from guardrails.posture.rulebook import Standing

_OF_THE_COMPILER = "this is a fault of the compiler: report it, and don't deploy"


class Examined(Protocol):
    """The facts that a failure is described with: the world, its rules, and the expectations."""

    @property
    def world(self) -> World:
        """The accounts."""

    @property
    def space(self) -> Space:
        """Every request that there is."""

    @property
    def standing(self) -> Standing:
        """Which rules deny and allow, and whose they are."""

    @property
    def expectations(self) -> Sequence[Expectation]:
        """The requests that the policies have to deny; they may deny no others."""

    @property
    def wanted_bits(self) -> Sequence[int]:
        """The rule of each."""

    @property
    def wanting(self) -> int:
        """These rules together."""

    @property
    def exempt(self) -> Sequence[Exempt]:
        """Who is exempt."""

    @property
    def tree(self) -> Location:
        """Where the baseline describes the organization."""


class Failures:
    """Names what is wrong with the classes of an examination."""

    def __init__(self, examination: Examined) -> None:
        self._of = examination

    def unkept(self, equivalence_class: EquivalenceClass, expectation: Expectation) -> Failure:
        """Name a denial that the baseline wants and no policy makes."""
        principal = equivalence_class.value(PRINCIPAL_ARN)
        if principal and self._others_are_denied(equivalence_class):
            problem = (
                f"{expectation.subject} should deny it to this principal as to others, whom no exemption"
                " names"
            )
            location, witness = expectation.location, self._witness(equivalence_class)
            return Failure(
                3, "exemption-too-wide", location, expectation.subject, problem, expectation.remedy, witness
            )
        return self.unprotected(equivalence_class, expectation)

    def unprotected(self, equivalence_class: EquivalenceClass, expectation: Expectation) -> Failure:
        """Name a protection that isn't there."""
        witness = self._witness(equivalence_class)
        return Failure(
            expectation.obligation,
            expectation.name,
            expectation.location,
            expectation.subject,
            expectation.sentence,
            expectation.remedy,
            witness,
        )

    def _others_are_denied(self, equivalence_class: EquivalenceClass) -> bool:
        """Return whether the same request is denied as it should be when somebody else makes it."""
        return any(
            applying & self._of.wanting and applying & self._of.standing.denying
            for applying in self._for_others(equivalence_class)
        )

    def _others_should_be(self, equivalence_class: EquivalenceClass) -> bool:
        """Return whether the baseline wants the same request denied when somebody else makes it."""
        return any(applying & self._of.wanting for applying in self._for_others(equivalence_class))

    def _for_others(self, equivalence_class: EquivalenceClass) -> Iterator[int]:
        """Tell which rules apply to a request of the class when some role or user makes it."""
        account = self._of.world.org_path.account
        for kind in ("role", "user"):
            principal = (iam_arn(account, f"{kind}/anybody"),)
            yield self._of.space.applying(equivalence_class, {PRINCIPAL_ARN: principal})

    def unwanted(self, equivalence_class: EquivalenceClass) -> Failure:
        """Name a denial that nothing in the baseline asks for."""
        for number, level in enumerate(self._of.standing.allowing):
            if not equivalence_class.possible & level:
                problem = f"no policy at level {number + 1} of {len(self._of.standing.allowing)} allows it"
                remedy = "attach FullAWSAccess there again"
                location, witness = self._of.tree, self._witness(equivalence_class)
                return Failure(5, "level-without-allow", location, "organization", problem, remedy, witness)
        denying = equivalence_class.possible & self._of.standing.denying
        policy = self._first(denying)
        principal = (equivalence_class.value(PRINCIPAL_ARN) or ("",))[0]
        for exemption in self._of.exempt:
            if arn_matches(exemption.pattern, principal) and self._others_should_be(equivalence_class):
                return self.locked_out(equivalence_class, exemption, policy)
        name, problem = "denied-without-intent", f"{policy.name} denies what the baseline doesn't want denied"
        if equivalence_class.value(REGION) and self._is_global(equivalence_class, denying):
            name, problem = "global-service-denied", f"{policy.name} denies an action of a global service"
        location = policy.origins[0] if policy.origins else self._of.tree
        subject, witness = ", ".join(policy.intents), self._witness(equivalence_class)
        return Failure(1, name, location, subject, problem, _OF_THE_COMPILER, witness)

    def _is_global(self, equivalence_class: EquivalenceClass, denying: int) -> bool:
        regional = any(
            condition.key == REGION
            for bit in _bits(denying)
            for condition in self._of.space.rules[bit].conditions
        )
        return regional and bool(equivalence_class.actions & action_set.bits_of(aws_facts.GLOBAL_ACTIONS))

    def locked_out(self, equivalence_class: EquivalenceClass, exemption: Exempt, policy: Policy) -> Failure:
        """Name a principal that is denied although it is exempt."""
        problem = f"{policy.name} denies something to a principal that this exemption names"
        subject, witness = f"exemptions.{exemption.name}", self._witness(equivalence_class)
        return Failure(2, "locked-out", exemption.location, subject, problem, _OF_THE_COMPILER, witness)

    def unproven(self, obligation: int, rules: int) -> Unproven:
        """Name what nobody can say."""
        of = self._of
        bit = next(_bits(rules & of.standing.denying), next(_bits(rules)))
        reason = of.space.reasons.get(bit, "readings of a wildcard in a resource differ")
        policies = of.standing.policies.get(bit)
        if policies and policies[0].origins:
            return Unproven(obligation, policies[0].origins[0], policies[0].name, reason)
        expectation = next(
            (candidate for at, candidate in zip(of.wanted_bits, of.expectations, strict=True) if at == bit),
            None,
        )
        location, subject = (
            (expectation.location, expectation.subject) if expectation else (of.tree, "organization")
        )
        return Unproven(obligation, location, subject, reason)

    def first_of_ours(self, rules: int) -> Policy | None:
        """Return a policy that a control of ours has written, among those of some rules."""
        policies = (
            policy
            for bit in _bits(rules)
            for policy in self._of.standing.policies[bit]
            if policy.family != "own"
        )
        return next(policies, None)

    def _first(self, rules: int) -> Policy:
        return self._of.standing.policies[next(_bits(rules))][0]

    def _witness(self, equivalence_class: EquivalenceClass) -> Witness:
        return witness_of(equivalence_class, self._of.world.account, self._of.space)


def _bits(number: int) -> Iterator[int]:
    return (index for index in range(number.bit_length()) if number >> index & 1)
