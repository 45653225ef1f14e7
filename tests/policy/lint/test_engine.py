"""What the lint does with a file as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.lint import PolicyType, check_policy
from guardrails.policy.lint.engine import parse_operator
from guardrails.policy.lint.engine.operators import operator_names
from tests.policy.lint.cases import ROLE, deny, policy, rcp, scp

LAID_OUT = """{
  "Version": "2012-10-17",
\t"Statement": [
    {
      "Effect": "Deny", "Action": ["s3:DeleteBucket", "s3:DeleteBukket"],
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:RequestedRegion":   "eu-west-9"}}
    }
  ]
}
"""


def _ids(text: str, policy_type: PolicyType | None = None) -> list[str]:
    return [issue.rule.id for issue in check_policy(text, "x.json", policy_type).issues]


def test_findings_stand_at_the_exact_value() -> None:
    """Line and column of the item of a list, and of a value rather than its key; tabs count as one."""
    places = {
        issue.rule.id: (issue.finding.location.line, issue.finding.location.column)
        for issue in check_policy(LAID_OUT, "x.json").issues
    }
    assert places == {"GR-ACT-003": (5, 55), "GR-CND-005": (7, 63)}


def test_principals_make_an_rcp() -> None:
    """Unless the caller says of which type the file is."""
    assert check_policy(rcp(), "x.json").type is PolicyType.RCP
    assert check_policy(scp(), "x.json").type is PolicyType.SCP
    assert _ids(rcp(), PolicyType.SCP) == ["GR-DOC-008"]
    assert _ids(scp(), PolicyType.RCP) == ["GR-DOC-008"]


@pytest.mark.parametrize(
    ("operator", "missing"),
    [
        ("StringEquals", False),
        ("StringNotLike", True),
        ("BoolIfExists", True),
        ("ForAllValues:StringLike", True),
        ("ForAnyValue:StringNotLike", False),
        ("ForAnyValue:StringLikeIfExists", False),
    ],
)
def test_operators_know_what_they_say_of_a_missing_key(operator: str, missing: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """Negated ones, those with IfExists and ForAllValues are true of it; ForAnyValue is not."""
    parsed = parse_operator(operator)
    assert parsed is not None
    assert parsed.true_when_missing is missing


def test_operators_ignore_case() -> None:
    """As IAM does."""
    for name in operator_names():
        assert parse_operator(name.upper()) == parse_operator(name)


def test_placeholders_are_one_finding() -> None:
    """However many stand in the file, and whatever else would be wrong with them."""
    statement = deny(
        Resource=["arn:aws:s3:::<bucket>", "arn:aws:s3:{region}::[KEY_NAME]"],
        Condition={
            "StringEquals": {"aws:RequestedRegion": "<region>", "aws:PrincipalArn": "<role>"},
            "NotIpAddress": {"aws:SourceIp": "<cidr>"},
        },
    )
    assert _ids(policy(statement)) == ["GR-DOC-012"]


def test_an_exemption_may_name_one_account_or_a_path() -> None:
    """Patterns that people write are no findings, be it as ARNs or as texts."""
    values = [ROLE, "arn:aws:iam::123456789012:role/a/*", "arn:aws:iam::*:root", "arn:aws*:iam::*:user/??"]
    for operator in ("ArnNotLike", "ArnLike", "StringNotLike", "ArnNotEqualsIfExists"):
        assert _ids(scp(Condition={operator: {"aws:PrincipalArn": values}})) == []


def test_a_lock_on_calls_from_one_network_is_no_region_lock() -> None:
    """Calls to global services leave a network another way than through its endpoints."""
    lock = {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}
    network = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
    assert _ids(scp(Action="*", Condition=lock)) == ["GR-CND-006"]
    assert _ids(scp(Action="*", Condition={**lock, **network})) == []
    assert _ids(scp(Action="*", Condition={"StringEquals": lock["StringNotEquals"]})) == []


def test_what_another_statement_exempts_is_not_covered() -> None:
    """A wider statement with a condition of its own leaves the narrower one its meaning."""
    condition = {"ArnNotLike": {"aws:PrincipalArn": ROLE}}
    assert _ids(policy(deny(Action="s3:*", Condition=condition), deny())) == []
    assert _ids(policy(deny(Action="s3:*"), deny(Condition=condition))) == ["GR-STM-001"]
    assert _ids(policy(deny(Action=None, NotAction="s3:Get*"), deny())) == ["GR-STM-001"]
    assert _ids(policy(deny(Action=None, NotAction="s3:Delete*"), deny())) == []


TEXTS = st.sampled_from(
    [
        *("Deny", "Allow", "s3:Get*", "*", "s3:", ":", "arn:aws:s3:::b", "arn:*", "<x>", "${aws:username}"),
        *("${", "StringEquals", "ForAllValues:ArnLike", "aws:PrincipalArn", "aws:TagKeys", "eu-west-1", "?"),
        *("aws:RequestedRegion", "Null", "true", "arn:aws:iam::*:role/*", "[A]", "", "\x00", "é:é", "a:b:c"),
    ]
)
ELEMENTS = st.sampled_from(
    [
        *("Version", "Statement", "Sid", "Effect", "Principal", "Action", "NotAction", "Resource"),
        *("NotResource", "Condition", "StringNotLike", "aws:PrincipalArn", "Bool", "x"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.text(max_size=5)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ELEMENTS | TEXTS, inner, max_size=4),
    max_leaves=20,
)
CONDITIONS = st.dictionaries(
    TEXTS | st.just("ArnNotLike"), st.dictionaries(TEXTS, VALUES, max_size=2) | VALUES, max_size=2
)
STATEMENTS = st.fixed_dictionaries(
    {"Effect": TEXTS},
    optional={
        "Action": VALUES,
        "NotAction": VALUES,
        "Resource": VALUES,
        "NotResource": VALUES,
        "Condition": CONDITIONS | VALUES,
        "Principal": VALUES,
        "Sid": VALUES,
    },
)


@given(VALUES | st.fixed_dictionaries({"Statement": st.lists(STATEMENTS, max_size=3)}))
def test_no_json_makes_it_fail(data: Any) -> None:
    """Whatever a file holds, it is answered with findings that have a place."""
    for issue in check_policy(json.dumps(data), "x.json").issues:
        assert str(issue).startswith("x.json")


@given(st.text() | st.sampled_from([scp()[:cut] for cut in range(0, 100, 7)]))
def test_no_text_makes_it_fail(text: str) -> None:
    """Text that is no JSON is a finding, and no other rule has its say."""
    try:
        json.loads(text)
    except ValueError:
        assert _ids(text) == ["GR-DOC-001"]
