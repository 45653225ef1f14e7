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

from guardrails.policy.space.layout import Layout
from guardrails.policy.space.walks import Walk

_MAX_STATES = 200_000
"""Of one walk: more are a failure. They take about a second, and `docs/proof.md` names the limit."""
_ORDINARY = "xyzwvuqjkXYZWVUQJK0123456789"
"""Characters that can stand for all that no pattern spells; the first one in no pattern is taken."""


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
        self._next: dict[int, int] = {}
        """Where places lead that take a character."""
        self._wild = self._layout.any | self._layout.any_in_segment
        self._alone: dict[int, int] = {}
        """Of wildcards, the state that they are alone."""
        self._by_patterns: dict[object, tuple[tuple[frozenset[int], str], ...] | UndecidableError] = {}

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
        if key not in self._by_patterns:
            self._by_patterns[key] = self._explored(state, grammar)
        outcome = self._by_patterns[key]
        if isinstance(outcome, UndecidableError):
            raise outcome
        for matching, text in outcome:
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
                state = self._advance(state, self._layout.takers(character))
            self._after[prefix] = state
        return self._after[prefix]

    def _advance(self, state: int, takers: int) -> int:
        """Let all patterns take a character, given the places that take it."""
        taken = state & takers
        after = self._next.get(taken)
        if after is None:
            stars = self._layout.stars
            after = self._next[taken] = self._closed(taken & stars | (taken & ~stars) << 1)
        return after

    def _closed(self, places: int) -> int:
        """Add the places behind stars, which may be skipped, and those that patterns share."""
        return self._layout.reduced(places | (places & self._layout.stars) << 1)

    def _ended(self, state: int) -> frozenset[int]:
        """Return the groups that match when the text ends here."""
        reached = state & self._layout.end
        matching = self._matching.get(reached)
        if matching is None:
            groups = reduce(or_, (members for bit, members in self._layout.ends if reached & bit), 0)
            matching = frozenset(index for index in range(groups.bit_length()) if groups >> index & 1)
            self._matching[reached] = matching
        return matching

    def _explore(self, start: int, grammar: Grammar) -> Iterable[tuple[frozenset[int], str]]:
        """Walk through all states, those of shorter texts first."""
        moves, end = _Moves(self._layout, grammar), self._layout.end
        texts: dict[int, str] = {}
        visited = {(start, grammar.start)}
        queue = deque([(start, grammar.start, "")])
        while queue:
            state, place, text = queue.popleft()
            if state & end not in texts and grammar.ends(place):
                texts[state & end] = text
            wildcards = self._wildcards(state)
            widely = wildcards == state or (wildcards, place) not in visited
            for index in moves.anywhere(state) if widely else moves.beside(state & ~wildcards):
                after = moves.step(place)[index]
                if after is None:
                    continue
                following = (self._advance(state, moves.takers[index]), after)
                if following not in visited:
                    visited.add(following)
                    queue.append((*following, text + moves.characters[index]))
            if len(visited) > _MAX_STATES:
                raise UndecidableError(f"{self._size} patterns interlock in too many ways")
        texts_by_groups: dict[frozenset[int], str] = {}
        for reached, text in texts.items():
            texts_by_groups.setdefault(self._ended(reached), text)
        return texts_by_groups.items()

    def _wildcards(self, state: int) -> int:
        """Return the state of the wildcards in a state alone.

        A state mostly has one place more, such as the next letter of a name. Every character but this letter
        leads to where it leads from the wildcards alone, so once these were tried, only the letter is.
        """
        wild = state & self._wild
        alone = self._alone.get(wild)
        if alone is None:
            alone = self._alone[wild] = self._closed(wild)
        return alone


class _Moves:
    """The characters that make a difference to patterns, by index: those of the grammar come first.

    Args:
        layout: the patterns.
        grammar: the texts.

    Raises:
        UndecidableError: when no character is left to stand for all that no pattern spells.
    """

    def __init__(self, layout: Layout, grammar: Grammar) -> None:
        self._layout, self._grammar = layout, grammar
        ordinary = next((char for char in _ORDINARY if char not in layout.by_character), None)
        if ordinary is None:
            raise UndecidableError("the patterns spell every character")
        grammar_characters = dict.fromkeys((ordinary, *grammar.characters))
        self._own_count = len(grammar_characters)
        self.characters = (
            *grammar_characters,
            *sorted(layout.by_character.keys() - grammar_characters.keys()),
        )
        self.takers = [layout.takers(character) for character in self.characters]
        self._spelling = [
            (i, layout.by_character[self.characters[i]]) for i in range(self._own_count, len(self.takers))
        ]
        self._beside: dict[int, list[int]] = {}
        self._steps: dict[int, list[int | None]] = {}

    def anywhere(self, state: int) -> list[int]:
        """Return the moves that make a difference to a state."""
        return [*range(self._own_count), *(index for index, places in self._spelling if state & places)]

    def beside(self, places: int) -> list[int]:
        """Return the moves that some places spell."""
        moves = self._beside.get(places)
        if moves is None:
            spelled = self._layout.spelled(places)
            moves = [index for index, character in enumerate(self.characters) if character in spelled]
            self._beside[places] = moves
        return moves

    def step(self, place: int) -> list[int | None]:
        """Return where each move leads in the grammar, which tells its own characters apart."""
        steps = self._steps.get(place)
        if steps is None:
            after = [self._grammar.step(place, self.characters[index]) for index in range(self._own_count)]
            steps = after + after[:1] * (len(self.characters) - self._own_count)
            self._steps[place] = steps
        return steps
