"""Read from a trust policy whom it trusts."""

from __future__ import annotations

import json
import re
from typing import Any

ANYBODY = "*"
_NAMING = frozenset({"ArnEquals", "ArnLike", "StringEquals", "StringLike"})
_ACCOUNT = re.compile(r"\d{12}")


def trusted_accounts(policy: str) -> frozenset[str]:
    """Return the ids of the accounts whose principals a trust policy lets in; `*` for anybody.

    Conditions are left aside: they only take away.

    Args:
        policy: JSON text; empty where AWS's services alone are trusted.
    """
    if not policy:
        return frozenset()
    statements = json.loads(policy).get("Statement", ())
    return frozenset(
        account
        for statement in ([statements] if isinstance(statements, dict) else statements)
        if statement.get("Effect") == "Allow"
        for account in _accounts(statement.get("Principal", {}))
    )


def named_callers(policy: str) -> frozenset[str] | None:
    """Return the ARN patterns that a trust policy asks of its callers; None where it lets others in, too.

    Args:
        policy: JSON text, not empty.
    """
    statements = json.loads(policy).get("Statement", ())
    patterns: set[str] = set()
    for statement in [statements] if isinstance(statements, dict) else statements:
        if statement.get("Effect") != "Allow":
            continue
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


def _accounts(principal: Any) -> list[str]:
    if principal == ANYBODY:
        return [ANYBODY]
    named = principal.get("AWS", ()) if isinstance(principal, dict) else ()
    texts = [named] if isinstance(named, str) else list(named)
    return [match[0] if (match := _ACCOUNT.search(text)) else ANYBODY for text in texts]
