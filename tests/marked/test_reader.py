"""Plain data with places: what stands where in a text."""

from __future__ import annotations

import pytest

from guardrails.errors import Location
from guardrails.marked import SourceMap, field_name, read, value_mark

TEXT = """\
a: 1
list:
  - x
  - {k: v}
empty:
last: true
"""


def test_keys_values_and_items_have_places() -> None:
    """A key is where it begins, a value where it begins, an item where it begins."""
    source_map = read(TEXT, "f")
    assert source_map.data == {"a": 1, "list": ["x", {"k": "v"}], "empty": None, "last": True}
    places = [source_map.locate(path) for path in (("a",), value_mark(("a",)), ("list", 1), ("list", 1, "k"))]
    assert places == [Location("f", 1, 1), Location("f", 1, 4), Location("f", 4, 5), Location("f", 4, 6)]


def test_what_isnt_there_is_located_at_the_nearest_thing_around_it() -> None:
    """A missing key stands where its mapping's key does; an empty value where its key does."""
    source_map = read(TEXT, "f")
    assert source_map.locate(("list", 1, "missing", "deeper")) == Location("f", 4, 5)
    assert source_map.locate(value_mark(("empty",))) == Location("f", 5, 1)
    assert source_map.locate(("nowhere",)) == Location("f", 1, 1)


def test_items_keep_their_place_when_others_leave() -> None:
    """What is the first item now was the third in the text."""
    source_map = read("list: [a, b, {c: [d, e]}]", "f")
    shortened = SourceMap("f", None, source_map.marks, kept_indexes={("list",): [2], ("list", 2, "c"): [1]})
    assert shortened.name(("list", 0, "c", 0)) == "list[2].c[1]"
    assert shortened.locate(("list", 0, "c", 0)) == source_map.locate(("list", 2, "c", 1))


SCALARS = (
    ("1_000", 1000), ("-5", -5), ("0o17", "0o17"), ("0x1F", "0x1F"), ("007", "007"), ("1.5", 1.5),
    ("1e3", 1000.0), (".5", ".5"), ("yes", "yes"), ("True", True), ("false", False), ("~", None), ("", None),
    ("2027-06-30", "2027-06-30"), ("222222222222", "222222222222"), ("'1'", "1"), ('"\\ud83d\\ude00"', "😀"),
    ("!!str 5", "5"), ("!!int abc", "abc"), ("!!float abc", "abc"), ("!!bool 7", "7"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SCALARS)
def test_scalars(text: str, expected: object) -> None:
    """YAML 1.2's own values; whatever could be an account id, a date or a lie about its type stays text."""
    source_map = read(f"a: {text}", "f")
    assert source_map.data == {"a": expected}
    assert not source_map.findings


LINES = (
    (">\n  b\n  c\n\n  d\n", "b c\nd\n"), (">-\n  b\n  c\n", "b c"), ("|\n  b\n  c\n", "b\nc\n"),
    (">-\n\n  b\n  c\n", "\nb c"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_text_on_several_lines(text: str, expected: str) -> None:
    """Folded or kept, it has nothing in it that nobody wrote."""
    assert read(f"a: {text}", "f").data == {"a": expected}


def test_paths_are_written_as_people_write_them() -> None:
    """Keys with dots between, items in brackets."""
    assert field_name(("regions", "allowed", 1)) == "regions.allowed[1]"
    assert field_name(()) == ""


def test_the_old_yaml_is_read_without_a_crash() -> None:
    """YAML 1.1 knows numbers to the base of sixty; here they stay text."""
    assert read("%YAML 1.1\n---\na: 1:30\nb: 0x1f\n", "f").data == {"a": "1:30", "b": "0x1f"}
