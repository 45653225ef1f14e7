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

    def meets(self, piece: Piece) -> bool:
        """Return whether both pieces take one same character."""
        if self.chars:
            return any(piece.takes(char) for char in self.chars)
        return not piece.chars or any(self.takes(char) for char in piece.chars)

    def takes(self, char: str) -> bool:
        """Return whether the piece takes this character."""
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
    for match in _VARIABLE.finditer(text):
        yield from _plain(text[end : match.start()], wildcards=wildcards)
        escaped = _LITERALS.get(match.group())
        yield Piece(escaped) if escaped else Piece(many=True)
        end = match.end()
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


def overlap(first: Shape, second: Shape) -> bool:
    """Return whether some text is of both shapes."""
    states, visited = [(0, 0)], {(0, 0)}
    while states:
        i, j = states.pop()
        if i == len(first) and j == len(second):
            return True
        for state in _steps(first, second, i, j):
            if state not in visited:
                visited.add(state)
                states.append(state)
    return False


def arn_overlap(first: Shape, second: Shape) -> bool:
    """Return whether some ARN is of both shapes, when their six parts are compared one by one."""
    first_parts, second_parts = split_arn(first), split_arn(second)
    return len(first_parts) == len(second_parts) and all(
        overlap(part, against) for part, against in zip(first_parts, second_parts, strict=True)
    )


def _steps(first: Shape, second: Shape, i: int, j: int) -> Iterator[tuple[int, int]]:
    first_piece = first[i] if i < len(first) else None
    second_piece = second[j] if j < len(second) else None
    if first_piece is not None and first_piece.many:
        yield i + 1, j
    if second_piece is not None and second_piece.many:
        yield i, j + 1
    if first_piece is not None and second_piece is not None and first_piece.meets(second_piece):
        yield i + (not first_piece.many), j + (not second_piece.many)
