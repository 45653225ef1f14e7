"""JSON keeps its places, whatever YAML makes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.marked import MAX_CHARACTERS, read_json

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON, st.sampled_from((None, 2, "\t")))
def test_data_is_what_json_says(data: Any, indent: int | str | None) -> None:
    """Not what YAML would make of it: an account id without quotes, or an empty key."""
    assert read_json(json.dumps(data, indent=indent), "a.json").data == data


@pytest.mark.parametrize("indent", ["  ", "\t", "\t\t"])
def test_places_are_known_whatever_it_is_indented_with(indent: str) -> None:
    """YAML takes no tab there."""
    source = read_json(f'{{\n{indent}"Statement": [\n{indent}{indent}"x"\n{indent}]\n}}', "a.json")
    assert source.locate(("Statement", 0)).line == 3


def test_only_places_are_lost_where_yaml_gives_up() -> None:
    """A document longer than any baseline is still the document, for a rule to find too long."""
    source = read_json(f'["{"x" * MAX_CHARACTERS}"]', "a.json")
    assert len(source.data[0]) == MAX_CHARACTERS
    assert not source.findings


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('{\n"a": 1\n"b": 2}', 3, "not valid JSON"),
        ("\ufeff{}", 1, "begins with a byte-order mark"),
        ("NaN", 0, "NaN is not a JSON number"),
        ("[" * 100_000 + "]" * 100_000, 0, "nested too deep"),
        ('"\\ud800"', 0, "half a character"),
    ],
)
def test_what_is_no_json_is_one_finding(text: str, line: int, problem: str) -> None:
    """With its line where that is known, else 0, and with a remedy."""
    source = read_json(text, "a.json")
    (found,) = source.findings
    assert source.data is None
    assert (found.location.file, found.location.line) == ("a.json", line)
    assert problem in found.problem
    assert found.remedy


def test_a_comma_too_many_is_found_at_it_or_behind_it() -> None:
    """Python 3.13 names the comma's line, older ones that of the brace."""
    (finding,) = read_json('{\n"a": 1,\n}', "a.json").findings
    assert finding.location.line in {2, 3}
    assert "not valid JSON" in finding.problem
