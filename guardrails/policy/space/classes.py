"""Requests that a set of rules treats alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

RESOURCE = "resource"
"""What the dimension of the resources is called; all others are called after their condition key."""
EVERY = -1
"""The set of all rules, however many there are."""

Values: TypeAlias = tuple[str, ...]
"""What a request says of a condition key; nothing where it lacks the key."""
Assignment: TypeAlias = tuple[tuple[str, tuple[Values, ...]], ...]
"""Of each dimension that matters, the values that every rule treats alike; the first stands for all."""


class EquivalenceClass(NamedTuple):
    """Requests that every rule treats alike."""

    actions: int
    """A set of actions, as `action_set` reads it."""
    assignment: Assignment
    decided: int
    """The rules of which it can be said whether they apply, but for the reading of a `*`; one bit each."""
    crossing: int
    """The rules that apply, or may, if a `*` in a resource crosses colons."""
    staying: int
    """The rules that apply, or may, if it doesn't."""
    rules: int = 0
    """The rules that speak of the actions."""
    unlisted: str = ""
    """An action that the catalogue lacks, where the set has none that it has; its stand-in is in the set."""

    @property
    def certain(self) -> int:
        """The rules that apply."""
        return self.decided & self.crossing & self.staying

    @property
    def possible(self) -> int:
        """The rules that apply or of which nobody can say."""
        return self.crossing | self.staying

    @property
    def outcome(self) -> tuple[int, int, int]:
        """What alone decides requests of the class: the rules that apply, and that may in each reading."""
        return (self.decided & self.possible, self.crossing, self.staying)

    def readings(self) -> Iterator[tuple[int, int]]:
        """List what applies in either reading of a `*`, and what may; one pair where both are the same."""
        for reading in dict.fromkeys((self.crossing, self.staying)):
            yield reading & self.decided, reading & ~self.decided

    def value(self, dimension: str) -> Values | None:
        """Return what a request of the class says of a dimension; None where nothing depends on it."""
        return next((values[0] for name, values in self.assignment if name == dimension), None)


class Outline(NamedTuple):
    """What the classes of some actions hang on, but for the values that stand for others.

    Two groups of actions with the same outline have the same classes but for their actions and values.
    """

    rules: int
    """The rules that may apply to them, as bits."""
    undecidable: int
    """Those of which nobody can say whether they apply."""
    options: tuple[int, ...]
    """By dimension, the number that `Shared` gives to what its values leave in play."""


class ActionGroup(NamedTuple):
    """Actions that the same rules speak of."""

    actions: int
    """A set of actions, as `action_set` reads it."""
    rules: int
    """The rules, as bits."""
    confined: bool
    """Whether resources confine the actions."""
    unlisted: str = ""
    """An action that the catalogue lacks, as a class has it."""
