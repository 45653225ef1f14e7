"""Delegate no change of policies by the organization's resource policy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.statements import listed, statements_of
from guardrails.preflight.trust import trusted_accounts

CHANGES = ("AttachPolicy", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "UpdatePolicy")
"""The operations by which somebody takes a policy of the baseline away.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
"""
_TYPE_KEY = "organizations:policytype"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts that the resource policy lets change policies of the baseline's types."""
    text = inspection.organization.resource_policy
    if text is None:
        yield inspection.unknown("the resource policy", "organizations:DescribeResourcePolicy")
        return
    posture = inspection.posture
    types = {policy.type for policy in posture.declared} | {
        setting.type for setting in posture.declared_management
    }
    for statement in statements_of(text or None):
        changes = _changes(statement, types)
        for account in sorted(trusted_accounts(json.dumps({"Statement": [statement]}))) if changes else ():
            yield PreflightViolation(
                account,
                f"may call {', '.join(changes)} by the organization's resource policy",
                "remove this delegation, or guard that account like the management account",
            )


def _changes(statement: Mapping[str, Any], types: set[str]) -> list[str]:
    """Name the changes that a statement lets somebody make to policies of some types."""
    if statement.get("Effect") != "Allow" or not _concerns(statement, types):
        return []
    if "NotAction" in statement:
        spared = [pattern.lower() for pattern in listed(statement["NotAction"])]
        return [name for name in CHANGES if not _matches(name, spared)]
    patterns = [pattern.lower() for pattern in listed(statement.get("Action", ()))]
    return [name for name in CHANGES if _matches(name, patterns)]


def _matches(operation: str, patterns: list[str]) -> bool:
    action = f"organizations:{operation}".lower()
    return any(fnmatchcase(action, pattern) for pattern in patterns)


def _concerns(statement: Mapping[str, Any], types: set[str]) -> bool:
    """Return whether a statement reaches a type; a condition that isn't about types takes none away."""
    named = [
        pattern
        for operator, tests in statement.get("Condition", {}).items()
        if operator.startswith(("StringEquals", "StringLike"))
        for key, patterns in tests.items()
        if key.lower() == _TYPE_KEY
        for pattern in listed(patterns)
    ]
    return not named or any(fnmatchcase(kind, pattern) for kind in types for pattern in named)


CHECK = PreflightCheck(
    id="PF-ORG-007",
    title="Delegate no change of policies by the organization's resource policy",
    why="A member account that may detach or update policies can open every guardrail.",
    fix="Remove the delegation, or guard that account like the management account.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html",
    severity=WARNING,
    check=check,
    reads=("organization",),
)
