"""The policies over a request, and what they decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from guardrails.organization import Account, Node
from guardrails.policy.decide.ruleset import Cause, Decision, Ruleset
from guardrails.policy.language.document import RCP, SCP
from guardrails.policy.language.rules import Rule, rules_of
from guardrails.posture.explain.model import Reason
from guardrails.posture.explain.request import ExplainedRequest
from guardrails.posture.model import Policy, Posture

Levels: TypeAlias = tuple[tuple[tuple[Node, Policy], ...], ...]
Mark: TypeAlias = tuple[str, str, int | None, int | None]
"""Tells the causes of one posture's verdicts apart: type, node, document, statement."""


@dataclass(frozen=True)
class RequestVerdict:
    """The verdict of policies on a request, for all the resources that it touches."""

    decision: Decision
    reasons: dict[Mark, Reason]

    @property
    def marks(self) -> frozenset[Mark]:
        """The marks that distinguish the reasons from those of another request."""
        return frozenset(self.reasons)


class Scene:
    """A posture, ready to be asked many similar questions."""

    def __init__(self, posture: Posture) -> None:
        self.posture = posture
        self._rulesets: dict[tuple[str, str], Ruleset] = {}
        self._levels_by_place: dict[tuple[str, str], Levels] = {}

    def decide(self, query: ExplainedRequest) -> RequestVerdict:
        """Decide a request. AWS checks each resource that it touches; one denial is enough."""
        decisions: set[Decision] = set()
        reasons: dict[Mark, Reason] = {}
        for resource in query.resources:
            owner = query.owner_of(resource)
            verdict = self._ruleset(query.account, owner).decide(query.request(resource))
            decisions.add(verdict.decision)
            for cause in verdict.causes:
                reason = self._reason(cause, query.account if cause.policy_type == SCP else owner, resource)
                reasons.setdefault(
                    (cause.policy_type, reason.node.path, cause.document, cause.statement), reason
                )
        decision = next(candidate for candidate in ("deny", "unknown", "allow") if candidate in decisions)
        certain = {
            mark: marked_reason
            for mark, marked_reason in reasons.items()
            if marked_reason.cause.kind != "undecidable"
        }
        return RequestVerdict(decision, certain if decision == "deny" else reasons)

    def rules(self, query: ExplainedRequest) -> tuple[Rule, ...]:
        """Return the statements that speak of the action, of both sides."""
        action = query.action.lower()
        owners = {query.owner_of(resource) for resource in query.resources}
        sides = [self._levels(SCP, query.account), *(self._levels(RCP, owner) for owner in owners)]
        documents = (policy.document for side in sides for level in side for _, policy in level)
        return tuple(
            rule for document in documents for rule in rules_of(document) if rule.covers_action(action)
        )

    def _reason(self, cause: Cause, account: Account | None, resource: str) -> Reason:
        if account is None:
            raise ValueError("no policy binds what is of another organization")
        if cause.document is None or cause.statement is None:
            return Reason(cause, self.posture.organization.lineage(account.path)[cause.level], resource)
        node, policy = self._levels(cause.policy_type, account)[cause.level][cause.document]
        return Reason(cause, node, resource, policy, policy.document.statements[cause.statement])

    def _ruleset(self, account: Account, owner: Account | None) -> Ruleset:
        key = (account.path, owner.path if owner else "")
        ruleset = self._rulesets.get(key)
        if ruleset is None:
            sides = (self._levels(SCP, account), self._levels(RCP, owner))
            scps, rcps = ([[policy.document for _, policy in level] for level in side] for side in sides)
            ruleset = self._rulesets[key] = Ruleset(scps, rcps)
        return ruleset

    def _levels(self, policy_type: str, account: Account | None) -> Levels:
        """Return the policies of a type over an account; none over the management account and strangers."""
        if account is None or account == self.posture.organization.management_account:
            return ()
        key = (policy_type, account.path)
        if key not in self._levels_by_place:
            self._levels_by_place[key] = tuple(self._level(policy_type, account))
        return self._levels_by_place[key]

    def _level(self, policy_type: str, account: Account) -> Iterator[tuple[tuple[Node, Policy], ...]]:
        for node in self.posture.organization.lineage(account.path):
            attached = self.posture.by_target.get(node.path, ())
            yield tuple((node, policy) for policy in attached if policy.type == policy_type)
