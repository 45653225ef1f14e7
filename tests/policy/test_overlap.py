"""Whether statements may speak of one request: safe answers, and certain ones where certainty is easy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy import Statement, condition
from guardrails.policy.overlap import covers_overlap, may_overlap
from tests.posture.compile.packing import denied_by, statements

ADA, BOB = "arn:aws:iam::444444444441:role/ada", "arn:aws:iam::444444444441:role/bob"


def _but(*exempt: str) -> Statement:
    return Statement(
        "", "Deny", ("iam:CreateUser",), conditions=condition("ArnNotLike", "aws:PrincipalArn", exempt)
    )


def _deny(*actions: str, **more: object) -> Statement:
    return Statement("", "Deny", actions, **more)  # type: ignore[arg-type]


def _denied(statement: Statement) -> frozenset[int]:
    return denied_by([{"Statement": [statement.to_dict()]}])


@given(one=statements("A"), other=statements("B"))
def test_no_overlap_is_missed(one: Statement, other: Statement) -> None:
    """Where the oracle denies something by both, they may overlap."""
    if _denied(one) & _denied(other):
        assert may_overlap(one, other)


@given(one=statements("A"), other=statements("B"), data=st.data())
def test_nothing_is_said_to_be_covered_that_is_not(
    one: Statement, other: Statement, data: st.DataObject
) -> None:
    """Where a third is said to cover what two have in common, the oracle denies all of that by it."""
    third = data.draw(st.sampled_from((one, other)) | statements("C"))
    if covers_overlap(third, one, other):
        assert _denied(one) & _denied(other) <= _denied(third)


@given(one=statements("A"), other=statements("B"))
def test_each_covers_what_it_has_in_common(one: Statement, other: Statement) -> None:
    """Nothing is open between two statements while one of them is there."""
    assert covers_overlap(one, one, other)
    assert covers_overlap(other, one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (_deny("s3:PutObject"), _deny("iam:CreateUser"), False),
        (_deny("s3:Put*"), _deny("s3:PutObject"), True),
        (_deny("*"), Statement("", "Deny", not_actions=("iam:*",)), True),
        (_deny("iam:CreateUser"), Statement("", "Deny", not_actions=("iam:*",)), False),
        (_deny("quantumbakery:Bake"), _deny("quantumbakery:*"), True),
        (_deny("quantumbakery:Bake"), Statement("", "Deny", not_actions=("quantumbakery:*",)), False),
        (_deny("s3:*", resources=("arn:aws:s3:::a",)), _deny("s3:*", resources=("arn:aws:s3:::b",)), False),
        (_deny("s3:*", resources=("arn:aws:s3:::a*",)), _deny("s3:*", resources=("arn:aws:s3:::ab",)), True),
        (_deny("s3:*", resources=("arn:aws:s3:::*a",)), _deny("s3:*", resources=("arn:aws:s3:::*b",)), False),
        (_deny("s3:*", resources=("*",)), _deny("s3:*", not_resources=("*",)), True),
        (_deny("s3:*", resources=("arn:aws:s3:::${aws:username}",)), _deny("s3:*", resources=("x",)), True),
    ],
)
def test_actions_and_resources_keep_statements_apart(
    one: Statement, other: Statement, *, expected: bool
) -> None:
    """By the catalogue, by what it doesn't know, and by how resources begin and end."""
    assert may_overlap(one, other) is expected
    assert may_overlap(other, one) is expected


@pytest.mark.parametrize(
    ("third", "one", "other", "expected"),
    [
        (_but(ADA), _but(ADA), _but(ADA, BOB), True),
        (_but(ADA, BOB), _but(ADA), _but(BOB), False),
        (_but(ADA, BOB), _but(ADA), _but(ADA, BOB), True),
        (_deny("iam:*"), _but(ADA), _deny("*"), True),
        (_deny("iam:Create*"), _deny("iam:*"), _deny("*"), False),
        (_deny("s3:*", resources=("arn:aws:s3:::a",)), _deny("s3:*"), _deny("s3:Put*"), False),
        (
            _deny("s3:*", resources=("arn:aws:s3:::a*",)),
            _deny("s3:*", resources=("arn:aws:s3:::ab",)),
            _deny("*"),
            True,
        ),
        (
            _deny("*", conditions=condition("StringEquals", "aws:RequestedRegion", ("a", "b"))),
            _deny("*", conditions=condition("StringEquals", "aws:RequestedRegion", ("a",))),
            _deny("*"),
            True,
        ),
        (
            _deny("*", conditions=condition("StringEquals", "aws:RequestedRegion", ("a",))),
            _deny("*", conditions=condition("StringEquals", "aws:RequestedRegion", ("a", "b"))),
            _deny("*"),
            False,
        ),
        (_deny("s3:*", not_resources=("x",)), _deny("s3:*", not_resources=("x",)), _deny("*"), True),
        (_deny("s3:*", not_resources=("x",)), _deny("s3:*", not_resources=("y",)), _deny("*"), False),
        (_deny("s3:*"), _deny("quantumbakery:Bake"), _deny("*"), False),
    ],
)
def test_a_third_statement_covers_both_or_it_does_not(
    third: Statement, one: Statement, other: Statement, *, expected: bool
) -> None:
    """Fewer exempt, more actions, wider resources: each must be at least as wide as the narrower of both."""
    assert covers_overlap(third, one, other) is expected
