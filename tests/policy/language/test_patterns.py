"""Wildcard patterns: `*` any text, `?` one character, and nothing else is special."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.language.patterns import arn_matches, compiled_resource, matches, resource_matches
from guardrails.policy.space.automaton import Automaton, Grammar
from guardrails.policy.space.walks import resource_walk
from tests.oracle import arn_like, like, resource_like

TEXT = st.text(alphabet="ab:*?[.\n", max_size=8)

CASES = (
    ("itself", "s3:GetObject", "s3:GetObject", True),
    ("another case", "s3:getobject", "s3:GetObject", False),
    ("star for nothing", "s3:Get*", "s3:Get", True),
    ("star in the middle", "s3:*Object", "s3:GetObject", True),
    ("question mark for one", "a?c", "abc", True),
    ("question mark for none", "a?c", "ac", False),
    ("bracket is a character", "[ab]", "a", False),
    ("bracket is itself", "[ab]", "[ab]", True),
    ("dot is a character", "a.c", "abc", False),
    ("star over a line break", "a*c", "a\nc", True),
    ("the whole text", "ab", "abc", False),
)


@pytest.mark.parametrize(("pattern", "text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_pattern_covers_a_text_or_not(pattern: str, text: str, *, expected: bool) -> None:
    """Case-sensitive, from the first character to the last."""
    assert matches(pattern, text) is expected


@given(TEXT, TEXT)
def test_patterns_mean_what_the_plain_reading_says(pattern: str, text: str) -> None:
    """The fast matcher and the obvious one agree."""
    assert matches(pattern, text) is like(pattern, text)


@given(TEXT)
def test_every_text_covers_itself(text: str) -> None:
    """A star stands for a star as well."""
    assert matches(text, text)


def test_many_stars_take_no_more_time() -> None:
    """A pattern with thirty stars that nearly matches is answered, not searched for hours."""
    assert not matches("*?" * 30 + "z", "a" * 60)
    assert not matches("*a" * 30 + "z", "a" * 60)


ARNS = (
    ("itself", "arn:aws:iam::1:role/a", "arn:aws:iam::1:role/a", True),
    ("any account", "arn:aws:iam::*:role/a", "arn:aws:iam::1:role/a", True),
    ("star within a segment only", "arn:aws:iam::*role/a", "arn:aws:iam::1:role/a", False),
    ("star for many segments", "*", "arn:aws:iam::1:role/a", False),
    ("colons in the resource", "arn:aws:logs:::group:*", "arn:aws:logs:::group:a:b", True),
    ("star over the path", "arn:aws:iam::*:role/*a", "arn:aws:iam::1:role/x/y/a", True),
)


@pytest.mark.parametrize(("pattern", "arn", "expected"), [c[1:] for c in ARNS], ids=[c[0] for c in ARNS])
def test_arns_are_matched_segment_by_segment(pattern: str, arn: str, *, expected: bool) -> None:
    """As ArnLike does."""
    assert arn_matches(pattern, arn) is expected
    assert arn_like(pattern, arn) is expected


ARN_TEXT = st.text(alphabet="a:*?\n", max_size=12)


@given(ARN_TEXT, st.text(alphabet="a:\n", max_size=12))
def test_arn_patterns_mean_what_the_plain_reading_says(pattern: str, arn: str) -> None:
    """With fewer colons than an ARN has, and with more: the one expression and the segments agree."""
    assert arn_matches(pattern, arn) is arn_like(pattern, arn)


RESOURCES = (
    ("star at the end of a segment", "arn:aws:sns:*:topic", "arn:aws:sns:eu-west-1:1:topic", True),
    ("star at the end of a short pattern", "arn:aws:s3:*", "arn:aws:s3:::bucket/key", True),
    ("star within a segment", "arn:aws:s3:*x:bucket", "arn:aws:s3:a:x:bucket", None),
    ("question mark for a colon", "arn:aws:s3??bucket", "arn:aws:s3::bucket", None),
    ("wildcard for the service", "arn:aws:s?:::bucket", "arn:aws:s3:::bucket", None),
    ("another service", "arn:aws:s?:::bucket", "arn:aws:ec2:::bucket", False),
    ("resource that reads as the pattern", "arn:aws:s?:::bucket", "arn:aws:s?:::bucket", True),
)


@pytest.mark.parametrize(
    ("pattern", "arn", "covers"), [c[1:] for c in RESOURCES], ids=[c[0] for c in RESOURCES]
)
def test_a_star_at_the_end_of_a_segment_crosses_colons(
    pattern: str, arn: str, *, covers: bool | None
) -> None:
    """So says IAM's page on the resource element; what it leaves open stays open."""
    assert resource_matches(pattern, arn) is covers


@given(ARN_TEXT, st.text(alphabet="a:\n", max_size=12))
def test_resource_patterns_mean_what_the_plain_reading_says(pattern: str, arn: str) -> None:
    """The expression, and the walk of the automaton, agree with one character after the other."""
    assert (compiled_resource(pattern).fullmatch(arn) is not None) is resource_like(pattern, arn)
    for met, text in Automaton([(resource_walk(pattern),)]).classes(Grammar()):
        assert bool(met) is resource_like(pattern, text)


def test_many_colons_take_no_more_time() -> None:
    """A resource of colons alone is refused in one pass for each star."""
    assert resource_matches("*:*:*:*:*:z", ":" * 2000) is False
    assert compiled_resource("a*:b*:c*:d*:e*:z").fullmatch("a:b:c:d:e:" * 400) is None


def test_many_stars_in_every_segment_take_no_more_time() -> None:
    """Nor does an ARN that fails in its last segment."""
    segment = "*a" * 12
    assert not arn_matches(":".join([segment] * 6) + "z", ":".join(["a" * 60] * 6))
