"""Compare the statements of policy documents, in whatever order and form they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Statement = Mapping[str, Any]
_ANY = ("*", "*:*")


def statements_of(document: Mapping[str, Any] | str | None) -> list[Statement]:
    """Return the statements of a document, which may be JSON text."""
    content = json.loads(document) if isinstance(document, str) else document or {}
    statements = content.get("Statement", ())
    return [statements] if isinstance(statements, Mapping) else list(statements)


def allows_everything(statement: Statement) -> bool:
    """Return whether a statement allows every action on every resource, without a condition."""
    return (
        statement.get("Effect") == "Allow"
        and any(action in _ANY for action in listed(statement.get("Action")))
        and "*" in listed(statement.get("Resource"))
        and not statement.get("Condition")
    )


def differences(wanted: Iterable[Statement], live: Iterable[Statement]) -> Iterator[str]:
    """Say which statements the live documents lack, and which they have beyond the wanted ones."""
    needed = {_canonical(statement): _name(statement) for statement in wanted}
    present = {_canonical(statement): _name(statement) for statement in live}
    lacking = sorted({name for text, name in needed.items() if text not in present})
    beyond = sorted({name for text, name in present.items() if text not in needed})
    if lacking:
        yield f"lacks rights that these templates need: {', '.join(lacking)}"
    if beyond:
        yield f"has rights that these templates don't need: {', '.join(beyond)}"


def _name(statement: Statement) -> str:
    return str(statement.get("Sid") or "a statement without Sid")


def _canonical(statement: Statement) -> str:
    """Write alike what IAM takes alike: a list of one and the one, and any order."""
    parts = {key: part for key, part in statement.items() if key != "Sid"}
    return json.dumps(_ordered(parts), sort_keys=True)


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _ordered(part) for key, part in value.items()}
    return sorted(map(str, listed(value)))


def listed(value: Any) -> list[Any]:
    """Return a part of a statement as a list: AWS takes one value for a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
