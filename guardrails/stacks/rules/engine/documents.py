"""Policy documents of a template: who is allowed what, under which conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guardrails.policy.patterns import matches
from guardrails.stacks.rules.engine.template import items, strings, text


def allowing(document: Any, service: str, action: str) -> list[Mapping[str, Any]]:
    """List the statements that let an AWS service do something, whatever their conditions.

    The service may be a pattern, because some have a principal for each region.
    """
    found = items(document.get("Statement")) if isinstance(document, Mapping) else []
    return [
        statement
        for statement in found
        if isinstance(statement, Mapping)
        and statement.get("Effect") == "Allow"
        and _names_service(statement.get("Principal"), service)
        and any(matches(one.lower(), action.lower()) for one in strings(statement.get("Action")))
    ]


def condition_values(statement: Mapping[str, Any], key: str) -> list[str]:
    """List the texts with which a statement's conditions compare a key, whatever the operator and case."""
    block = statement.get("Condition")
    return [
        text(value)
        for tests in (block.values() if isinstance(block, Mapping) else ())
        if isinstance(tests, Mapping)
        for name, values in tests.items()
        if name.lower() == key.lower()
        for value in items(values)
    ]


def resources_of(statement: Mapping[str, Any]) -> list[str]:
    """List the resources of a statement, with references as `Fn::Sub` writes them."""
    return [text(value) for value in items(statement.get("Resource"))]


def _names_service(principal: Any, service: str) -> bool:
    if not isinstance(principal, Mapping):
        return bool(principal == "*")
    named = (text(value) for value in items(principal.get("Service")))
    return "*" in strings(principal.get("AWS")) or any(matches(service, name) for name in named)
