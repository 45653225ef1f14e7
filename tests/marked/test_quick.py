"""libyaml is quicker, and it reads what the careful reader reads: the same data at the same places."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guardrails.marked import SourceMap, careful, quick, read
from tests.baselines import EXAMPLE, SMALL

CHARACTERS = [*" \n-:?#&*!|>'\"@`{}[],ab1.~<=\\+0_/é😀"]
PARTS = (
    "a: ", "b", "c:\n  ", "- ", "- x\n", "\n", "\n\n", "\r\n", "  ", "{", "}", "[", "]", ", ", "a: b",
    "&a ", "*a", "*a ", "!!int 1", "|\n  ", ">\n  ", "|-\n", ">2\n", "? ", "<<: ", "---\n", "...\n",
    "%YAML 1.1\n", "# c\n", " #", "\t", "\x00", "\ufeff", "\u2028", "\x85", "é", "😀", '"', "'", '"\\u00e9"',
    '"\\/"', "\\\n", "null", "~", "yes", "on", "True", "0o17", "017", "0x1F", "1_000", "1:30", "1e3", ".5",
    ".inf", "=", "2027-06-30", "x" * 1100,
)  # fmt: skip
LINES = SMALL.splitlines(keepends=True)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Characters and parts at random, and parts put into a piece of a baseline."""
    strange = st.lists(st.sampled_from((*CHARACTERS, *PARTS)), max_size=12).map("".join)
    if draw(st.booleans()):
        return draw(strange)
    start = draw(st.integers(0, len(LINES) - 1))
    text = "".join(LINES[start : start + 6])
    place = draw(st.integers(0, len(text)))
    text = text[:place] + draw(st.sampled_from(PARTS)) + text[place:]
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def _carefully(text: str) -> SourceMap:
    """Read without the help of libyaml."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "CParser", None)
        return read(text, "f")


def _same(text: str) -> bool:
    return repr(read(text, "f")) == repr(_carefully(text))


def _is_quick(text: str) -> bool:
    try:
        quick.compose(text, careful.MAX_DEPTH)
    except quick.UnsureError:
        return False
    return True


# What once was read differently; the empty text and the astral character for their places.
@given(_texts())
@example("")
@example("a: '😀' # 😀\nb: 1")
@example("--- ")
@example("a\n...\n...\n")
@example("a: |#\n")
@example("a: |\n  \n    b\n")
@example("k: |\n #")
@example("|\n#")
@example("{? }")
@example("[?: ]")
@example("[a: b]")
@example('["\\e":b]')
@example("  &a:b c: d\n")
def test_it_reads_what_the_careful_reader_reads(text: str) -> None:
    """Data, places and findings don't depend on who read them."""
    assert _same(text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(PARTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(_JSON, st.sampled_from((None, 2, "\t")), st.booleans())
def test_json_is_read_the_same(data: Any, indent: int | str | None, ascii_only: bool) -> None:  # noqa: FBT001 - drawn
    """Policies are JSON, however it is laid out and whatever is in its strings."""
    assert _same(json.dumps(data, indent=indent, ensure_ascii=ascii_only))


WRITTEN = (
    ("example", EXAMPLE.read_text(encoding="utf-8")),
    ("on Windows", SMALL.replace("\n", "\r\n")),
    ("from a template", "---\n" + SMALL),
    ("an alias", "a: &few [x, y]\nb: *few\n"),
    ("several lines", "a: >-\n  b\n  c\nd: |\n  e\n"),
    ("JSON", json.dumps({"a": [1, None, {"b": "s3:*"}]})),
    ("minified", '{"a":{"StringNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/x?"]}}}'),
    ("another script", "a: Überprüft 東京 😀\n"),
)


@pytest.mark.parametrize("text", [case[1] for case in WRITTEN], ids=[case[0] for case in WRITTEN])
def test_what_people_write_is_read_quickly(text: str) -> None:
    """The careful reader is for mistakes and rarities; otherwise a command would take seconds."""
    assert _is_quick(text)
    assert _same(text)


LEFT = (
    "a: [b", "\tb", "a: !x b", "%YAML 1.1\n---\na: yes", "a: *b", "a: &b c\nd: &b e", "a\x85b: c", "- " * 50,
    "text", "a: b\n...\n", "\ufeffa: b",
)  # fmt: skip


@pytest.mark.parametrize("text", LEFT)
def test_the_rest_is_left_to_the_careful_reader(text: str) -> None:
    """A mistake needs a sentence; a tag, a directive or a rare character somebody who knows YAML 1.2."""
    assert not _is_quick(text)
