"""Compare policy documents by what they say, in whatever order and form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from guardrails.drift.context import canonical
from guardrails.errors import counted


def same_document(expected: Any, actual: Any) -> bool:
    """Return whether two policy documents say the same but for the order of lists."""
    return bool(canonical(decoded(expected)) == canonical(decoded(actual)))


def decoded(document: Any) -> Any:
    """Decode a document that may be a text; a text that is no JSON stays itself."""
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document) if document else {}
    except ValueError:
        return document


def document_difference(expected: Any, actual: Any) -> tuple[str, str]:
    """Describe two documents by the statements in which they differ."""
    before, after = _statements(expected), _statements(actual)
    return _differing(before, after), _differing(after, before)


def _statements(document: Any) -> dict[str, str]:
    """Return the statements of a document, each under its text in one way, with its Sid."""
    content = decoded(document)
    statements = content.get("Statement", ()) if isinstance(content, Mapping) else ()
    listed = [statements] if isinstance(statements, Mapping) else list(statements)
    return {
        json.dumps(canonical(statement), sort_keys=True): str(
            statement.get("Sid") or "a statement without Sid"
        )
        for statement in listed
        if isinstance(statement, Mapping)
    }


def _differing(of: Mapping[str, str], other: Mapping[str, str]) -> str:
    names = sorted(name for text, name in of.items() if text not in other)
    return f"{counted(len(of), 'statement')}, own: {', '.join(names) or 'none'}" if of else "no policy"
