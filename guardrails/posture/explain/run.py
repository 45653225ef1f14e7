"""Explain a verdict: where it comes from, and what would free the request, found by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from guardrails.policy.language.rules import Rule
from guardrails.policy.space.bindable import UNDENIABLE
from guardrails.posture.explain.changes import Variation, changes, other_keys, other_resources
from guardrails.posture.explain.model import Alternative, Explanation, Reason, Unless
from guardrails.posture.explain.request import ExplainedRequest
from guardrails.posture.explain.scene import Mark, RequestVerdict, Scene
from guardrails.posture.model import Posture

Attribute = Callable[[Reason, ExplainedRequest], Reason]
"""Adds to a reason the guardrails of the baseline that it comes from."""


def explain_in(
    posture: Posture, query: ExplainedRequest, attribute: Attribute = lambda reason, _: reason
) -> Explanation:
    """Explain what a posture says to a request, wherever the posture came from."""
    scene = Scene(posture)
    verdict = scene.decide(query)
    rules = scene.rules(query)
    reasons = tuple(attribute(reason, query) for reason in verdict.reasons.values())
    explanation = Explanation(query, verdict.decision, _unbound(query), reasons, read=posture.read)
    if verdict.decision != "allow":
        tried = ((change, scene.decide(change.query)) for change in changes(query, rules))
        return replace(explanation, alternatives=tuple(_alternatives(tried, list(verdict.reasons))))
    return replace(explanation, unless=tuple(_unless(scene, query, rules, attribute)))


def _unbound(query: ExplainedRequest) -> str:
    if query.action.lower() in map(str.lower, UNDENIABLE):
        return "no policy can deny it: AWS asks for no permission"
    if query.account == query.organization.management_account:
        return "no service control policy binds the management account"
    if query.principal.is_service_linked:
        return "no organization policy binds a service-linked role"
    if query.principal.is_service:
        return "no service control policy binds an AWS service"
    return ""


def _alternatives(
    tried: Iterable[tuple[Variation, RequestVerdict]], before: list[Mark]
) -> Iterator[Alternative]:
    """Group the changes by what they do, and keep those that only take reasons away."""
    grouped: dict[tuple[str, str, bool, frozenset[Mark]], list[Variation]] = {}
    for change, verdict in tried:
        frees = verdict.decision == "allow"
        if frees or verdict.marks < frozenset(before):
            removed = frozenset(before) - verdict.marks
            grouped.setdefault((change.kind, change.key, frees, removed), []).append(change)
    for (_, key, frees, removed), group in grouped.items():
        removes = tuple(number for number, mark in enumerate(before) if mark in removed)
        yield Alternative(group[0].kind, key, tuple(change.shown for change in group), frees, removes)


def _unless(
    scene: Scene, query: ExplainedRequest, rules: Sequence[Rule], attribute: Attribute
) -> Iterator[Unless]:
    """Find what wasn't told and would have changed the answer: an absent key, a resource, or both."""
    stated_keys = {key.lower() for key, values in query.context(query.resources[0]).items() if values}
    denied: dict[tuple[str, frozenset[Mark]], list[_Denied]] = {}

    def untold_keys(about: ExplainedRequest) -> Iterator[Variation]:
        return (change for change in other_keys(about, rules) if change.key.lower() not in stated_keys)

    def tried(resource: str, change: Variation) -> bool:
        outcome = scene.decide(change.query)
        if outcome.decision != "allow":
            key, value = (change.key, change.shown) if change.kind == "context" else ("", "")
            denied.setdefault((key, outcome.marks), []).append(
                _Denied(resource, value, change.query, outcome)
            )
        return outcome.decision != "allow"

    keys = {(change.key, change.shown) for change in untold_keys(query) if tried("", change)}
    for resource_change in other_resources(query, rules) if query.resource is None else ():
        if not tried(resource_change.shown, resource_change):
            for change in untold_keys(resource_change.query):
                if (change.key, change.shown) not in keys:
                    tried(resource_change.shown, change)
    for (key, _), group in denied.items():
        verdict = group[0].verdict
        reasons = tuple(attribute(reason, group[0].query) for reason in verdict.reasons.values())
        resources = tuple(dict.fromkeys(denial.resource for denial in group if denial.resource))
        values = tuple(dict.fromkeys(denial.value for denial in group if denial.value))
        yield Unless(resources, key, values, verdict.decision, reasons)


class _Denied(NamedTuple):
    """A request that isn't allowed, and in what it differs from the one that is."""

    resource: str
    value: str
    query: ExplainedRequest
    verdict: RequestVerdict
