"""Decide what a set of service and resource control policies says to a request.

The verdict is that of the guardrails alone: what the principal's own policies grant is taken as everything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from guardrails.policy.cases.case import read_documents, read_layers, read_request
from guardrails.policy.decide.plans import DecisionPlan, Plans, StatementPlace
from guardrails.policy.language.document import RCP, SCP, Document
from guardrails.policy.language.request import UNTOLD, CallerTraits, Request
from guardrails.policy.language.rules import Rule, rules_of
from guardrails.policy.space.bindable import UNDENIABLE, misfits

Decision = Literal["allow", "deny", "unknown"]
_REMEMBERED = 1 << 16
_UNDENIABLE = frozenset(map(str.lower, UNDENIABLE))
MAY_BE_MANAGED = "an ARN doesn't tell whether AWS manages the key, and RCPs don't bind those"
"""The reason why it is unknown whether a resource control policy denies a call on a key."""


@dataclass(frozen=True)
class Cause:
    """Why a request is denied, or why nobody can say."""

    kind: Literal["explicit-deny", "no-allow", "undecidable"]
    policy_type: str
    level: int
    """Counted from the root, which is 0."""
    document: int | None = None
    """Which document of that level, counted from 0; None for a level that lacks an Allow."""
    statement: int | None = None
    """Which statement of that document, counted from 0."""
    sid: str = ""
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Render for JSON, without what it doesn't say."""
        fields = {
            "kind": self.kind,
            "type": self.policy_type,
            "level": self.level,
            "document": self.document,
            "statement": self.statement,
            "sid": self.sid,
            "reason": self.reason,
        }
        return {key: value for key, value in fields.items() if value not in (None, "")}


@dataclass(frozen=True)
class Verdict:
    """The decision of the guardrails, and every cause of a denial, explicit ones first."""

    decision: Decision
    causes: tuple[Cause, ...] = ()

    @cached_property
    def members(self) -> str:
        """Both as the members of a JSON object, without its braces; rendered once."""
        because = json.dumps([cause.to_dict() for cause in self.causes])
        return f'"decision": "{self.decision}", "because": {because}'


_ALLOW = Verdict("allow")


class Ruleset:
    """The policies over one account: the documents of every level from the root down, and the RCPs.

    It remembers its decisions: a request like an earlier one costs two lookups. This memory is bounded, so it
    may decide any number of requests.
    """

    def __init__(
        self,
        levels: Sequence[Sequence[Document]],
        rcp_levels: Sequence[Sequence[Document]] = (),
        *,
        prepare: Callable[[Document], tuple[Rule, ...]] = rules_of,
    ) -> None:
        """Take the documents; `prepare` may remember what it made of those that many rulesets share."""
        self._level_count = len(levels)
        self._plans = Plans(
            [
                (StatementPlace(policy_type, level, index, number), rule)
                for policy_type, stack in ((SCP, levels), (RCP, rcp_levels))
                for level, documents in enumerate(stack)
                for index, document in enumerate(documents)
                for number, rule in enumerate(prepare(document))
            ]
        )
        self._by_action: dict[str, DecisionPlan] = {}
        self._verdicts: dict[Verdict, Verdict] = {_ALLOW: _ALLOW}
        self._remembered = 0

    def decide(self, request: Request) -> Verdict:
        """Decide one request."""
        action, resource, context, caller = request
        plan = self._by_action.get(action) or self._plan(action)
        key = (caller, resource if plan.by_resource else "", *map(context.get, plan.keys))
        return plan.verdicts.get(key) or self._remember(plan, key, self._decide(plan, request))

    def rules_on(self, action: str) -> tuple[Rule, ...]:
        """Return the statements of all levels that speak of an action."""
        lowered = action.lower()
        return tuple(rule for _, rule in (self._by_action.get(lowered) or self._plan(lowered)).rules)

    @property
    def remembered(self) -> int:
        """How much it remembers, in entries of up to a kibibyte."""
        return self._remembered

    def forget(self) -> None:
        """Let go of all that it remembers."""
        self._remembered = 0
        self._by_action.clear()
        self._verdicts.clear()
        self._plans.clear()

    def _plan(self, action: str) -> DecisionPlan:
        before = len(self._plans)
        plan = self._plans.of(action)
        self._make_room(_weight(action) + len(self._plans) - before)
        self._by_action[action] = plan
        return plan

    def _remember(self, plan: DecisionPlan, key: tuple[Any, ...], verdict: Verdict) -> Verdict:
        _, resource, *values = key
        self._make_room(_weight(resource, *(text for texts in values if texts for text in texts)))
        plan.verdicts[key] = verdict = self._verdicts.setdefault(verdict, verdict)
        return verdict

    def _make_room(self, weight: int) -> None:
        if self._remembered + weight > _REMEMBERED:
            self.forget()
        self._remembered += weight

    def _decide(self, plan: DecisionPlan, request: Request) -> Verdict:
        causes = (
            list(self._causes(plan, request, request.caller)) if request.action not in _UNDENIABLE else ()
        )
        if not causes:
            return _ALLOW
        certain = tuple(cause for cause in causes if cause.kind != "undecidable")
        return Verdict("deny", certain) if certain else Verdict("unknown", tuple(causes))

    def _causes(self, plan: DecisionPlan, request: Request, caller: CallerTraits) -> Iterator[Cause]:
        allowed: dict[int, bool | None] = dict.fromkeys(range(self._level_count), False)
        for place, rule in plan.rules:
            is_scp = place.policy_type == SCP
            if not (caller.bound_by_scps if is_scp else caller.bound_by_rcps and plan.by_rcps):
                continue
            applies = rule.applies(request)
            if rule.statement.effect == "Deny":
                yield from _denial(rule, place, request, applies=applies)
            elif is_scp and applies is not False and not allowed[place.level]:
                allowed[place.level] = applies
        if caller.bound_by_scps:
            yield from (_lacking(level, state) for level, state in allowed.items() if not state)


