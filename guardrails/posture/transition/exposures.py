"""Find denials that leave one policy before they arrive in another, and what to deploy in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from guardrails.baseline.model import Baseline
from guardrails.baseline.transition import keeping_access
from guardrails.errors import Finding, InputError, Location
from guardrails.organization import covers
from guardrails.policy import Statement
from guardrails.policy.overlap import covers_overlap, may_overlap
from guardrails.posture.compile.limits import Limits, limits_of
from guardrails.posture.compile.run import compile_posture
from guardrails.posture.compile.texts import within
from guardrails.posture.model import Policy, Posture
from guardrails.posture.transition.order import depth, rebased, steps

_Gain: TypeAlias = tuple[int, Policy, list[Statement]]
"""The number of a step, the policy afterwards, and the denials that it gains."""


def intermediate(deployed: Baseline, baseline: Baseline, posture: Posture) -> tuple[Baseline, Posture]:
    """Return what to deploy between one baseline and another, so that nothing is open or left behind.

    Raises:
        InputError: as `compile_posture` and `bridged` do.
    """
    between = bridged(compile_posture(deployed), posture, limits_of(baseline))
    return keeping_access(deployed, baseline), between


@dataclass(frozen=True)
class Exposure:
    """A denial that leaves one policy before it has arrived in another."""

    leaves: Policy
    """As it will be, without the denial."""
    arrives: Policy
    """As it will be, with the denial."""
    lost: Statement
    """The statement that denies it before."""
    gained: Statement
    """The statement that denies it after."""

    def __str__(self) -> str:
        """Say it in a sentence."""
        return (
            f"{self.leaves.name} is updated before {self.arrives.name}: meanwhile nothing denies what"
            f" {self.lost.sid or 'a statement'} denied and {self.gained.sid or 'another'} will deny"
        )


def exposures(before: Posture, after: Posture) -> tuple[Exposure, ...]:
    """Find what is denied before and after and may not be in between, one denial a pair of policies.

    None is missed. One may be named that several other denials close together.
    """
    return tuple(_Transition(before, after).exposures())


class _Transition:
    """An update from one posture to another, statement by statement."""

    def __init__(self, before: Posture, after: Posture) -> None:
        self._steps = steps(before, after)
        self._at_step = {step.key: number for number, step in enumerate(self._steps)}
        self._organization = after.organization
        self._on: dict[tuple[str, str], list[tuple[str, Policy | None, Policy | None]]] = {}
        old = {policy.key: policy for policy in rebased(before, after)}
        new = {policy.key: policy for policy in after.declared}
        for key in {**old, **new}:
            policy = new.get(key) or old[key]
            self._on.setdefault((policy.type, policy.target), []).append((key, old.get(key), new.get(key)))

    def exposures(self) -> Iterator[Exposure]:
        """Compare every statement that a policy loses with every one that a later policy gains.

        A policy that is updated later and binds the same accounts stands at the same node or above it. One of
        several nodes may also stand below.
        """
        gaining: dict[tuple[str, str], list[_Gain]] = {}
        for number, step in enumerate(self._steps):
            if step.after and (gained := _added(step.before, step.after)):
                place = (step.after.type, step.after.target)
                gaining.setdefault(place, []).append((number, step.after, gained))
        for number, step in enumerate(self._steps):
            if step.before is None or step.after is None:
                continue
            if not (lost := _added(step.after, step.before)):
                continue
            for later, policy, gained in self._meeting(gaining, step.after):
                narrower = max(step.after.target, policy.target, key=depth)
                in_force = self._denials_between(narrower, policy.type, number, later)
                if later > number and (pair := _open(lost, gained, in_force)):
                    yield Exposure(step.after, policy, *pair)

    def _meeting(self, gaining: Mapping[tuple[str, str], list[_Gain]], losing: Policy) -> Iterator[_Gain]:
        """Yield what gains denials and binds accounts that a policy binds, and may be updated after it."""
        for node in self._organization.lineage(losing.target):
            yield from gaining.get((losing.type, node.path), ())
        for (policy_type, path), gains in gaining.items():
            if policy_type == losing.type and path != losing.target and covers(losing.target, path):
                yield from (gain for gain in gains if gain[1].together)

    def _denials_between(self, path: str, policy_type: str, start: int, end: int) -> Iterator[Statement]:
        """List a type's denials over a node that are in force from after one step until before another."""
        for node in self._organization.lineage(path):
            for key, before, after in self._on.get((policy_type, node.path), ()):
                at = self._at_step.get(key, end)
                if at <= start:
                    yield from _denials(after)
                elif at >= end:
                    yield from _denials(before)
                else:
                    later_denials = set(_denials(after))
                    yield from (denial for denial in _denials(before) if denial in later_denials)


def _open(
    lost: Iterable[Statement], gained: Sequence[Statement], in_force: Iterable[Statement]
) -> tuple[Statement, Statement] | None:
    """Return a denial that is lost, will be gained, and isn't held meanwhile."""
    meeting = [(loss, gain) for loss in lost for gain in gained if may_overlap(loss, gain)]
    in_force = tuple(in_force) if meeting else ()
    return next(
        (pair for pair in meeting if not any(covers_overlap(third, *pair) for third in in_force)),
        None,
    )


def _denials(policy: Policy | None) -> Iterator[Statement]:
    """List what a policy denies, whatever the statements are called."""
    for statement in policy.document.statements if policy else ():
        if statement.effect == "Deny":
            yield _unnamed(statement)


@lru_cache(maxsize=1 << 14)
def _unnamed(statement: Statement) -> Statement:
    return replace(statement, sid="")


def _added(before: Policy | None, after: Policy) -> list[Statement]:
    """List the denials that one policy has and another one hasn't."""
    old_denials = set(_denials(before))
    return [
        statement
        for statement in after.document.statements
        if statement.effect == "Deny" and _unnamed(statement) not in old_denials
    ]


def bridged(before: Posture, after: Posture, limits: Mapping[str, Limits]) -> Posture:
    """Return the posture to deploy in between, so that nothing is open: the new one, with what leaves early.

    From the old posture to it nothing goes early, and from it to the new one only that goes which has arrived
    elsewhere. Where the direct way is safe, it is the new posture itself.

    Raises:
        InputError: when a policy has no room for what it must keep in between.
    """
    old = {policy.key: policy for policy in rebased(before, after)}
    posture, kept_keys = after, set[str]()
    while early := {exposure.leaves.resource for exposure in exposures(before, posture)} - kept_keys:
        kept_keys |= early
        policies = tuple(
            _keeping(policy, old[policy.key], limits[policy.type]) if policy.resource in early else policy
            for policy in posture.policies
        )
        posture = replace(after, policies=policies)
    return posture


def _keeping(policy: Policy, old: Policy, limits: Limits) -> Policy:
    statements = (*policy.document.statements, *_added(policy, old))
    document = within(statements, limits.characters)
    if document is None:
        problem = f"{policy.name} has no room for what it must go on denying while {policy.target} is updated"
        remedy = "deploy the change in two steps: first what is denied higher up, then what is denied lower"
        place = policy.origins[0] if policy.origins else Location("")
        raise InputError([Finding(place, f"guardrails ({', '.join(policy.intents)})", problem, remedy)])
    return replace(policy, document=document)
