"""Which sets of groups of patterns can match one text: found by walking all patterns at once, with witnesses.

A pattern is a row of places, and each place takes some characters. A set of places is a number, one bit
each, so that one step of all patterns together is a few operations on numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from guardrails.policy.patterns import ARN_SEGMENTS, LITERAL_QUESTION_MARK, LITERAL_STAR

_LITERAL = {LITERAL_STAR: "*", LITERAL_QUESTION_MARK: "?"}
_MAX_STATES = 20_000
_ORDINARY = "xyzwvuqjkXYZWVUQJK0123456789"
"""What stands for every character that no pattern spells; the first that is none of them."""


class UndecidableError(Exception):
    """The question is too large, or asks for more than patterns can say; the message says which."""


class Step(NamedTuple):
    """What a place in a pattern takes: some characters, or where it is None, any."""

    characters: frozenset[str] | None
    repeats: bool = False
    stays_in_segment: bool = False


Walk: TypeAlias = tuple[Step, ...] | None
"""A pattern, made ready to be walked; None is one that matches no text."""


@lru_cache(maxsize=1 << 14)
def text_walk(pattern: str) -> Walk:
    """Prepare a pattern whose wildcards cross everything, as in StringLike."""
    return tuple(_step(char) for char in pattern)


@lru_cache(maxsize=1 << 14)
def literal_walk(text: str, *, ignore_case: bool = False) -> Walk:
    """Prepare a text without wildcards, as in StringEquals."""
    return tuple(Step(_spellings(char, ignore_case=ignore_case)) for char in text)


@lru_cache(maxsize=1 << 14)
def arn_walk(pattern: str) -> Walk:
    """Prepare an ARN pattern whose wildcards stay in the first five segments, as in ArnLike."""
    steps: list[Step] = []
    for index, segment in enumerate(pattern.split(":", ARN_SEGMENTS - 1)):
        steps += [Step(frozenset(":"))] if index else []
        steps += [_step(char, stays=index < ARN_SEGMENTS - 1) for char in segment]
    return tuple(steps)


def _step(char: str, *, stays: bool = False) -> Step:
    if char in "*?":
        return Step(None, repeats=char == "*", stays_in_segment=stays)
    return Step(frozenset(_LITERAL.get(char, char)))


def _spellings(char: str, *, ignore_case: bool) -> frozenset[str]:
    return frozenset((char, char.lower(), char.upper())) if ignore_case else frozenset(char)


@dataclass(frozen=True)
class Grammar:
    """The texts that there can be: a start that they share and how they go on."""

    prefix: str = ""
    start: int = 0
    step: Callable[[int, str], int | None] = lambda state, _: state
    """(state, character) -> the next state, None where the grammar has no such text."""
    ends: Callable[[int], bool] = lambda _: True
    characters: str = ":/"
    """Characters that the grammar itself tells apart."""


class Automaton:
    """Groups of patterns that are walked together; a text matches a group that has a pattern for it.

    The patterns are laid out one after the other, each with an end that takes nothing. Once a pattern that
    ends in a star is through, its group matches whatever follows, so the group's other patterns are dropped:
    else fifty prefixes would be told apart in 2^50 ways that make no difference.

    It remembers what it found, so keep it where the same patterns are asked for again.

    Args:
        groups: the patterns of each group, such as the values of one condition.
    """

    def __init__(self, groups: Sequence[Sequence[Walk]]) -> None:
        self._size = sum(map(len, groups))
        self._start = self._stars = self._any = self._any_in_segment = 0
        self._by_character: dict[str, int] = {}
        self._ends: list[tuple[int, int]] = []
        self._matching: dict[int, frozenset[int]] = {}
        self._after: dict[str, int] = {}
        self._found: dict[object, tuple[tuple[frozenset[int], str], ...] | UndecidableError] = {}
        self._last_stars = 0
        """The places of stars that take whatever follows, up to the end of the text."""
        self._kept: dict[int, tuple[int, int]] = {}
        """Of each such star, the places of its group, and those that stand for the group from then on."""
        place = 0
        for index, group in enumerate(groups):
            place = self._lay_out(index, group, place)
        self._start = self._without_settled(self._start | (self._start & self._stars) << 1)
        self._end = sum(bit for bit, _ in self._ends)

    def _lay_out(self, index: int, group: Sequence[Walk], place: int) -> int:
        """Lay out the patterns of a group from a place on, and return the place behind them."""
        first, last_stars = place, []
        for walk in group:
            if walk is None:
                continue
            self._start |= 1 << place
            for step, before in zip(walk, (None, *walk), strict=False):
                if step.repeats and step == before:
                    continue  # two stars are one, so that none follows another
                self._add(step, 1 << place)
                place += 1
            if walk and walk[-1].repeats and not walk[-1].stays_in_segment:
                last_stars.append(1 << place - 1)
            self._ends.append((1 << place, index))
            place += 1
        for star in last_stars:
            self._last_stars |= star
            self._kept[star] = ((1 << place) - (1 << first), last_stars[0] | last_stars[0] << 1)
        return place

    def _without_settled(self, state: int) -> int:
        """Drop the places of groups that match whatever follows, but those that stand for the group."""
        settled = state & self._last_stars
        while settled:
            places, kept = self._kept[settled & -settled]
            state = state & ~places | kept
            settled &= ~places
        return state

    def _add(self, step: Step, bit: int) -> None:
        self._stars |= bit if step.repeats else 0
        if step.characters is None:
            self._any |= 0 if step.stays_in_segment else bit
            self._any_in_segment |= bit if step.stays_in_segment else 0
        for character in step.characters or ():
            self._by_character[character] = self._by_character.get(character, 0) | bit

    def classes(self, grammar: Grammar) -> Iterator[tuple[frozenset[int], str]]:
        """Find every set of groups that some text matches and no other, each with a shortest such text.

        Yields:
            The indices of the groups that match, and a text that only they match.

        Raises:
            UndecidableError: when the patterns interlock in more ways than can be tried.
        """
        state = self._after_prefix(grammar.prefix)
        # Grammars that differ in their start alone, such as two accounts', often leave the patterns alike.
        key = (state, grammar.start, grammar.step, grammar.ends, grammar.characters)
        if key not in self._found:
            self._found[key] = self._explored(state, grammar)
        found = self._found[key]
        if isinstance(found, UndecidableError):
            raise found
        for matching, text in found:
            yield matching, grammar.prefix + text

    def _explored(
        self, state: int, grammar: Grammar
    ) -> tuple[tuple[frozenset[int], str], ...] | UndecidableError:
        """Explore, and return a failure as well, so that it is found once and not at every question."""
        try:
            return tuple(self._explore(state, grammar))
        except UndecidableError as error:
            return error

    def _after_prefix(self, prefix: str) -> int:
        if prefix not in self._after:
            state = self._start
            for character in prefix:
                state = self._advance(state, self._takers(character))
            self._after[prefix] = state
        return self._after[prefix]

    def _takers(self, character: str) -> int:
        """Return the places that take a character, whether they spell it or take any."""
        wild = self._any if character == ":" else self._any | self._any_in_segment
        return self._by_character.get(character, 0) | wild

    def _advance(self, state: int, takers: int) -> int:
        """Let all patterns take a character, given the places that take it; a star may be skipped then."""
        stars = self._stars
        taken = state & takers
        moved = taken & stars | (taken & ~stars) << 1
        return self._without_settled(moved | (moved & stars) << 1)

    def _ended(self, state: int) -> frozenset[int]:
        """Return the groups that match when the text ends here."""
        reached = state & self._end
        found = self._matching.get(reached)
        if found is None:
            found = frozenset(index for bit, index in self._ends if reached & bit)
            self._matching[reached] = found
        return found

    def _explore(self, start: int, grammar: Grammar) -> Iterable[tuple[frozenset[int], str]]:
        ordinary = next((char for char in _ORDINARY if char not in self._by_character), None)
        if ordinary is None:
            raise UndecidableError("the patterns spell every character")
        always = (ordinary, *grammar.characters)
        # Each character, the places that must be reached for it to make a difference, and those that take it.
        moves = [(char, 0, self._takers(char)) for char in always]
        spelled = sorted((char, places) for char, places in self._by_character.items() if char not in always)
        moves += [(char, places, self._takers(char)) for char, places in spelled]
        steps: dict[int, dict[str, int | None]] = {}
        found: dict[frozenset[int], str] = {}
        seen = {(start, grammar.start)}
        queue = deque([(start, grammar.start, "")])
        while queue:
            state, place, text = queue.popleft()
            if grammar.ends(place):
                found.setdefault(self._ended(state), text)
            if place not in steps:
                steps[place] = {char: grammar.step(place, char) for char in always}
            step = steps[place]
            for character, needed, takers in moves:
                if needed and not state & needed:
                    continue
                after = step[character if character in step else ordinary]
                if after is None:
                    continue
                following = (self._advance(state, takers), after)
                if following not in seen:
                    seen.add(following)
                    queue.append((*following, text + character))
            if len(seen) > _MAX_STATES:
                raise UndecidableError(f"{self._size} patterns interlock in too many ways")
        return found.items()
