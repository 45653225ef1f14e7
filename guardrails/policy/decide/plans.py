"""Which statements speak of an action. Actions that no statement tells apart share a plan, and verdicts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from guardrails import aws_facts
from guardrails.policy.language.document import RCP
from guardrails.policy.language.rules import Rule
from guardrails.policy.space.bindable import NOT_BY_RCPS, UNDENIABLE

_UNDENIABLE, _NOT_BY_RCPS = frozenset(map(str.lower, UNDENIABLE)), NOT_BY_RCPS.lower()


@dataclass(frozen=True)
class StatementPlace:
    """Where a statement stands."""

    policy_type: str
    level: int
    document: int
    statement: int


Placed: TypeAlias = tuple[StatementPlace, Rule]


@dataclass
class DecisionPlan:
    """The rules and keys that decide some actions, and the verdicts that were found with them."""

    rules: tuple[Placed, ...]
    by_rcps: bool
    """Whether resource control policies bind these actions."""
    keys: tuple[str, ...]
    """The condition keys that decide."""
    by_resource: bool
    """Whether the resource decides."""
    verdicts: dict[Hashable, Any] = field(default_factory=dict)


class _ServiceRules(NamedTuple):
    """The rules that speak of a service: of all its actions, and of some, each as one bit."""

    whole: int
    partial: tuple[tuple[int, Rule], ...]
    bound_by_rcps: bool


class Plans:
    """The plans of a set of rules, made as actions are asked for."""

    def __init__(self, rules: Sequence[Placed]) -> None:
        self._rules = tuple(rules)
        self._bits = tuple((1 << number, rule) for number, (_, rule) in enumerate(rules))
        self._services: dict[str, _ServiceRules] = {}
        self._plans: dict[tuple[int, bool, bool], DecisionPlan] = {}

    def __len__(self) -> int:
        return len(self._services) + len(self._plans)

    def clear(self) -> None:
        """Forget every plan, and what was found by it."""
        self._services.clear()
        self._plans.clear()

    def of(self, action: str) -> DecisionPlan:
        """Return the plan of an action, given in lower case."""
        prefix, colon, _ = action.partition(":")
        if action in _UNDENIABLE:
            return self._shared(0, by_rcps=False, kms=False)
        service = self._services.get(prefix) or self._service(prefix)
        covering = service.whole if colon else 0
        for bit, rule in service.partial if colon else self._bits:
            if rule.covers_action(action):
                covering |= bit
        kms, by_rcps = prefix == "kms", service.bound_by_rcps and action != _NOT_BY_RCPS
        return self._plans.get((covering, by_rcps, kms)) or self._shared(covering, by_rcps=by_rcps, kms=kms)

    def _service(self, prefix: str) -> _ServiceRules:
        whole, partial = 0, list[tuple[int, Rule]]()
        for bit, rule in self._bits:
            covers = rule.covers_service(prefix)
            if covers is None:
                partial.append((bit, rule))
            elif covers:
                whole |= bit
        service = _ServiceRules(whole, tuple(partial), prefix in aws_facts.rcp_services())
        self._services[prefix] = service
        return service

    def _shared(self, covering: int, *, by_rcps: bool, kms: bool) -> DecisionPlan:
        rules = tuple(placed for number, placed in enumerate(self._rules) if covering >> number & 1)
        # Of a KMS key's ARN depends whether anybody can say that AWS doesn't manage it.
        by_key = kms and any(place.policy_type == RCP for place, _ in rules)
        plan = self._plans[covering, by_rcps, kms] = DecisionPlan(
            rules=rules,
            by_rcps=by_rcps,
            keys=tuple(sorted(frozenset[str]().union(*(rule.keys for _, rule in rules)))),
            by_resource=by_key or any(rule.resources for _, rule in rules),
        )
        return plan
