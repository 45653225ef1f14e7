"""Explain a verdict: where it comes from, and what would free the request, found by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from guardrails.policy.language.rules import Rule
from guardrails.policy.space.bindable import UNDENIABLE
from guardrails.posture.explain.asked import Asked
from guardrails.posture.explain.changes import Change, changes, other_keys, other_resources
from guardrails.posture.explain.model import Explanation, Reason, Unless, Way
from guardrails.posture.explain.scene import Found, Mark, Scene
from guardrails.posture.model import Posture

Attribute = Callable[[Reason, Asked], Reason]
"""Adds to a reason the guardrails of the baseline that it comes from."""


def explain_in(
    posture: Posture, asked: Asked, attribute: Attribute = lambda reason, _: reason
) -> Explanation:
    """Explain what a posture says to a request, wherever the posture came from."""
    scene = Scene(posture)
    found = scene.decide(asked)
    rules = scene.rules(asked)
    reasons = tuple(attribute(reason, asked) for reason in found.reasons.values())
    explanation = Explanation(asked, found.decision, _unbound(asked), reasons)
    if found.decision != "allow":
        tried = ((change, scene.decide(change.asked)) for change in changes(asked, rules))
        return replace(explanation, ways=tuple(_ways(tried, list(found.reasons))))
    return replace(explanation, unless=tuple(_unless(scene, asked, rules, attribute)))


def _unbound(asked: Asked) -> str:
    if asked.action.lower() in map(str.lower, UNDENIABLE):
        return "no policy can deny it: AWS asks for no permission"
    if asked.account == asked.organization.management_account:
        return "no service control policy binds the management account"
    if asked.principal.is_service_linked:
        return "no organization policy binds a service-linked role"
    if asked.principal.is_service:
        return "no service control policy binds an AWS service"
    return ""


def _ways(tried: Iterable[tuple[Change, Found]], before: list[Mark]) -> Iterator[Way]:
    """Group the changes by what they do, and keep those that only take reasons away."""
    grouped: dict[tuple[str, str, bool, frozenset[Mark]], list[Change]] = {}
    for change, found in tried:
        frees = found.decision == "allow"
        if frees or found.marks < frozenset(before):
            removed = frozenset(before) - found.marks
            grouped.setdefault((change.kind, change.key, frees, removed), []).append(change)
    for (_, key, frees, removed), group in grouped.items():
        removes = tuple(number for number, one in enumerate(before) if one in removed)
        yield Way(group[0].kind, key, tuple(change.shown for change in group), frees, removes)


def _unless(scene: Scene, asked: Asked, rules: Sequence[Rule], attribute: Attribute) -> Iterator[Unless]:
    """Find what wasn't told and would have changed the answer: an absent key, a resource, or both."""
    told = {key.lower() for key, values in asked.context(asked.resources[0]).items() if values}
    denied: dict[tuple[str, frozenset[Mark]], list[_Denied]] = {}

    def untold_keys(about: Asked) -> Iterator[Change]:
        return (change for change in other_keys(about, rules) if change.key.lower() not in told)

    def tried(resource: str, change: Change) -> bool:
        found = scene.decide(change.asked)
        if found.decision != "allow":
            key, value = (change.key, change.shown) if change.kind == "context" else ("", "")
            denied.setdefault((key, found.marks), []).append(_Denied(resource, value, change.asked, found))
        return found.decision != "allow"

    keys = {(change.key, change.shown) for change in untold_keys(asked) if tried("", change)}
    for one in other_resources(asked, rules) if asked.resource is None else ():
        if not tried(one.shown, one):
            for change in untold_keys(one.asked):
                if (change.key, change.shown) not in keys:
                    tried(one.shown, change)
    for (key, _), group in denied.items():
        found = group[0].found
        reasons = tuple(attribute(reason, group[0].asked) for reason in found.reasons.values())
        resources = tuple(dict.fromkeys(one.resource for one in group if one.resource))
        values = tuple(dict.fromkeys(one.value for one in group if one.value))
        yield Unless(resources, key, values, found.decision, reasons)


class _Denied(NamedTuple):
    """A request that isn't allowed, and in what it differs from the one that is."""

    resource: str
    value: str
    asked: Asked
    found: Found
