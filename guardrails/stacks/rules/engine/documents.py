"""Policy documents of a template: who is allowed what, under which conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from guardrails.policy.language.patterns import matches
from guardrails.stacks.rules.engine.template import items, strings, text


def allowing(document: Any, service: str, action: str) -> list[Mapping[str, Any]]:
    """List the statements that let an AWS service do something, whatever their conditions.

    The service may be a pattern, because some have a principal for each region.
    """
    statements = items(document.get("Statement")) if isinstance(document, Mapping) else []
    return [
        statement
        for statement in statements
        if isinstance(statement, Mapping)
        and statement.get("Effect") == "Allow"
        and _names_service(statement.get("Principal"), service)
        and _covers(statement, action)
    ]


def bound_to(statement: Mapping[str, Any], key: str) -> list[str]:
    """List the texts that a statement's conditions want a key to be; a wildcard alone binds nothing."""
    block = statement.get("Condition")
    return [
        pattern
        for operator, tests in (block.items() if isinstance(block, Mapping) else ())
        if operator.lower() in _BINDING and isinstance(tests, Mapping)
        for name, values in tests.items()
        if name.lower() == key.lower() and all(_binds(text(value)) for value in items(values))
        for pattern in map(text, items(values))
    ]


_BINDING = frozenset({"arnequals", "arnlike", "stringequals", "stringequalsignorecase", "stringlike"})


def _binds(value: str) -> bool:
    return re.sub(r"^arn(:aws)?(?=:)|[*?:]", "", value) != ""


def _covers(statement: Mapping[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not any(
            matches(pattern.lower(), action.lower()) for pattern in strings(statement["NotAction"])
        )
    return any(matches(pattern.lower(), action.lower()) for pattern in strings(statement.get("Action")))


def resources_of(statement: Mapping[str, Any]) -> list[str]:
    """List the resources of a statement, with references as `Fn::Sub` writes them."""
    return [text(value) for value in items(statement.get("Resource"))]


def _names_service(principal: Any, service: str) -> bool:
    if not isinstance(principal, Mapping):
        return bool(principal == "*")
    named = (text(value) for value in items(principal.get("Service")))
    return "*" in strings(principal.get("AWS")) or any(matches(service, name) for name in named)
