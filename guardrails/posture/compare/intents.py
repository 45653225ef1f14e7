"""Name the controls and the documents whose statements make a difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from guardrails.baseline import Baseline
from guardrails.posture.compare.effect import RuleDifference
from guardrails.posture.compare.model import Direction
from guardrails.posture.compile.contributions import parts_of
from guardrails.posture.model import Policy

Owners: TypeAlias = Mapping[str, frozenset[str]]
"""The ids of the controls, and the paths of the documents, that have a statement of a Sid."""
NOBODY: Owners = MappingProxyType({})


def owners_of(*baselines: Baseline) -> Owners:
    """Collect which controls and documents of some baselines have a statement of each Sid."""
    owners: dict[str, set[str]] = {}
    for baseline in baselines:
        for part in parts_of(baseline):
            for statement in part.document.statements:
                owners.setdefault(statement.sid, set()).add(part.intent)
    return {sid: frozenset(intents) for sid, intents in owners.items()}


def intents_of(
    effect: RuleDifference, direction: Direction, possible: int, owners: Owners
) -> tuple[str, ...]:
    """Name whose statements deny on one side only, among rules that may apply; else whose deny at all."""
    before, after = effect.before, effect.after
    if direction is Direction.UNDECIDED:
        rules = (before.denying ^ after.denying) & possible
        policies = {
            bit: (*before.policies.get(bit, ()), *after.policies.get(bit, ())) for bit in _bits(rules)
        }
    else:
        side, opposite = (before, after) if direction is Direction.WIDENED else (after, before)
        denying = side.denying & possible
        rules = denying & ~opposite.denying or denying
        policies = {bit: side.policies.get(bit, ()) for bit in _bits(rules)}
    named = {
        intent
        for bit, rule_policies in policies.items()
        for policy in rule_policies
        for intent in _owners(policy, effect.space.rules[bit].statement.sid, owners)
    }
    return tuple(sorted(named))


def _owners(policy: Policy, sid: str, owners: Owners) -> frozenset[str]:
    """Return whose a statement is; all that share the policy, or the policy itself, where nobody knows."""
    sharing = frozenset(policy.intents)
    if len(sharing) == 1:
        return sharing
    # A policy numbers the Sids of statements that share one.
    intents = owners.get(sid) or owners.get(sid.rstrip("0123456789")) or frozenset()
    return intents & sharing or sharing or frozenset({policy.name})


def _bits(rules: int) -> Iterator[int]:
    while rules:
        yield (rules & -rules).bit_length() - 1
        rules &= rules - 1
