"""Enough values of a condition key: whatever value a request has, one of these is treated the same."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TypeVar

from guardrails import aws_facts
from guardrails.aws_facts.arns import ARN_PREFIX, role_arn
from guardrails.policy.language import operators
from guardrails.policy.language.conditions import Condition
from guardrails.policy.language.patterns import ARN_SEGMENTS
from guardrails.policy.language.principals import ANYBODY
from guardrails.policy.language.variables import Context
from guardrails.policy.space.automaton import Automaton, Grammar, UndecidableError
from guardrails.policy.space.regions import regions_of
from guardrails.policy.space.texts import automaton_of, kind_of, texts
from guardrails.policy.space.walks import resource_walk, text_walk

PRINCIPAL_ARN = "aws:principalarn"
REGION = "aws:requestedregion"
_MOST_TOGETHER = 6
"""Of a key with several values at once, how many different ones are tried in every combination."""
_Number = TypeVar("_Number", Decimal, float)


def representatives(
    key: str, conditions: Sequence[Condition], principals: Iterable[Grammar], fixed: Context
) -> tuple[tuple[str, ...], ...]:
    """Return enough values of a key for some conditions on it; the empty one stands for a missing key.

    Every request has a region, which is one that AWS has or a future one. Every request of an account's
    principal has his ARN; a request of an AWS service has none.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html

    Args:
        key: the condition key, in lower case.
        conditions: conditions on it, without variables but those that are fixed.
        principals: the shapes of the principals' ARNs.
        fixed: the condition keys that the account determines.

    Raises:
        UndecidableError: when finitely many values can't stand for all.
    """
    if key == REGION:
        return tuple((region,) for region in regions_of(conditions, fixed))
    grammar = tuple(principals) if key == PRINCIPAL_ARN else (Grammar(),)
    common = (f"{shape.prefix}anybody" for shape in grammar if shape.prefix.endswith("/"))
    single = tuple(dict.fromkeys((*common, *_single(key, conditions, grammar, fixed))))
    if key == PRINCIPAL_ARN and ANYBODY not in grammar:
        return tuple((value,) for value in single)
    quantified = any(condition.operator and condition.operator.quantifier for condition in conditions)
    if not quantified:
        return ((), *((value,) for value in single))
    if len(single) > _MOST_TOGETHER:
        raise UndecidableError(f"{key} may have too many values at once")
    sizes = range(1, len(single) + 1)
    return ((), *(chosen for size in sizes for chosen in combinations(single, size)))


def _single(
    key: str, conditions: Sequence[Condition], grammar: Iterable[Grammar], fixed: Context
) -> Iterator[str]:
    by_kind: dict[str, list[Condition]] = {}
    for condition in conditions:
        if condition.operator is None:
            raise UndecidableError(f"IAM has no operator {condition.name}")
        by_kind.setdefault(kind_of(condition), []).append(condition)
    by_kind.pop("Null", None)
    if len(by_kind) > 1:
        raise UndecidableError(f"{key} is compared in several ways: {', '.join(by_kind)}")
    for kind, group in by_kind.items():
        if kind == "text":
            yield from texts(group, grammar, fixed)
        else:
            yield from _SCALARS[kind](
                tuple(dict.fromkeys(value for condition in group for value in condition.values))
            )
    if not by_kind:
        typical = _typical(key)
        yield from (text or typical for shape in grammar for _, text in automaton_of(()).classes(shape))


def _typical(key: str) -> str:
    """Return a value of a key that nothing compares, of the key's type."""
    key_type = aws_facts.key_type(key)
    by_name = (value for ending, value in _TYPICAL_BY_NAME.items() if key.endswith(ending))
    return next(by_name, _TYPICAL.get(key_type.name if key_type else "", "anything"))


_TYPICAL = {
    "ARN": role_arn("999999999999", "anybody"),
    "Bool": "true",
    "Date": "2026-01-01T00:00:00Z",
    "IPAddress": "198.51.100.7",
    "Numeric": "1",
}
"""By the type of a key, one value."""
_TYPICAL_BY_NAME = {
    "account": "999999999999",
    "orgid": "o-zzzzzzzzzz",
    "orgpaths": "o-zzzzzzzzzz/r-zzzz/",
}
"""By the end of a key's name, one value of a key whose type is plain text."""


