"""The possible ARNs of principals."""

from __future__ import annotations

import re
from functools import lru_cache

from guardrails.aws_facts.arns import build_arn, iam_arn
from guardrails.policy.space.automaton import Grammar

_NAME = re.compile(r"[\w+=,.@-]", re.ASCII)
_FIRST, _NAMED, _IN_PATH = 0, 1, 2
ANYBODY = Grammar()
"""Principals of whatever account, and AWS's own services, whose ARN is no account's."""


def _step(state: int, character: str) -> int | None:
    """Follow a path and a name: a path may hold every printable character, a name only some.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    if character == "/":
        return _FIRST
    if not "!" <= character <= "~":
        return None
    if state == _IN_PATH or not _NAME.fullmatch(character):
        return _IN_PATH
    return _NAMED


def _named(state: int) -> bool:
    return state == _NAMED


def _nothing_follows(_state: int, _character: str) -> None:
    return None


@lru_cache(maxsize=4096)
def grammars(account: str) -> tuple[Grammar, ...]:
    """Return the shapes that `aws:PrincipalArn` takes for the principals of an account.

    A role (with a path or without), a user, a federated user, the root user. A session has its role's ARN.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    start = iam_arn(account, "")
    prefixes = (f"{start}role/", f"{start}user/", build_arn("sts", "", account, "federated-user/"))
    named = (Grammar(prefix, _FIRST, _step, _named, ":/") for prefix in prefixes)
    return (*named, Grammar(f"{start}root", 0, _nothing_follows, characters=""))


def principal_type(arn: str) -> str:
    """Return what `aws:PrincipalType` is for the owner of an ARN.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
    """
    if arn.endswith(":root"):
        return "Account"
    return "User" if ":user/" in arn else "FederatedUser" if ":federated-user/" in arn else "AssumedRole"
