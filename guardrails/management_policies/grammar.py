"""The parts of a grammar: blocks of keys, and settings that carry values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from guardrails import aws_facts
from guardrails.management_policies.operators import ASSIGN, EVERY

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """Something that a document says wrong."""

    path: Path
    problem: str
    remedy: str
    on_key: bool = False


@dataclass(frozen=True)
class Values:
    """The texts that a setting, or a name, may have."""

    description: str
    """Complete the sentence: it is not …"""
    accepts: Callable[[str], bool]
    names: Callable[[], frozenset[str]] = frozenset
    """The words among which a misspelt one is looked for."""

    def remedy(self, text: str) -> str:
        """Propose the word that somebody probably meant."""
        near = aws_facts.nearest(text, self.names())
        return f'did you mean "{near}"?' if near else f"write {self.description}"


@dataclass(frozen=True)
class Setting:
    """A key that carries a value: one text, or a list of texts."""

    values: Values
    many: bool = False

    @property
    def operators(self) -> frozenset[str]:
        """The value-setting operators that it takes: lists take all, a single value is assigned."""
        return EVERY if self.many else frozenset({ASSIGN})


@dataclass(frozen=True)
class Named:
    """Keys that a person makes up, or that follow a form, and what stands under each."""

    values: Values
    part: Part


Rule: TypeAlias = Callable[[Mapping[str, Any]], Iterator[tuple[Path, str, str]]]
"""Says what a block of an effective policy lacks or contradicts: where in it, the problem, the remedy."""


@dataclass(frozen=True)
class Block:
    """An object of further keys."""

    keys: Mapping[str, Part] = field(default_factory=dict)
    named: Named | None = None
    needs: tuple[str, ...] = ()
    """Keys that an effective policy must have here; a single policy may leave them to those above it."""
    rules: tuple[Rule, ...] = ()

    def part(self, key: str) -> Part | None:
        """Return what may stand under a key; None where the key has no place here."""
        if key in self.keys:
            return self.keys[key]
        return self.named.part if self.named and self.named.values.accepts(key) else None


Part: TypeAlias = Block | Setting


def one_of(*words: str) -> Values:
    """Take a few words."""
    return Values("one of " + ", ".join(words), frozenset(words).__contains__, lambda: frozenset(words))


def form(pattern: str, description: str) -> Values:
    """Take texts of a form."""
    compiled = re.compile(pattern, re.ASCII)
    return Values(description, lambda text: compiled.fullmatch(text) is not None)


def text(least: int, most: int) -> Values:
    """Take any text of so many characters."""
    return Values(
        f"a text of {least} to {most:,} characters", lambda candidate: least <= len(candidate) <= most
    )


def whole(least: int, most: int, *extra_numbers: int) -> Values:
    """Take whole numbers, written as text or as numbers."""
    description = " or ".join([*map(str, extra_numbers), f"a whole number from {least:,} to {most:,}"])

    def accepts(candidate: str) -> bool:
        return bool(re.fullmatch(r"-?\d{1,12}", candidate, re.ASCII)) and (
            least <= int(candidate) <= most or int(candidate) in extra_numbers
        )

    return Values(description, accepts)


def regions(*extra_words: str) -> Values:
    """Take the codes of regions of the partition aws, and some other words."""
    return Values(
        " or ".join(["the code of a region", *extra_words]),
        lambda candidate: candidate in extra_words or aws_facts.is_region(candidate),
        lambda: aws_facts.all_regions() | frozenset(extra_words),
    )
