"""Statements in words."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails.policy import Statement
from guardrails.policy.language.document import condition
from guardrails.policy.language.operators import OPERATORS
from guardrails.report.markdown import code
from guardrails.report.words import listed, what_it_denies


def _plain(text: str) -> str:
    return text


def _said(operator: str, values: list[str], given: list[str] | None = None) -> str:
    statement = Statement("S", "Deny", ("s3:*",), conditions=condition(operator, "aws:Key", values))
    context = {"AWS:key": given} if given else {}
    return what_it_denies(statement, "s3:GetObject", context, _plain).removeprefix("s3:*, where ")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"actions": ("*",)}, "every action"),
        ({"actions": ("s3:Get*",)}, "s3:Get*"),
        ({"actions": ("ec2:*", "S3:get*")}, "S3:get* and 1 other"),
        ({"actions": ("a:*", "b:*", "s3:*")}, "s3:* and 2 others"),
        ({"not_actions": ("iam:*", "sts:*")}, "every action but the 2 that it lists"),
        ({"actions": ("s3:*",), "resources": ("a", "b")}, "s3:* on a or b"),
        (
            {"actions": ("s3:*",), "resources": (), "not_resources": ("a", "b")},
            "s3:* on everything but a and b",
        ),
    ],
)
def test_what_a_statement_speaks_of(parts: dict[str, Any], words: str) -> None:
    """The pattern that covers the action comes first; the rest is counted."""
    assert what_it_denies(Statement("S", "Deny", **parts), "s3:GetObject", {}, _plain) == words


@pytest.mark.parametrize(
    ("operator", "values", "given", "words"),
    [
        ("StringEquals", ["a"], ["b"], "aws:Key is a (here b)"),
        ("StringEquals", ["a", "b"], ["c", "d"], "aws:Key is one of a or b (here c and d)"),
        ("StringNotEquals", ["a", "b"], None, "aws:Key is none of a or b (here it is absent)"),
        ("ArnLike", ["arn:*"], ["x"], "aws:Key is like arn:* (here x)"),
        ("StringNotLike", ["a*"], ["x"], "aws:Key is not like a* (here x)"),
        ("BoolIfExists", ["false"], None, "aws:Key is false or is absent (here it is absent)"),
        ("Null", ["true"], None, "aws:Key is absent (here it is absent)"),
        ("Null", ["false"], ["x"], "aws:Key is there (here x)"),
        ("ForAnyValue:StringEquals", ["a"], ["a"], "any value of aws:Key is a (here a)"),
        ("ForAllValues:StringEquals", ["a"], ["a"], "every value of aws:Key is a (here a)"),
        ("NumericLessThan", ["5"], ["3"], "aws:Key is less than 5 (here 3)"),
        ("NotIpAddress", ["10.0.0.0/8"], ["1.2.3.4"], "aws:Key is not in 10.0.0.0/8 (here 1.2.3.4)"),
        ("StringMatches", ["a"], ["b"], "StringMatches holds for aws:Key (here b)"),
    ],
)
def test_a_condition_in_words(operator: str, values: list[str], given: list[str] | None, words: str) -> None:
    """What is asked for, and what the request says."""
    assert _said(operator, values, given) == words


@pytest.mark.parametrize("operator", sorted(operator.name for operator in OPERATORS.values()))
def test_every_operator_has_words(operator: str) -> None:
    """For one value and for several."""
    assert _said(operator, ["true"], ["x"])
    assert _said(operator, ["true", "false"], ["x"])


def test_long_lists_are_cut_short() -> None:
    """But never to hide a single entry."""
    assert listed("abcde", _plain) == "a, b, c, d or e"
    assert listed("abcdef", _plain) == "a, b, c, d or 2 more"
    assert listed("ab", _plain, "and") == "a and b"
    assert listed("", _plain) == ""


@pytest.mark.parametrize(
    ("text", "marked"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a``b`c", "```a``b`c```"), ("", "`  `")],
)
def test_code_keeps_its_backticks(text: str, marked: str) -> None:
    """A longer fence around what holds a shorter one."""
    assert code(text) == marked
