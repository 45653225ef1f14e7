"""The request that shows a failure is one that AWS could receive."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from guardrails.organization import Account
from guardrails.policy.language.document import RCP, SCP, Conditions, Document, Statement
from guardrails.policy.language.rules import rules_of
from guardrails.policy.space.parties import OrgPath, space_of
from guardrails.posture.prove.examination.witnesses import witness_of
from guardrails.posture.prove.report import Witness

ACCOUNT = Account("444444444441", "Workloads/Prod/shop")
ORG_PATH = OrgPath(ACCOUNT.id, "o-exampleorg1", ("r-ex4m",))


def _witnesses(
    action: str, resource: str = "*", conditions: Conditions = (), policy_type: str = SCP
) -> list[Witness]:
    statement = Statement("It", "Deny", (action,), resources=(resource,), conditions=conditions)
    space = space_of(policy_type, rules_of(Document((statement,))), ORG_PATH)
    return [
        witness_of(equivalence_class, ACCOUNT, space)
        for equivalence_class in space.equivalence_classes()
        if equivalence_class.certain
    ]


@pytest.mark.parametrize(
    ("action", "pattern", "shape"),
    [
        ("iam:DeletePolicy", "arn:aws:iam::*:policy/x", r"arn:aws:iam::444444444441:policy/x"),
        ("iam:DeleteRole", "arn:aws:iam::*:role/*", r"arn:aws:iam::444444444441:role/.+"),
        ("sqs:DeleteQueue", "arn:aws:sqs:*:*:jobs", r"arn:aws:sqs:[a-z]+-[a-z]+-\d:444444444441:jobs"),
        ("s3:DeleteBucket", "arn:aws:s3:::logs", r"arn:aws:s3:::logs"),
    ],
)
def test_a_resource_has_its_account_and_its_name(action: str, pattern: str, shape: str) -> None:
    """Where the pattern leaves them open, the account's own id and a region stand there."""
    [witness] = _witnesses(action, pattern)
    assert re.fullmatch(shape, witness.resource), witness.resource


def test_what_no_pattern_covers_is_one_resource_too() -> None:
    """An ARN of the action's own type instead of the words "any other resource"."""
    statement = Statement("It", "Deny", ("iam:DeleteRole",), not_resources=("arn:aws:iam::*:role/x",))
    space = space_of(SCP, rules_of(Document((statement,))), ORG_PATH)
    found = [
        witness_of(equivalence_class, ACCOUNT, space)
        for equivalence_class in space.equivalence_classes()
        if equivalence_class.certain
    ]
    assert [one.resource for one in found] == ["arn:aws:iam::444444444441:role/anything"]


def test_a_moment_is_a_date() -> None:
    """And not a number of seconds since 1970."""
    after = (("DateGreaterThan", "aws:CurrentTime", ("2027-01-31T00:00:00Z",)),)
    [witness] = _witnesses("s3:PutObject", conditions=after)
    shown = dict(witness.context)["aws:currenttime"]
    assert shown == "2027-01-31T00:00:01Z"
    assert dt.datetime.fromisoformat(shown) > dt.datetime(2027, 1, 31, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("aws:TokenIssueTime", "2026-01-01T00:00:00Z"),
        ("aws:SourceIp", "198.51.100.7"),
        ("aws:SourceVpc", "anything"),
        ("aws:SourceAccount", "999999999999"),
        ("aws:SourceOrgID", "o-zzzzzzzzzz"),
        ("aws:SourceOrgPaths", "o-zzzzzzzzzz/r-zzzz/"),
    ],
)
def test_a_key_of_any_value_is_shown_with_one(key: str, shown: str) -> None:
    """One of its type."""
    [witness] = _witnesses("s3:PutObject", conditions=(("Null", key, ("false",)),))
    assert dict(witness.context) == {key.lower(): shown}


def test_whoever_asks_for_a_resource_has_an_arn() -> None:
    """Also where a resource control policy tests only whose ARN it isn't."""
    other = (("ArnNotLike", "aws:PrincipalArn", ("arn:aws:iam::*:role/x",)),)
    found = _witnesses("s3:PutObject", conditions=other, policy_type=RCP)
    assert all(re.fullmatch(r"arn:aws:iam::\d{12}:role/\w+", one.principal) for one in found)


@pytest.mark.parametrize("operator", ["ArnLike", "ArnNotLike"])
def test_a_principal_of_any_account_has_the_accounts_own(operator: str) -> None:
    """A pattern leaves the account open; an ARN of IAM always has one."""
    rescuer = ((operator, "aws:PrincipalArn", ("arn:aws:iam::*:role/break-glass",)),)
    found = _witnesses("s3:PutObject", conditions=rescuer, policy_type=RCP)
    assert found
    assert all(re.fullmatch(r"arn:aws:iam::\d{12}:role/[\w-]+", one.principal) for one in found)


def test_who_is_of_another_account_has_an_arn_of_a_role_with_a_name() -> None:
    """Where the account's own principals are exempt, the request comes from outside."""
    outsiders: Conditions = (
        ("ArnNotLike", "aws:PrincipalArn", ("arn:aws:iam::444444444441:*",)),
        ("Null", "aws:PrincipalArn", ("false",)),
    )
    principals = {
        witness.principal for witness in _witnesses("s3:PutObject", conditions=outsiders, policy_type=RCP)
    }
    assert principals
    for principal in principals:
        assert re.fullmatch(r"arn:aws:iam::\d{12}:role/\w+", principal)
        assert "::444444444441:" not in principal
