"""Enough values of a condition key: whatever a request has, one of them is treated the same."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import all_regions
from guardrails.policy.language.conditions import Condition, conditions_of
from guardrails.policy.language.document import VERSION
from guardrails.policy.language.principals import grammars
from guardrails.policy.space.automaton import Grammar, UndecidableError
from guardrails.policy.space.regions import REGION_OF_TOMORROW
from guardrails.policy.space.values import named_resources, representatives, resource_representatives

KEY = "aws:principaltag/x"
REGION = "aws:requestedregion"


def _values(
    *conditions: tuple[str, tuple[str, ...]], key: str = KEY, shapes: tuple[Grammar, ...] = ()
) -> tuple[tuple[tuple[str, ...], ...], tuple[Condition, ...]]:
    block = tuple((operator, key, values) for operator, values in conditions)
    prepared = conditions_of(block, VERSION)
    return representatives(key, prepared, shapes, {}), prepared


def _truths(prepared: tuple[Condition, ...], values: tuple[str, ...], key: str = KEY) -> tuple[Any, ...]:
    context = {key: values} if values else {}
    return tuple(one.holds(context) for one in prepared)


def _stand_for(given_values: list[tuple[str, ...]], *conditions: tuple[str, tuple[str, ...]]) -> None:
    """Every given value is treated as one of the representatives is."""
    found, prepared = _values(*conditions)
    represented = {_truths(prepared, values) for values in found}
    for values in given_values:
        assert _truths(prepared, values) in represented, values


NUMBERS = st.lists(st.integers(-20, 20).map(str), min_size=1, max_size=3).map(tuple)


@given(low=NUMBERS, high=NUMBERS)
def test_numbers(low: tuple[str, ...], high: tuple[str, ...]) -> None:
    """Bounds, what is between and beyond them, and what is no number."""
    tried = [(str(number / 2),) for number in range(-50, 50)]
    _stand_for([(), ("many",), *tried], ("NumericLessThan", low), ("NumericGreaterThanEqualsIfExists", high))


def test_dates() -> None:
    """Before, at, between and after."""
    days = [(f"2026-0{month}-0{day}",) for month in range(1, 9) for day in range(1, 9)]
    bounds = (("DateGreaterThan", ("2026-03-04",)), ("DateLessThanEquals", ("2026-06-01T00:00:00Z",)))
    _stand_for([(), ("never",), *days], *bounds)


@given(bits=st.lists(st.integers(24, 32), min_size=1, max_size=4), start=st.integers(0, 255))
def test_networks(bits: list[int], start: int) -> None:
    """An address of every block that lies in no smaller one, and one outside of all."""
    blocks = tuple(
        str(ipaddress.ip_network((0x0A000000 + start * index, size), strict=False))
        for index, size in enumerate(bits)
    )
    tried = [(str(ipaddress.ip_address(0x0A000000 + number)),) for number in range(0, 1100, 3)]
    conditions = [("IpAddress", (block,)) for block in blocks]
    _stand_for([(), ("2001:db8::1",), ("nowhere",), *tried], *conditions)


@given(patterns=st.lists(st.text("ab*?", min_size=1, max_size=4), min_size=1, max_size=3))
def test_texts(patterns: list[str]) -> None:
    """What every pattern says to a text, in one case or another."""
    tried = [(text,) for text in ("a", "b", "ab", "ba", "aab", "bab", "xx", "A", "aB", "abab", "*", "?")]
    conditions = [("StringLike", tuple(patterns)), ("StringEqualsIgnoreCase", (patterns[0],))]
    _stand_for([(), *tried], *conditions)


@given(picked=st.lists(st.sampled_from(["env", "team", "Env", "cost"]), max_size=3, unique=True))
def test_several_values_at_once(picked: list[str]) -> None:
    """Quantifiers look at every combination of what can be told apart."""
    _stand_for(
        [tuple(picked)],
        ("ForAnyValue:StringEquals", ("env", "team")),
        ("ForAllValues:StringLike", ("e*", "team")),
    )


def test_one_value_alone_is_among_several_at_once() -> None:
    """Only the value alone meets what asks for nothing else."""
    _stand_for(
        [("env",)], ("ForAllValues:StringEquals", ("env",)), ("ForAnyValue:StringEquals", ("env", "x"))
    )


@pytest.mark.parametrize("value", ["AAAA", ""])
def test_binary_values(value: str) -> None:
    """The value itself, another one, and what is no base64."""
    tried: list[tuple[str, ...]] = [(), ("AAAA",), ("b3RoZXI=",), ("no base64",)]
    _stand_for(tried, ("BinaryEquals", (value,)))
    _stand_for(tried, ("BinaryEqualsIfExists", (value,)))


def test_too_many_values_at_once_are_refused() -> None:
    """Ten values can stand together in a thousand ways."""
    many = tuple("abcdefghij")
    with pytest.raises(UndecidableError, match="at once"):
        _values(*(("ForAnyValue:StringEquals", (one,)) for one in many))


def test_one_key_compared_in_two_ways_is_refused() -> None:
    """No list of values is made for a key that is a number here and a text there."""
    with pytest.raises(UndecidableError, match="several ways"):
        _values(("NumericLessThan", ("5",)), ("StringEquals", ("five",)))


def test_regions_are_those_of_aws_and_one_to_come() -> None:
    """A region that a policy names beside them counts as well; the key is in every request."""
    found, _ = _values(("StringEquals", ("eu-west-1", "mx-future-9")), key="aws:requestedregion")
    assert ("eu-west-1",) in found
    assert ("mx-future-9",) in found
    assert (REGION_OF_TOMORROW,) in found
    assert () not in found


def test_a_region_pattern_covers_regions_to_come() -> None:
    """Next to a list of today's regions, `eu-*` also covers those that AWS may open; `eu-?????-1` fewer."""
    today = tuple(one for one in all_regions() if one.startswith("eu-"))
    found, _ = _values(("StringNotEquals", today), ("StringNotLike", ("eu-*",)), key="aws:requestedregion")
    regions = {region for (region,) in found}
    assert regions - all_regions() == {REGION_OF_TOMORROW, "eu-tomorrow-1"}
    narrow, prepared = _values(
        ("StringNotEquals", today), ("StringLike", ("eu-?????-1",)), key="aws:requestedregion"
    )
    assert (True, True) in {_truths(prepared, values, REGION) for values in narrow}