def resource_representatives(lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return enough ARNs: whatever resource a request names, one of these is covered by the same lists.

    A pattern whose reading is in dispute is told apart by both readings.

    Args:
        lists: the patterns of each statement's resources.

    Raises:
        UndecidableError: when finitely many can't stand for all.
    """
    return tuple(dict.fromkeys(text for _, text in resource_automaton(lists).classes(_ARN)))


def named_resources(start: str, lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return enough ARNs as `resource_representatives` does, of those that end in a name without a colon.

    Args:
        start: the ARNs up to the name, such as "arn:aws:iam::444444444441:role/".
        lists: the patterns of each statement's resources.

    Raises:
        UndecidableError: when finitely many can't stand for all.
    """
    shape = Grammar(start, 0, _in_name, _has_name)
    return tuple(dict.fromkeys(text for _, text in resource_automaton(lists).classes(shape)))


@lru_cache(maxsize=1024)
def resource_automaton(lists: tuple[tuple[str, ...], ...]) -> Automaton:
    """Lay out the patterns of some statements' resources, each in both readings."""
    return Automaton(
        [tuple(map(walk, patterns)) for patterns in lists for walk in (text_walk, resource_walk)]
    )


def _in_segments(segment: int, character: str) -> int:
    return min(segment + 1, ARN_SEGMENTS - 1) if character == ":" else segment


def _complete(segment: int) -> bool:
    return segment == ARN_SEGMENTS - 1


def _in_name(_state: int, character: str) -> int | None:
    return None if character == ":" else 1


def _has_name(state: int) -> bool:
    return state == 1


_ARN = Grammar(ARN_PREFIX, 2, _in_segments, _complete)


def _numbers(values: Sequence[str]) -> Iterator[str]:
    numbers = sorted({read for value in values if (read := operators.number(value)) is not None})
    yield from (format(value, "f") for value in _between(numbers, Decimal(1), Decimal(2)))
    yield "not a number"


def _dates(values: Sequence[str]) -> Iterator[str]:
    moments = sorted({read for value in values if (read := operators.moment(value)) is not None})
    yield from (_date(value) for value in _between(moments, 1.0, 2.0))
    yield "not a date"


def _date(seconds: float) -> str:
    """Write a moment as a date; as seconds since 1970 where it is before the year 1 or after 9999."""
    try:
        written = datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, OSError, ValueError):
        return str(seconds)
    return written if operators.moment(written) == seconds else str(seconds)


def _between(numbers: Sequence[_Number], unit: _Number, two: _Number) -> Iterator[_Number]:
    """List the values themselves, one below, one above, and one between each two."""
    if not numbers:
        yield unit
        return
    yield numbers[0] - unit
    yield from numbers
    yield from ((low + high) / two for low, high in pairwise(numbers))
    yield numbers[-1] + unit


def _booleans(_values: Sequence[str]) -> Iterator[str]:
    yield from ("true", "false")


def _binaries(values: Sequence[str]) -> Iterator[str]:
    yield from values
    yield from ("b3RoZXI=", "not base64!")


def _addresses(values: Sequence[str]) -> Iterator[str]:
    """List an address of every block that lies in no smaller one, and one outside all, of both versions."""
    blocks = [block for value in values if (block := operators.network(value)) is not None]
    for world in (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")):
        same_version = [block for block in blocks if block.version == world.version]
        for block in (world, *same_version):
            yield from _remaining(
                block, [other_block for other_block in same_version if other_block != block]
            )
    yield "not an address"


def _remaining(block: operators.Network, other_blocks: Iterable[operators.Network]) -> Iterator[str]:
    """Give an address of the block that is in none of the smaller blocks, where there is one."""
    remaining = [block]
    for other_block in other_blocks:
        if other_block.version != block.version or other_block.prefixlen <= block.prefixlen:
            continue
        pieces: list[operators.Network] = []
        for piece in remaining:
            if not piece.overlaps(other_block):
                pieces.append(piece)
            elif other_block.prefixlen > piece.prefixlen:
                pieces += piece.address_exclude(other_block)  # type: ignore[arg-type] # one version on both sides
        remaining = pieces
    if remaining:
        yield str(remaining[0].network_address)


_SCALARS = {
    "Numeric": _numbers,
    "Date": _dates,
    "Bool": _booleans,
    "Binary": _binaries,
    "Ip": _addresses,
}
