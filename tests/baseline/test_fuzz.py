"""Whatever a person types, the answer is a baseline or an InputError."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails import marked
from guardrails.errors import Finding, InputError
from guardrails.policy.language.parse import parse_scp
from guardrails.posture import compile_posture
from guardrails.posture.advice import advice
from guardrails.posture.interchange.form import to_json
from tests import baselines
from tests.baselines import OWN, SMALL, load_small

pytestmark = pytest.mark.slow
EXAMPLE = baselines.EXAMPLE.read_text(encoding="utf-8")
EXAMPLE_FILES = {
    f"policies/{path.name}": path.read_text(encoding="utf-8")
    for path in (baselines.EXAMPLE.parent / "policies").glob("*.json")
}
SNIPPETS = (
    "{", "}", "[", "]", ":", ": ", "- ", "&a ", "*a", "!!int ", "!!float ", "!!python/name:os ", "|\n", ">",
    "?", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", '"\\UFFFFFFFF"', '"\\ud800"', "\t", "\x00",
    "\ufeff", "\u2028", "null", "~", "1e999", ".inf", "0x1G", "1:30", "\\", "'", '"', "#", "@", "\n", "  ",
)  # fmt: skip


def _findings(text: str) -> tuple[Finding, ...]:
    """Take a text through everything that commands do with it; anything but InputError fails the test."""
    try:
        loaded = load_small(text, EXAMPLE_FILES)
        posture = compile_posture(loaded)
        to_json(posture)
        return advice(loaded, posture)
    except InputError as error:
        return error.findings


READERS = re.compile(r"while (scanning|parsing)|\btokens?\b|\bscalar|ruamel|pydantic|input should")
"""Words of the libraries that read YAML and check types."""


@st.composite
def _mangled_text(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from((SMALL, EXAMPLE)))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 30))
        text = text[:start] + draw(st.sampled_from(SNIPPETS) | st.text(max_size=5)) + text[end:]
    return text


@given(_mangled_text())
def test_mangled_text_is_at_worst_an_input_error(text: str) -> None:
    """Text with parts cut out and others put in raises nothing but InputError, in our own words."""
    for finding in _findings(text):
        assert not READERS.search(f"{finding.problem}; {finding.remedy}"), finding


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from _places(value, (*path, key))


_DATA = marked.read(SMALL, "").data
_PLACES = [place for place in _places(_DATA) if place]
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def _mutated_data(draw: st.DrawFn) -> Any:
    data = copy.deepcopy(_DATA)
    for place in draw(st.lists(st.sampled_from(_PLACES), min_size=1, max_size=4)):
        *above, last = place
        holder = data
        try:
            for part in above:
                holder = holder[part]
            action = draw(st.sampled_from(("replace", "remove", "rename")))
            if action == "replace":
                holder[last] = draw(_VALUES)
            elif action == "remove":
                del holder[last]
            else:
                holder[draw(st.text(max_size=8))] = holder.pop(last)
        except (AttributeError, KeyError, IndexError, TypeError):
            continue
    return data


@given(_mutated_data())
def test_mutated_data_is_at_worst_an_input_error(data: Any) -> None:
    """Any value in any place raises nothing but InputError, and every finding says what and where."""
    for finding in _findings(json.dumps(data)):
        assert finding.problem
        assert finding.location.line
        assert "\n" not in str(finding)


@given(st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_is_a_policy_or_findings(data: Any) -> None:
    """No JSON value makes the parser of policies fail."""
    parse_scp(json.dumps(data), "x.json")
    parse_scp(json.dumps({**json.loads(OWN), "Statement": data}), "x.json")
    parse_scp(json.dumps({**json.loads(OWN), "Statement": [{"Condition": data, "Effect": data}]}), "x.json")
