"""The text of a decision case: where its members stand, and how to parse it without known ones.

A case repeats the policies over an account, tens of kilobytes, for each of many requests. A complete JSON
array ends where it ends: a parser that meets one takes exactly this much for the value, whatever follows. So
policies whose text stood in an earlier case are cut out of a line, and a mark is put in their place. The rest
is parsed as ever, and counts only if each mark turns up as the member that it stands for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn, TypeAlias

LAYERS, RCPS = "layers", "rcps"
_LAYERS_MARK, _RCPS_MARK, _NOTHING = object(), object(), object()
_MARKS: Mapping[str, object] = MappingProxyType({"NaN": _LAYERS_MARK, "Infinity": _RCPS_MARK})
"""Constants that Python's reader of JSON knows and JSON doesn't, so that no case holds them by itself."""
_WHITE = re.compile(r"[ \t\n\r]*")


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_refused)


class Cut(NamedTuple):
    """A part of a line that says policies: one member's value, or those of two that follow each other."""

    opening: bytes
    """The first one's name, up to where its value begins."""
    text: bytes
    closing: bytes
    """The text after it, up to the next value or the end."""


Piece: TypeAlias = tuple[int, int, bytes]
"""(begin, end, text) of a part of a line."""


def parsed(text: str) -> Any:
    """Parse the text of a case.

    Raises:
        ValueError: when it isn't JSON.
        RecursionError: when it is nested too deep.
    """
    return _decoder.decode(text)


def members(text: str) -> tuple[dict[str, Any], tuple[Cut, ...]] | None:
    """Parse an object, and say how its policies stand in the text: together, apart, or only as layers.

    Returns:
        None where it isn't an object, or isn't valid: `parsed` says what is wrong.
    """
    case: dict[str, Any] = {}
    entries: list[_Entry] = []
    place = _after_white(text, 0)
    try:
        while text.startswith("," if entries else "{", place):
            opening = _after_white(text, place + 1)
            name, place = _decoder.raw_decode(text, opening)
            place = _after_white(text, place)
            if not (isinstance(name, str) and text.startswith(":", place)):
                return None
            begin = _after_white(text, place + 1)
            case[name], end = _decoder.raw_decode(text, begin)
            place = _after_white(text, end)
            entries.append((name, opening, begin, end))
    except (ValueError, RecursionError):
        return None
    if not (entries and text.startswith("}", place) and _after_white(text, place + 1) == len(text)):
        return None
    return case, _cuts(text, entries, place + 1)


_Entry: TypeAlias = tuple[str, int, int, int]
"""(name, where it begins, where its value begins and ends)."""


def _cuts(text: str, entries: list[_Entry], end_of_all: int) -> tuple[Cut, ...]:
    places = {name: index for index, (name, _, _, _) in enumerate(entries)}
    layers, rcps = places.get(LAYERS), places.get(RCPS)
    if layers is None:
        return ()
    together = rcps == layers + 1
    spans = [(layers, rcps if together and rcps else layers)]
    if rcps is not None and not together:
        spans.append((rcps, rcps))
    begins = [*(begin for _, _, begin, _ in entries), end_of_all]
    cuts = []
    for first, last in spans:
        places_of = (entries[first][1], entries[first][2], entries[last][3], begins[last + 1])
        cuts.append(Cut(*(text[start:end].encode() for start, end in pairwise(places_of))))
    return tuple(cuts)


def _after_white(text: str, place: int) -> int:
    white = _WHITE.match(text, place)
    return white.end() if white else place


def piece_like(line: bytes, cut: Cut, start: int = 0) -> Piece | None:
    """Guess where a cut of an earlier line stands in this one; None where nothing introduces it so."""
    opening, text, closing = cut
    begin = line.find(opening, start)
    if begin < 0:
        return piece_like(line, cut) if start else None
    begin += len(opening)
    if line.startswith(text, begin):
        return begin, begin + len(text), text
    end = line.rfind(closing, begin)
    return None if end < 0 else (begin, end, line[begin:end])


class Cutter:
    """Parses lines without their policies."""

    def __init__(self) -> None:
        self._marks: list[str] = []
        """The marks that the parser met."""
        self._decoder = json.JSONDecoder(parse_constant=self._meet)

    def _meet(self, constant: str) -> object:
        self._marks.append(constant)
        return _MARKS.get(constant)

    def without(self, line: bytes, first: Piece, second: Piece | None) -> dict[str, Any] | None:
        """Parse a line without pieces of it that were cut out of an earlier one.

        Returns:
            The object with marks in their place; None unless the pieces are exactly its policies.
        """
        self._marks.clear()
        try:
            text = _marked(line, first, second).decode()
            case, end = self._decoder.raw_decode(text)
        except (ValueError, RecursionError):
            return None
        # A mark too many stood in the line itself; one too few came into a string.
        if len(self._marks) != (2 if second else 1) or not isinstance(case, dict):
            return None
        if case.get(LAYERS) is not _LAYERS_MARK or case.get(RCPS, _NOTHING) is not (
            _RCPS_MARK if second else _NOTHING
        ):
            return None
        return case if end == len(text) or _after_white(text, end) == len(text) else None


def _marked(line: bytes, first: Piece, second: Piece | None) -> bytes:
    begin, end, _ = first
    if second is None:
        return b"".join((line[:begin], b"NaN", line[end:]))
    other_begin, other_end, _ = second
    if end <= other_begin:
        return b"".join((line[:begin], b"NaN", line[end:other_begin], b"Infinity", line[other_end:]))
    if other_end <= begin:
        return b"".join((line[:other_begin], b"Infinity", line[other_end:begin], b"NaN", line[end:]))
    raise ValueError("the pieces overlap")
