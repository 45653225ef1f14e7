"""The difference in effect between two postures, as what JSON can hold."""

from __future__ import annotations

from typing import Any

from guardrails.changes import Causes, SectionChanges
from guardrails.policy import action_set
from guardrails.posture.compare import Change, Comparison
from guardrails.posture.others import others_json
from guardrails.report import entries, management


def as_json(comparison: Comparison, beside: SectionChanges) -> dict[str, Any]:
    """Render as what JSON can hold."""
    causes = Causes(beside.pair)
    return {
        "same_effect": not comparison.changes and not comparison.disjoint,
        "directions": sorted(comparison.directions()),
        "changes": [_change(change, causes) for change in comparison.changes],
        "accounts": {
            "compared": comparison.accounts,
            "joined": list(comparison.joined),
            "left": list(comparison.departing),
            "moved": [{"from": old, "to": new} for old, new in comparison.moved],
        },
        "scope": {"before": list(comparison.scopes[0]), "after": list(comparison.scopes[1])},
        "policies_of_others": {
            "before": others_json(comparison.reads[0]),
            "after": others_json(comparison.reads[1]),
        },
        "left_out": {"before": list(comparison.notes[0]), "after": list(comparison.notes[1])},
        "policies_changed": comparison.texts_changed,
        "undecided_because": list(comparison.reasons),
        "management_policies": management.changed_json(comparison.settings),
        "not_compared": {
            "changed": list(beside.uncompared),
            "undeclared": list(beside.undeclared),
            "unknown_because": beside.unknown,
            **({"identity_center": list(beside.notes)} if beside.center else {}),
        },
        "sections": entries.as_json(beside.entries),
    }


def _change(change: Change, causes: Causes) -> dict[str, Any]:
    scope = change.scope
    cause = causes.of(change.intents, scope.principals)
    known_actions = change.actions & action_set.catalogue_actions()
    return {
        "direction": scope.direction.value,
        "controls": list(change.intents),
        "because_of": {
            "field": cause.field,
            "file": cause.location.file if cause.location else "",
            "line": cause.location.line if cause.location else 0,
        },
        "certain": scope.certain,
        "policy_type": scope.policy_type,
        "accounts": list(change.accounts),
        "future_accounts_of": list(change.units),
        "regions": scope.regions and list(scope.regions),
        "all_regions_but": list(scope.but_regions),
        "principals": scope.principals and list(scope.principals),
        "all_principals_but": list(scope.but_principals),
        "depends_on": list(scope.conditions),
        "actions": action_set.count(known_actions),
        "by_service": {
            name: action_set.count(service_actions)
            for name, service_actions in action_set.by_service(known_actions).items()
        },
        "action_patterns": list(action_set.patterns(change.actions)),
        "denied_before_by": list(change.before),
        "denied_after_by": list(change.after),
        "witness": change.witness.to_dict(),
    }
