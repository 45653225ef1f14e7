"""Whether two descriptions of texts have a text in common: patterns with wildcards, and shapes of ARNs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_LITERALS = {"${*}": "*", "${?}": "?", "${$}": "$"}
_ARN_PARTS = 6
_LONGEST = 2_048


@dataclass(frozen=True)
class Piece:
    """One character, or with `many` any number of them: of `chars` where given, else any but `excluded`."""

    chars: str = ""
    excluded: str = ""
    many: bool = False

    def meets(self, other: Piece) -> bool:
        """Tell whether both take one same character."""
        if self.chars:
            return any(other.takes(char) for char in self.chars)
        return not other.chars or any(self.takes(char) for char in other.chars)

    def takes(self, char: str) -> bool:
        """Tell whether it takes this character."""
        return char in self.chars if self.chars else char not in self.excluded


Shape: TypeAlias = tuple[Piece, ...]
DIGITS = "0123456789"


def literal(text: str) -> Shape:
    """Describe exactly one text."""
    return tuple(Piece(char) for char in text)


def anything(excluded: str = "") -> Shape:
    """Describe every text without the excluded characters."""
    return (Piece(excluded=excluded, many=True),)


@cache
def pattern(text: str, *, wildcards: bool = True) -> Shape:
    """Describe what a policy's text covers; a policy variable may turn out as anything.

    A text that is longer than any ARN counts as covering everything, for the sake of time.
    """
    if len(text) > _LONGEST:
        return anything()
    return tuple(_pieces(text, wildcards=wildcards))


def _pieces(text: str, *, wildcards: bool) -> Iterator[Piece]:
    end = 0
    for found in _VARIABLE.finditer(text):
        yield from _plain(text[end : found.start()], wildcards=wildcards)
        escaped = _LITERALS.get(found.group())
        yield Piece(escaped) if escaped else Piece(many=True)
        end = found.end()
    yield from _plain(text[end:], wildcards=wildcards)


def _plain(text: str, *, wildcards: bool) -> Iterator[Piece]:
    for char in text:
        yield Piece(many=char == "*") if wildcards and char in "*?" else Piece(char)


def arn_of(shape: str, *, plain_names: bool = False) -> Shape | None:
    """Describe the ARNs of a published shape, such as `arn:${Partition}:s3:::${BucketName}`.

    Args:
        shape: As the Service Authorization Reference writes it.
        plain_names: Leave out the names that have colons and slashes themselves.

    Returns:
        None where the shape is no ARN.
    """
    parts = shape.split(":", _ARN_PARTS - 1)
    if parts[0] != "arn" or len(parts) < _ARN_PARTS:
        return None
    pieces: list[Piece] = []
    for index, part in enumerate(parts):
        last = index == _ARN_PARTS - 1
        excluded = ":/" if plain_names else "" if last else ":"
        for number, text in enumerate(_VARIABLE.split(part)):
            pieces += anything(excluded) if number else ()
            pieces += pattern(text)
        pieces += () if last else literal(":")
    return tuple(pieces)


def split_arn(shape: Shape) -> tuple[Shape, ...]:
    """Split at the first five colons that are written out."""
    parts: list[list[Piece]] = [[]]
    for piece in shape:
        if piece == Piece(":") and len(parts) < _ARN_PARTS:
            parts.append([])
        else:
            parts[-1].append(piece)
    return tuple(tuple(part) for part in parts)


def overlap(one: Shape, other: Shape) -> bool:
    """Tell whether a text is of both shapes."""
    states, seen = [(0, 0)], {(0, 0)}
    while states:
        i, j = states.pop()
        if i == len(one) and j == len(other):
            return True
        for state in _steps(one, other, i, j):
            if state not in seen:
                seen.add(state)
                states.append(state)
    return False


def arn_overlap(one: Shape, other: Shape) -> bool:
    """Tell whether an ARN is of both shapes when their six parts are compared one by one."""
    ones, others = split_arn(one), split_arn(other)
    return len(ones) == len(others) and all(
        overlap(part, against) for part, against in zip(ones, others, strict=True)
    )


def _steps(one: Shape, other: Shape, i: int, j: int) -> Iterator[tuple[int, int]]:
    left = one[i] if i < len(one) else None
    right = other[j] if j < len(other) else None
    if left is not None and left.many:
        yield i + 1, j
    if right is not None and right.many:
        yield i, j + 1
    if left is not None and right is not None and left.meets(right):
        yield i + (not left.many), j + (not right.many)
