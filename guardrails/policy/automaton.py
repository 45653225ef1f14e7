"""Which sets of groups of patterns can match one text: found by walking all patterns at once, with witnesses.

A pattern is a row of places, and each place takes some characters. A set of places is a number, one bit
each, so that one step of all patterns together is a few operations on numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from guardrails.policy.layout import Layout
from guardrails.policy.walks import Walk

_MAX_STATES = 100_000
_ORDINARY = "xyzwvuqjkXYZWVUQJK0123456789"
"""What stands for every character that no pattern spells; the first that is none of them."""


class UndecidableError(Exception):
    """The question is too large, or asks for more than patterns can say; the message says which."""


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

    It remembers what it found, so keep it where the same patterns are asked for again.

    Args:
        groups: the patterns of each group, such as the values of one condition.
    """

    def __init__(self, groups: Sequence[Sequence[Walk]]) -> None:
        self._size = sum(map(len, groups))
        self._layout = Layout(groups)
        self._matching: dict[int, frozenset[int]] = {}
        self._after: dict[str, int] = {}
        self._found: dict[object, tuple[tuple[frozenset[int], str], ...] | UndecidableError] = {}

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
            state = self._layout.start
            for character in prefix:
                state = self._advance(state, self._takers(character))
            self._after[prefix] = state
        return self._after[prefix]

    def _takers(self, character: str) -> int:
        """Return the places that take a character, whether they spell it or take any."""
        layout = self._layout
        wild = layout.any if character == ":" else layout.any | layout.any_in_segment
        return layout.by_character.get(character, 0) | wild

    def _advance(self, state: int, takers: int) -> int:
        """Let all patterns take a character, given the places that take it; a star may be skipped then."""
        stars = self._layout.stars
        taken = state & takers
        moved = taken & stars | (taken & ~stars) << 1
        return self._layout.reduced(moved | (moved & stars) << 1)

    def _ended(self, state: int) -> frozenset[int]:
        """Return the groups that match when the text ends here."""
        reached = state & self._layout.end
        found = self._matching.get(reached)
        if found is None:
            groups = reduce(or_, (members for bit, members in self._layout.ends if reached & bit), 0)
            found = frozenset(index for index in range(groups.bit_length()) if groups >> index & 1)
            self._matching[reached] = found
        return found

    def _explore(self, start: int, grammar: Grammar) -> Iterable[tuple[frozenset[int], str]]:
        ordinary = next((char for char in _ORDINARY if char not in self._layout.by_character), None)
        if ordinary is None:
            raise UndecidableError("the patterns spell every character")
        always = (ordinary, *grammar.characters)
        # Each character, the places that must be reached for it to make a difference, and those that take it.
        moves = [(char, 0, self._takers(char)) for char in always]
        spelled = sorted(
            (char, places) for char, places in self._layout.by_character.items() if char not in always
        )
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
