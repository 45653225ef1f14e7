"""Chances that fall alike on every Python version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """A source of chance.

    Built on `random.random` alone, the one method whose sequence Python promises to keep for a seed.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random  # noqa: S311 -- chance for tests guards nothing

    def chance(self, share: float) -> bool:
        """Say yes in that share of all throws."""
        return self._random() < share

    def below(self, count: int) -> int:
        """Throw a number from 0 up to, without, a count."""
        return int(self._random() * count)

    def pick(self, items: Sequence[Item]) -> Item:
        """Take one of several."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Take several different ones, in any order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]