def _denial(rule: Rule, place: StatementPlace, request: Request, *, applies: bool | None) -> Iterator[Cause]:
    if applies is False:
        return
    reason = ""
    if applies is None and request.resource == UNTOLD:
        reason = _misfit(request.action)
    elif applies is None:
        reason = (
            "it depends on whether a * crosses a colon, on a wildcard for the service of an ARN, "
            "or on an operator that IAM doesn't define"
        )
    elif place.policy_type == RCP and _may_be_managed_key(request):
        reason = MAY_BE_MANAGED
    yield Cause(
        "undecidable" if reason else "explicit-deny",
        place.policy_type,
        place.level,
        place.document,
        place.statement,
        rule.statement.sid,
        reason,
    )


def _misfit(action: str) -> str:
    if misfits(action):
        return f"AWS checks {action} against a resource, and the request names none but *"
    return f"AWS checks {action} against no resource, and the request names one"


def _weight(*texts: str) -> int:
    """Count an entry once, and once more for each kibibyte of its texts."""
    return 1 + (sum(map(len, texts)) >> 10)


def _lacking(level: int, state: bool | None) -> Cause:  # noqa: FBT001 - three-valued, not a flag
    if state is None:
        return Cause("undecidable", SCP, level, reason="nobody can say whether a statement allows it")
    return Cause("no-allow", SCP, level, reason="no statement at this level allows it")


def _may_be_managed_key(request: Request) -> bool:
    """Return whether AWS may manage the key; an alias shows it, and so does kms:KeyOrigin."""
    return request.action.startswith("kms:") and ":key/" in request.resource


def ruleset_of(case: Mapping[str, Any]) -> Ruleset:
    """Prepare the policies of a decision case.

    Raises:
        ValueError: when a document isn't one.
    """
    rcps = read_documents(case.get("rcps", []), "rcps")
    return Ruleset(read_layers(case.get("layers")), [rcps])


def decide_case(case: Mapping[str, Any]) -> Verdict:
    """Decide one decision case: `layers`, `rcps` and a `request`, as docs/decide.md describes them.

    Raises:
        ValueError: when a part of it is missing or wrong; the message says which.
    """
    return ruleset_of(case).decide(read_request(case))
