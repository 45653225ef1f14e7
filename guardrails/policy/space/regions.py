"""Enough regions: those of AWS, what a policy names beside them, and regions that AWS may open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrails import aws_facts
from guardrails.policy.language.conditions import Condition
from guardrails.policy.language.patterns import is_pattern
from guardrails.policy.language.variables import Context
from guardrails.policy.space.automaton import Grammar
from guardrails.policy.space.texts import kind_of, texts

REGION_OF_TOMORROW = "xx-tomorrow-1"
"""Stands for the regions that AWS will open and no pattern covers."""
_MIDDLE = re.compile(r"-[a-z-]+-")
_FIRST, _SECOND, _DASH, _WORD, _IN_WORD, _NEXT, _NUMBERED, _LONG = range(8)


def regions_of(conditions: Sequence[Condition], fixed: Context) -> Iterator[str]:
    """List enough regions: whatever region a request names, the conditions treat one of these the same.

    A pattern such as `eu-*` also covers regions that AWS may open: `eu-tomorrow-1` stands for those.

    Raises:
        UndecidableError: when the patterns interlock in more ways than can be tried.
    """
    aws_regions = aws_facts.all_regions()
    yield from sorted(aws_regions)
    written = [
        condition for condition in conditions if condition.operator is None or kind_of(condition) == "text"
    ]
    named = {value for condition in written for value in condition.values if not set(value) & set("*?${}")}
    yield from sorted(named - aws_regions)
    yield REGION_OF_TOMORROW
    readable = [condition for condition in written if condition.operator]
    if any(is_pattern(value) for condition in readable for value in condition.values):
        yield from _to_come(readable, fixed, {*aws_regions, *named, REGION_OF_TOMORROW})


def _to_come(conditions: Sequence[Condition], fixed: Context, listed: set[str]) -> Iterator[str]:
    """List regions that the conditions treat as none of the listed ones."""

    def truths(region: str) -> tuple[bool | None, ...]:
        return tuple(condition.holds({**fixed, condition.key: (region,)}) for condition in conditions)

    covered_truths = {truths(region) for region in listed}
    for text in texts(conditions, (_CODE,), fixed):
        if (truth := truths(text)) not in covered_truths:
            covered_truths.add(truth)
            spoken = _MIDDLE.sub("-tomorrow-", text, count=1)
            yield spoken if truths(spoken) == truth else text


def _step(state: int, character: str) -> int | None:
    """Follow a region's code: two letters, words, a number, such as eu-central-1 or us-gov-west-1.

    Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
    """
    if "a" <= character <= "z":
        return _AFTER_LETTER.get(state)
    if character == "-":
        return {_DASH: _WORD, _IN_WORD: _NEXT}.get(state)
    if state == _NEXT:
        return _NUMBERED if character in "123456789" else None
    return _LONG if state == _NUMBERED and character in "0123456789" else None


_AFTER_LETTER = {_FIRST: _SECOND, _SECOND: _DASH, _WORD: _IN_WORD, _IN_WORD: _IN_WORD, _NEXT: _IN_WORD}
_CODE = Grammar("", _FIRST, _step, lambda state: state >= _NUMBERED, "-1234567890")
