"""The wildcard patterns of policies: `*` is any text, `?` one character, everything else is itself."""

from __future__ import annotations

import re
from functools import lru_cache

ARN_SEGMENTS = 6
LITERAL_STAR = "\ue000"
LITERAL_QUESTION_MARK = "\ue001"
"""Stand in a pattern for a star and a question mark that are ordinary characters, as after `${*}`."""
_LITERAL = {LITERAL_STAR: r"\*", LITERAL_QUESTION_MARK: r"\?"}
_NO_COLON = "[^:]"


@lru_cache(maxsize=1 << 14)
def compiled(pattern: str) -> re.Pattern[str]:
    """Translate a pattern."""
    return re.compile(_translated(pattern, "."), re.DOTALL)


@lru_cache(maxsize=1 << 13)
def compiled_arn(pattern: str) -> re.Pattern[str]:
    """Translate an ARN pattern whose wildcards stay within a segment; the sixth may hold colons itself."""
    segments = pattern.split(":", ARN_SEGMENTS - 1)
    last = "." if len(segments) == ARN_SEGMENTS else _NO_COLON
    parts = [*(_translated(one, _NO_COLON) for one in segments[:-1]), _translated(segments[-1], last)]
    return re.compile(":".join(parts), re.DOTALL)


def _translated(pattern: str, one: str) -> str:
    """Write a pattern as a regular expression in which a wildcard stands for characters of the class `one`.

    The atomic groups keep a pattern with many stars from trying every way to match.
    """
    first, *rest = (
        "".join(one if char == "?" else _LITERAL.get(char) or re.escape(char) for char in part)
        for part in pattern.split("*")
    )
    if not rest:
        return first
    middle = "".join(f"(?>{one}*?{part})" for part in rest[:-1] if part)
    return f"{first}{middle}{one}*{rest[-1]}"


def is_pattern(text: str) -> bool:
    """Tell whether a wildcard stands in a text."""
    return "*" in text or "?" in text


def as_literal(text: str) -> str:
    """Return the pattern that matches exactly this text."""
    return text.replace("*", LITERAL_STAR).replace("?", LITERAL_QUESTION_MARK)


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern covers a text, case-sensitively."""
    return compiled(pattern).fullmatch(text) is not None


def arn_matches(pattern: str, arn: str) -> bool:
    """Tell whether an ARN pattern covers an ARN as ArnLike does: its six segments one by one.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    return compiled_arn(pattern).fullmatch(arn) is not None


def resource_matches(pattern: str, resource: str) -> bool | None:
    """Tell whether a resource pattern covers an ARN; None where it depends on whether `*` crosses a colon.

    AWS's own pages disagree: the IAM user guide lets a wildcard stay within a segment, Amazon S3's lets it
    cross. Where both readings say the same, that is the answer.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
    """
    if pattern == "*":
        return True
    if not matches(pattern, resource):
        return False
    return True if arn_matches(pattern, resource) or pattern == resource else None
