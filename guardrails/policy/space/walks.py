"""Patterns made ready to be walked: a row of steps, each of which takes some characters."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

from guardrails.policy.language.patterns import ARN_SEGMENTS, LITERAL_QUESTION_MARK, LITERAL_STAR

_LITERAL = {LITERAL_STAR: "*", LITERAL_QUESTION_MARK: "?"}


class PatternStep(NamedTuple):
    """A place in a pattern, with the characters that it takes; None stands for any."""

    characters: frozenset[str] | None
    repeats: bool = False
    stays_in_segment: bool = False


ANY_ONE = PatternStep(None)
Walk: TypeAlias = tuple[PatternStep, ...] | None
"""A pattern, made ready to be walked; None is one that matches no text."""


@lru_cache(maxsize=1 << 14)
def text_walk(pattern: str) -> Walk:
    """Prepare a pattern whose wildcards cross everything, as in StringLike."""
    return tuple(_step(char) for char in pattern)


@lru_cache(maxsize=1 << 14)
def literal_walk(text: str, *, ignore_case: bool = False) -> Walk:
    """Prepare a text without wildcards, as in StringEquals."""
    return tuple(PatternStep(_spellings(char, ignore_case=ignore_case)) for char in text)


@lru_cache(maxsize=1 << 14)
def arn_walk(pattern: str) -> Walk:
    """Prepare an ARN pattern whose wildcards stay in the first five segments, as in ArnLike."""
    steps: list[PatternStep] = []
    for index, segment in enumerate(pattern.split(":", ARN_SEGMENTS - 1)):
        steps += [PatternStep(frozenset(":"))] if index else []
        steps += [_step(char, stays=index < ARN_SEGMENTS - 1) for char in segment]
    return tuple(steps)


@lru_cache(maxsize=1 << 14)
def resource_walk(pattern: str) -> Walk:
    """Prepare a pattern of Resource: a `*` at a segment's end crosses colons, other wildcards don't.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    steps: list[PatternStep] = []
    for index, segment in enumerate(pattern.split(":", ARN_SEGMENTS - 1)):
        steps += [PatternStep(frozenset(":"))] if index else []
        inner, last = segment.rstrip("*"), segment.endswith("*")
        steps += [_step(char, stays=index < ARN_SEGMENTS - 1) for char in inner]
        steps += [_step("*")] if last else []
    return tuple(steps)


def _step(char: str, *, stays: bool = False) -> PatternStep:
    if char in "*?":
        return PatternStep(None, repeats=char == "*", stays_in_segment=stays)
    return PatternStep(frozenset(_LITERAL.get(char, char)))


def _spellings(char: str, *, ignore_case: bool) -> frozenset[str]:
    return frozenset((char, char.lower(), char.upper())) if ignore_case else frozenset(char)
