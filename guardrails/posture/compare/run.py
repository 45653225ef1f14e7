"""Compare: every pair of accounts once, and what changes for many said once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from guardrails.organization import Account
from guardrails.policy import action_set
from guardrails.policy.language.document import TYPES
from guardrails.policy.space.classes import ActionGroup
from guardrails.posture.compare.describe import Sample, scopes
from guardrails.posture.compare.effect import Readings, RuleDifference
from guardrails.posture.compare.intents import NOBODY, Owners, intents_of
from guardrails.posture.compare.model import Change, Comparison, Direction, Scope
from guardrails.posture.compare.pairs import Pair, by_id, pairs
from guardrails.posture.compare.settings import settings_changes
from guardrails.posture.model import Posture
from guardrails.posture.prove.examination.witnesses import witness_of
from guardrails.posture.prove.report import Witness
from guardrails.posture.to_come import is_new, unit_of, with_new_accounts

_ORDER = (Direction.WIDENED, Direction.UNDECIDED, Direction.NARROWED)


@dataclass
class _ActionChanges:
    """The actions of a pair that change in the same way."""

    example: tuple[ActionGroup, Sample]
    actions: int = 0

    def add(self, group: ActionGroup, sample: Sample) -> None:
        well_known = action_set.is_well_known(self.example[0].actions)
        if not well_known and action_set.is_well_known(group.actions):
            self.example = group, sample
        self.actions |= group.actions


_Key: TypeAlias = tuple[Scope, tuple[str, ...]]
"""The scope of a change, and the controls and documents that cause it."""


@dataclass
class _Group:
    """A change, and the accounts for which it is the same."""

    witness: Witness
    before: dict[str, None] = field(default_factory=dict)
    after: dict[str, None] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)

    def change(self, key: _Key, actions: int) -> Change:
        scope, intents = key
        return Change(
            scope,
            tuple(account.path for account in self.accounts if not is_new(account)),
            tuple(unit_of(account) for account in self.accounts if is_new(account)),
            actions,
            tuple(self.before),
            tuple(self.after),
            self.witness,
            intents,
        )


def compare(before: Posture, after: Posture, *, owners: Owners = NOBODY) -> Comparison:
    """Compare two postures by their effect, exactly, relative to the catalogue of actions and regions.

    Accounts are recognized by their ids. An account that is in one posture only has no effect to compare; it
    is listed. Each unit's new accounts, which are yet to be created, are compared as well.

    Args:
        before: the first posture.
        after: the second one.
        owners: the controls and documents that a Sid belongs to, for policies that several share.
    """
    groups: dict[tuple[_Key, int], _Group] = {}
    reasons: dict[str, None] = {}
    readings = {policy_type: Readings(policy_type) for policy_type in TYPES}
    for pair in pairs(with_new_accounts(before), with_new_accounts(after)):
        for policy_type in TYPES:
            effect = RuleDifference(pair, policy_type, readings[policy_type])
            _collect(groups, pair, effect, owners)
            reasons |= dict.fromkeys(effect.space.reasons.values())
    changes = [group.change(key, actions) for (key, actions), group in groups.items()]
    old, new = by_id(before.organization), by_id(after.organization)
    undecided = any(change.scope.direction is Direction.UNDECIDED for change in changes)
    return Comparison(
        tuple(sorted(changes, key=_weight)),
        joined=tuple(account.path for key, account in new.items() if key not in old),
        departing=tuple(account.path for key, account in old.items() if key not in new),
        moved=tuple(
            (account.path, new[key].path)
            for key, account in old.items()
            if key in new and new[key].path != account.path
        ),
        organization=after.organization,
        accounts=len(old.keys() & new.keys()),
        texts_changed=len(_texts(before) ^ _texts(after)),
        reasons=tuple(reasons) if undecided else (),
        settings=settings_changes(before, after),
        scopes=(before.scope, after.scope),
        reads=(before.read, after.read),
        notes=(before.notes, after.notes),
    )


def _collect(
    groups: dict[tuple[_Key, int], _Group], pair: Pair, effect: RuleDifference, owners: Owners
) -> None:
    changes: dict[_Key, _ActionChanges] = {}
    intents: dict[object, tuple[str, ...]] = {}
    for scope, group, sample in scopes(effect):
        intents_key = (scope.direction, sample.possible)
        if intents_key not in intents:
            intents[intents_key] = intents_of(effect, scope.direction, sample.possible, owners)
        changes.setdefault((scope, intents[intents_key]), _ActionChanges((group, sample))).add(group, sample)
    for key, change in changes.items():
        actions, sample = change.example
        merged = groups.get((key, change.actions))
        if merged is None:
            equivalence_class = sample.equivalence_class(effect, actions)
            merged = groups[key, change.actions] = _Group(
                witness_of(equivalence_class, pair.accounts[0], effect.space)
            )
        merged.before |= dict.fromkeys(effect.before.denying_policies(sample.certain))
        merged.after |= dict.fromkeys(effect.after.denying_policies(sample.certain))
        merged.accounts += pair.accounts


def _weight(change: Change) -> tuple[int, int, str]:
    """Put what opens first, and of each what concerns most accounts and actions."""
    order = _ORDER.index(change.scope.direction)
    size = action_set.count(change.actions) * (len(change.accounts) + len(change.units) / 100)
    # What is so for everybody and always comes before what hangs on something.
    return order, -int(size / (2 if change.scope.conditions else 1)), str(change.scope)


def _texts(posture: Posture) -> set[object]:
    """Return what every policy says where it stands: at a node's id, which a new name leaves as it is."""
    nodes = posture.organization.by_path
    return {
        (nodes[policy.target].id, policy.type, policy.document.statements, policy.document.version)
        for policy in posture.policies
        if not policy.aws_managed
    }
