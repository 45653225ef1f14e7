"""Read from a trust policy whom it trusts."""

from __future__ import annotations

import json
import re
from typing import Any

ANYBODY = "*"
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


def _accounts(principal: Any) -> list[str]:
    if principal == ANYBODY:
        return [ANYBODY]
    named = principal.get("AWS", ()) if isinstance(principal, dict) else ()
    texts = [named] if isinstance(named, str) else list(named)
    return [match[0] if (match := _ACCOUNT.search(text)) else ANYBODY for text in texts]