def test_a_region_pattern_behind_a_number_covers_longer_numbers() -> None:
    """`eu-central-1*` also covers eu-central-10, next to a list that has eu-central-1 alone."""
    found, prepared = _values(
        ("StringNotEquals", ("eu-central-1",)), ("StringLike", ("eu-central-1*",)), key=REGION
    )
    assert (True, True) in {_truths(prepared, values, REGION) for values in found}


@pytest.mark.parametrize(
    ("low", "high", "between"),
    [("3", "5", "4"), ("3", "3.5", "3.2"), ("2026-01-01", "2026-02-01", "2026-01-15")],
)
def test_strict_bounds_leave_values_between_them(low: str, high: str, between: str) -> None:
    """Neither bound meets `> 3` and `< 5`, but 4 does; outside, one of the two holds."""
    kind = "Date" if "-" in low else "Numeric"
    bounds = ((f"{kind}GreaterThan", (low,)), (f"{kind}LessThan", (high,)))
    found, prepared = _values(*bounds)
    assert _truths(prepared, (between,)) == (True, True)
    _stand_for([(between,), (low,), (high,)], *bounds)
    assert {_truths(prepared, values) for values in found if values} == {
        (True, True), (True, False), (False, True), (False, False),
    }  # fmt: skip


def test_a_principal_is_what_iam_can_make() -> None:
    """Roles, users, federated users and the root user; no name with a slash at its end, none absent."""
    shapes = grammars("111111111111")
    found, _ = _values(
        ("ArnLike", ("arn:aws:iam::*:role/x*", "*:root")), key="aws:principalarn", shapes=shapes
    )
    arns = [value for (value,) in found]
    assert "arn:aws:iam::111111111111:root" in arns
    assert {"role", "user", "federated-user"} <= {arn.split(":")[5].split("/")[0] for arn in arns}
    assert not any(arn.endswith("/") for arn in arns)
    assert all(":111111111111:" in arn for arn in arns)


def test_a_resource_is_told_apart_by_both_readings() -> None:
    """Where a star may cross a colon or not, both kinds of resources are tried."""
    found = resource_representatives((("arn:aws:s3:*/logs",),))
    assert any(arn.endswith("/logs") for arn in found)
    assert any(not arn.endswith("/logs") for arn in found)
    assert all(arn.count(":") >= 5 for arn in found)


def test_named_resources_begin_alike_and_have_no_colon_in_their_names() -> None:
    """Of an account's roles, one in each list and one in none; accounts' numbers tell nothing apart."""
    lists = (("arn:aws:iam::*:role/team-*",), ("arn:aws:iam::*:role/*:*",), ("arn:aws:iam::*:role/ops",))
    names = []
    for account in ("111111111111", "222222222222"):
        start = f"arn:aws:iam::{account}:role/"
        arns = named_resources(start, lists)
        assert all(arn.startswith(start) for arn in arns)
        names.append({arn.removeprefix(start) for arn in arns})
    assert names[0] == names[1]
    assert {"ops", "team-"} < names[0]
    [other] = names[0] - {"ops", "team-"}
    assert len(other) == 1  # no name is empty
