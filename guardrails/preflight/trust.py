"""Read from a trust policy whom it trusts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

ANYBODY = "*"
_NAMING = frozenset({"ArnEquals", "ArnLike", "StringEquals", "StringLike"})
_ACCOUNT = re.compile(r"\d{12}")


def trusted_accounts(policy: str) -> frozenset[str]:
    """Return the ids of the accounts that a trust policy lets in, and other principals as written.

    `*` stands for anybody. AWS's services are left out, and conditions aside: they only take away.

    Args:
        policy: JSON text; empty where AWS's services alone are trusted.
    """
    return frozenset(name for statement in _allowing(policy) for name in _principals(statement))


def _allowing(policy: str) -> Iterator[Mapping[str, Any]]:
    """Give the statements that let somebody in; a text that is no policy lets in anybody."""
    try:
        statements = json.loads(policy).get("Statement", ()) if policy else ()
    except (ValueError, AttributeError):
        yield {"Effect": "Allow", "Principal": ANYBODY}
        return
    for statement in [statements] if isinstance(statements, dict) else statements:
        if statement.get("Effect") == "Allow":
            yield statement


def named_callers(policy: str) -> frozenset[str] | None:
    """Return the ARN patterns that a trust policy asks of its callers; None where it lets others in, too.

    Args:
        policy: JSON text, not empty.
    """
    patterns: set[str] = set()
    for statement in _allowing(policy):
        names = [
            name
            for operator, tests in statement.get("Condition", {}).items()
            if operator in _NAMING
            for key, values in tests.items()
            if key.lower() == "aws:principalarn"
            for name in ([values] if isinstance(values, str) else values)
        ]
        if not names:
            return None
        patterns.update(names)
    return frozenset(patterns)


def _principals(statement: Mapping[str, Any]) -> Iterator[str]:
    principal = statement.get("Principal")
    if not isinstance(principal, dict):
        yield ANYBODY  # also where NotPrincipal names those whom it doesn't let in
        return
    for kind, names in principal.items():
        for name in [names] if isinstance(names, str) else names:
            if kind == "AWS":
                match = _ACCOUNT.search(name)
                yield match[0] if match else ANYBODY
            elif kind != "Service":
                yield name
