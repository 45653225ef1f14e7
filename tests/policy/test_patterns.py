"""Wildcard patterns: `*` any text, `?` one character, and nothing else is special."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.patterns import arn_matches, matches
from tests.oracle import arn_like, like

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


def test_many_stars_in_every_segment_take_no_more_time() -> None:
    """Nor does an ARN that fails in its last segment."""
    segment = "*a" * 12
    assert not arn_matches(":".join([segment] * 6) + "z", ":".join(["a" * 60] * 6))
