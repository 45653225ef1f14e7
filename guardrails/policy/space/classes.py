"""Requests that a set of rules treats alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

RESOURCE = "resource"
"""The name of the dimension of resources; every other dimension is called after its condition key."""
EVERY = -1
"""The set of all rules, however many there are."""

Values: TypeAlias = tuple[str, ...]
"""The values of a condition key in a request; empty where the request lacks the key."""
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
        """The rules that decide the class: those that apply, and those that may apply in each reading."""
        return (self.decided & self.possible, self.crossing, self.staying)

    def readings(self) -> Iterator[tuple[int, int]]:
        """List what applies in either reading of a `*`, and what may; one pair where both are the same."""
        for reading in dict.fromkeys((self.crossing, self.staying)):
            yield reading & self.decided, reading & ~self.decided

    def value(self, dimension: str) -> Values | None:
        """Return what a request of the class says of a dimension; None where nothing depends on it."""
        return next((values[0] for name, values in self.assignment if name == dimension), None)


class Outline(NamedTuple):
    """The facts that decide the classes of some actions, except the values that stand for others.

    Two groups of actions with the same outline have the same classes, except for their actions and values.
    """

    rules: int
    """The rules that may apply to them, as bits."""
    undecidable: int
    """The rules of which it is unknown whether they apply, as bits."""
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
