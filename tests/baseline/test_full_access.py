"""Which policies give full access: decided by the engine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails.baseline.full_access import ways_to_everything
from guardrails.policy import Document
from guardrails.policy.language.parse import parse_scp

ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ROLES = "arn:aws:iam::*:role/*"
FEW = {
    "Effect": "Deny",
    "Action": ["iam:*", "sts:*", "sso:*", "organizations:*", "identitystore:*"],
    "Resource": "*",
}
CASES: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "everything": ([ALLOW], True),
    "everything but a few services": (
        [{"Effect": "Allow", "NotAction": ["iam:*", "s3:Get*"], "Resource": "*"}],
        True,
    ),
    "everything, without the ways to more": ([ALLOW, FEW], True),
    "everything with a second factor": (
        [{**ALLOW, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}],
        True,
    ),
    "everything in one region": (
        [{**ALLOW, "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}}],
        False,
    ),
    "one service": ([{**ALLOW, "Action": "s3:*"}], False),
    "everything denied": ([ALLOW, {**ALLOW, "Effect": "Deny"}], False),
    "any role's policy": ([{**ALLOW, "Action": "iam:PutRolePolicy", "Resource": ROLES}], True),
    "one role's policy": (
        [{**ALLOW, "Action": "iam:PutRolePolicy", "Resource": "arn:aws:iam::*:role/app"}],
        False,
    ),
    "any role's trust": ([{**ALLOW, "Action": "iam:Update*"}], True),
    "any role to any service": ([{**ALLOW, "Action": "iam:PassRole"}], True),
    "any role to one service": (
        [
            {
                **ALLOW,
                "Action": "iam:PassRole",
                "Condition": {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}},
            }
        ],
        False,
    ),
    "any role by assuming": ([{**ALLOW, "Action": "sts:AssumeRole"}], True),
    "one role by assuming": (
        [{**ALLOW, "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/app"}],
        False,
    ),
    "rights by Identity Center": ([{**ALLOW, "Action": "sso:*"}], True),
    "reading IAM": ([{**ALLOW, "Action": ["iam:Get*", "iam:List*"]}], False),
}


def ways_of(document: dict[str, Any]) -> tuple[str, ...]:
    """Give the ways to everything of a policy as JSON has it."""
    parsed = parse_scp(json.dumps(document), "policy")
    assert isinstance(parsed, Document), parsed
    return ways_to_everything(parsed)


@pytest.mark.parametrize(("statements", "full"), CASES.values(), ids=CASES)
def test_what_is_full_access(statements: list[dict[str, Any]], *, full: bool) -> None:
    """Everything, or a way to it, without a condition that a person's call doesn't meet."""
    assert bool(ways_of({"Version": "2012-10-17", "Statement": statements})) == full
