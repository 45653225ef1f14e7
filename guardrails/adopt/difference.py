"""The difference in effect between two policies that stand alone at one node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guardrails.organization import ROOT_PATH
from guardrails.policy import Document, Statement
from guardrails.policy.language.document import FULL_ACCESS, RCP_FULL_ACCESS, SCP
from guardrails.policy.space.parties import OrgPath
from guardrails.posture.compare.effect import Readings, RuleDifference
from guardrails.posture.compare.model import Direction
from guardrails.posture.compare.pairs import Bound, Pair
from guardrails.posture.model import Policy


@dataclass(frozen=True)
class EffectDifference:
    """The actions whose verdict changes for some requests when one policy replaces another."""

    widened: int = 0
    """Denied by the first policy alone, as a set of actions."""
    narrowed: int = 0
    """Denied by the second policy alone."""
    undecided: int = 0
    """Nobody can say, such as actions under a condition that the engine doesn't know."""

    def __or__(self, other: EffectDifference) -> EffectDifference:
        return EffectDifference(
            self.widened | other.widened, self.narrowed | other.narrowed, self.undecided | other.undecided
        )

    def __bool__(self) -> bool:
        return bool(self.widened or self.narrowed or self.undecided)


class Scales:
    """Weighs statements of one type against each other, in accounts that may be told apart.

    Args:
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
        org_paths: An account that no statement names, and every account that one names.
    """

    def __init__(self, policy_type: str, org_paths: Sequence[OrgPath]) -> None:
        self._type, self._org_paths = policy_type, org_paths
        self._readings = Readings(policy_type)

    def difference(
        self, before: Iterable[Statement], after: Iterable[Statement], version: str
    ) -> EffectDifference:
        """Return what changes when statements replace others.

        Args:
            before: Statements as they are.
            after: Statements instead of them.
            version: The version of the policy language of the first ones.
        """
        levels = (
            (self._full_access, self._policy(Document(tuple(before), version=version))),
            (self._full_access, self._policy(Document(tuple(after), version=version))),
        )
        total = EffectDifference()
        for org_path in self._org_paths:
            old, new = (Bound(org_path, (level,)) for level in levels)
            total |= _total(RuleDifference(Pair((), old, new), self._type, self._readings))
        return total

    @property
    def _full_access(self) -> Policy:
        return self._policy(FULL_ACCESS if self._type == SCP else RCP_FULL_ACCESS)

    def _policy(self, document: Document) -> Policy:
        return Policy("", "", self._type, "own", ROOT_PATH, "", document)


def _total(effect: RuleDifference) -> EffectDifference:
    actions = dict.fromkeys(Direction, 0)
    undecided = 0
    for group in effect.groups():
        for _, outcome in effect.part(group):
            if outcome.direction is None:
                continue
            if outcome.certain:
                actions[outcome.direction] |= group.actions
            else:
                undecided |= group.actions
    undecided |= actions[Direction.UNDECIDED]
    return EffectDifference(actions[Direction.WIDENED], actions[Direction.NARROWED], undecided)
