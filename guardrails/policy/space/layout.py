"""Lay out groups of patterns as places, one bit each; what patterns of a group share is laid out once."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.policy.space.walks import ANY_ONE, PatternStep, Walk

_FREE, _END, _SAME, _JUNCTION = "free", "end", "same", "junction"
"""The marks of a place that takes no character."""


class Layout:
    """The places of groups of patterns.

    A pattern is a row of places; each takes some characters and leads to the next. Patterns of a group that
    begin alike share their beginning and fork where they part. Single wildcards at their ends are shared as
    well: fifty roles of Identity Center differ in their names alone.

    Patterns that are in the same groups are interchangeable, so they are one set and laid out once: fifty
    exemptions from twenty guardrails are fifty patterns, and not a thousand.

    Args:
        groups: the patterns of each group.
    """

    def __init__(self, groups: Sequence[Sequence[Walk]]) -> None:
        self.stars = 0
        self.any = 0
        """The places that take any character."""
        self.any_in_segment = 0
        """The places that take any character but a colon."""
        self.by_character: dict[str, int] = {}
        self._characters: dict[int, frozenset[str]] = {}
        """The characters that a place spells."""
        self.ends: list[tuple[int, int]] = []
        """The places at which a text may end, each with the groups that match then, as bits."""
        self._content: list[PatternStep | str] = []
        self._tail_places: set[int] = set()
        """Places of shared tails; a pattern that only passes through would lend its end to the others."""
        self._forks: dict[int, list[int]] = {}
        self._fork_bits: dict[int, int] = {}
        """Of a place, those at which other patterns go on."""
        self._fork_places = 0
        self._same: dict[int, int] = {}
        """Of a place, the one whose pattern goes on in the same way."""
        self._same_places = 0
        self._settling: dict[int, int] = {}
        """The places of stars that take whatever follows, each with the sinks of its groups."""
        self._last_stars = 0
        self._sinks: dict[int, int] = {}
        """Of a group that such a star settles, the place that stands for it from then on."""
        self._sink_places = 0
        self._sets: list[tuple[int, int]] = []
        """Of each set of interchangeable patterns, its groups and its places."""
        self._settled: dict[int, int] = {}
        """Of settled groups' sinks, the places that make no difference any more."""
        start = 0
        for members, walks in _interchangeable(groups).items():
            start |= 1 << len(self._content)
            self._lay_out(members, walks)
        self.end = sum({bit for bit, _ in self.ends})
        self.start = self.reduced(start | (start & self.stars) << 1)

    def reduced(self, state: int) -> int:
        """Add the places at which patterns fork, and drop those that make no difference.

        Once a pattern that ends in a star is through, its groups match whatever follows. So patterns of no
        other group are dropped: else fifty prefixes would be told apart in 2^50 ways.
        """
        hits = state & self._fork_places
        while hits:
            place = hits & -hits
            added = self._fork_bits[place] & ~state
            state |= added
            hits = hits ^ place | added & self._fork_places
        hits = state & self._same_places
        while hits:
            place = hits & -hits
            state = state ^ place | self._same[place]
            hits ^= place
        hits = state & self._last_stars
        if hits:
            sinks = state & self._sink_places
            while hits:
                sinks |= self._settling[hits & -hits]
                hits &= hits - 1
            state = state & ~self._needless(sinks) | sinks | sinks << 1
        return state

    def _needless(self, sinks: int) -> int:
        """Return the places of the patterns that are in settled groups alone."""
        if sinks not in self._settled:
            groups = sum(1 << group for group, sink in self._sinks.items() if sinks & sink)
            self._settled[sinks] = sum(places for members, places in self._sets if not members & ~groups)
        return self._settled[sinks]

    def takers(self, character: str) -> int:
        """Return the places that take a character, whether they spell it or take any."""
        wild = self.any if character == ":" else self.any | self.any_in_segment
        return self.by_character.get(character, 0) | wild

    def spelled(self, places: int) -> set[str]:
        """Return the characters that some places spell."""
        characters: set[str] = set()
        while places:
            characters |= self._characters.get(places & -places, frozenset())
            places &= places - 1
        return characters

    def _lay_out(self, members: int, walks: Sequence[Sequence[PatternStep]]) -> None:
        """Lay out the patterns that some groups have, each as far as no other one shares its places."""
        first = len(self._content)
        self._content.append(_FREE)
        tails: dict[Sequence[PatternStep], int] = {}
        last_stars: set[int] = set()
        for walk in walks:
            head, tail = _split(walk)
            place = self._follow(head, first)
            if tail in tails:
                link = 1 << self._at(place, _SAME, shared=False)
                self._same[link], self._same_places = 1 << tails[tail], self._same_places | link
                continue
            if tail:
                tails[tail] = begin = self._at(place, tail[0], shared=False)
                place = self._follow(tail[1:], begin + 1)
                self._tail_places.update(range(begin, place))
            self.ends.append((1 << self._at(place, _END), members))
            if walk and walk[-1].repeats and not walk[-1].stays_in_segment:
                last_stars.add(1 << place - 1)
        self._sets.append((members, (1 << len(self._content)) - (1 << first)))
        if last_stars:
            sinks = sum(self._sink(group) for group in range(members.bit_length()) if members >> group & 1)
            self._settling.update(dict.fromkeys(last_stars, sinks))
            self._last_stars |= sum(last_stars)

    def _sink(self, group: int) -> int:
        """Return the place that takes whatever follows, where the group matches for certain."""
        if group not in self._sinks:
            place = len(self._content)
            self._content.append(_FREE)
            self._put(place, PatternStep(None, repeats=True))
            self.ends.append((2 << place, 1 << group))
            self._sinks[group] = 1 << place
            self._sink_places |= 1 << place
        return self._sinks[group]

    def _follow(self, steps: Sequence[PatternStep], place: int) -> int:
        """Lay out steps from a place on where they aren't there yet, and return the place behind them."""
        for step, before in zip(steps, (None, *steps), strict=False):
            if step.repeats and step == before:
                continue  # two stars are one, so that none follows another
            place = self._at(place, step) + 1
        return place

    def _at(self, place: int, content: PatternStep | str, *, shared: bool = True) -> int:
        """Return the place, or one that it forks to, that has a content; else put the content there."""
        if self._content[place] == _FREE:
            # A star stays in its place, so patterns that fork there would start anew at every character.
            is_star = isinstance(content, PatternStep) and content.repeats
            self._put(place, _JUNCTION if is_star else content)
            if not is_star:
                return place
        for candidate in (place, *self._forks.get(place, [])):
            if shared and self._content[candidate] == content and candidate not in self._tail_places:
                return candidate
        fork = len(self._content)
        self._content.append(_FREE)
        self._put(fork, content)
        self._forks.setdefault(place, []).append(fork)
        bits = (3 if self.stars >> fork & 1 else 1) << fork
        self._fork_bits[1 << place] = self._fork_bits.get(1 << place, 0) | bits
        self._fork_places |= 1 << place
        return fork

    def _put(self, place: int, content: PatternStep | str) -> None:
        self._content[place] = content
        if not isinstance(content, PatternStep):
            return
        self._content.append(_FREE)  # the next place, right behind
        bit = 1 << place
        self.stars |= bit if content.repeats else 0
        if content.characters is None:
            self.any |= 0 if content.stays_in_segment else bit
            self.any_in_segment |= bit if content.stays_in_segment else 0
        if content.characters is not None:
            self._characters[bit] = content.characters
        for character in content.characters or ():
            self.by_character[character] = self.by_character.get(character, 0) | bit


def _interchangeable(groups: Sequence[Sequence[Walk]]) -> dict[int, list[Sequence[PatternStep]]]:
    """Sort patterns by the groups that they are in, as bits; one that matches no text is left out."""
    members: dict[Sequence[PatternStep], int] = {}
    for index, group in enumerate(groups):
        for walk in group:
            if walk is not None:
                members[walk] = members.get(walk, 0) | 1 << index
    by_members: dict[int, list[Sequence[PatternStep]]] = {}
    for pattern, groups_of_pattern in members.items():
        by_members.setdefault(groups_of_pattern, []).append(pattern)
    return by_members


def _split(walk: Sequence[PatternStep]) -> tuple[tuple[PatternStep, ...], tuple[PatternStep, ...]]:
    """Cut off the single wildcards at the end of a pattern, such as the 16 of an Identity Center role."""
    length = next((at for at, step in enumerate(reversed(walk)) if step != ANY_ONE), len(walk))
    return tuple(walk[: len(walk) - length]), tuple(walk[len(walk) - length :])
