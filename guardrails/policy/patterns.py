"""The wildcard patterns of policies: `*` is any text, `?` one character, everything else is itself."""

from __future__ import annotations

import re
from functools import cache

_ARN_SEGMENTS = 6


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Translate a pattern; the atomic groups keep one with many stars from trying every way to match."""
    first, *rest = (
        "".join("." if char == "?" else re.escape(char) for char in part) for part in pattern.split("*")
    )
    if not rest:
        return re.compile(first, re.DOTALL)
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1] if part)
    return re.compile(f"{first}{middle}.*{rest[-1]}", re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern covers a text, case-sensitively."""
    return _compiled(pattern).fullmatch(text) is not None


def arn_matches(pattern: str, arn: str) -> bool:
    """Tell whether an ARN pattern covers an ARN as ArnLike does: its six segments one by one.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    pattern_parts, arn_parts = (text.split(":", _ARN_SEGMENTS - 1) for text in (pattern, arn))
    if len(pattern_parts) != len(arn_parts):
        return False
    return all(matches(part, text) for part, text in zip(pattern_parts, arn_parts, strict=True))
