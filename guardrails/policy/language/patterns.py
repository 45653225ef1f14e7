"""The wildcard patterns of policies: `*` is any text, `?` one character, everything else is itself."""

from __future__ import annotations

import re
from functools import lru_cache

ARN_SEGMENTS = 6
_SERVICE = 2
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
    parts = [*(_translated(segment, _NO_COLON) for segment in segments[:-1]), _translated(segments[-1], last)]
    return re.compile(":".join(parts), re.DOTALL)


@lru_cache(maxsize=1 << 13)
def compiled_resource(pattern: str) -> re.Pattern[str]:
    """Translate a pattern of Resource: a `*` at a segment's end crosses colons, other wildcards don't.

    Every part after such a star begins with a colon, so the first place that fits is as good as any other.
    The atomic groups use that: a text with many colons isn't tried in every way.
    """
    parts = [""]
    for index, segment in enumerate(pattern.split(":", ARN_SEGMENTS - 1)):
        parts[-1] += ":" if index else ""
        if index == ARN_SEGMENTS - 1:
            parts[-1] += _translated(segment, ".")
        elif segment.endswith("*"):
            parts[-1] += _translated(segment.rstrip("*"), _NO_COLON)
            parts.append("")
        else:
            parts[-1] += _translated(segment, _NO_COLON)
    first, *later_parts = parts
    middle = "".join(f"(?>.*?{part})" for part in later_parts[:-1])
    return re.compile(f"{first}{middle}.*{later_parts[-1]}" if later_parts else first, re.DOTALL)


def _translated(pattern: str, char_class: str) -> str:
    """Write a pattern as a regular expression in which a wildcard stands for characters of `char_class`.

    The atomic groups keep a pattern with many stars from trying every way to match.
    """
    first, *later_parts = (
        "".join(char_class if char == "?" else _LITERAL.get(char) or re.escape(char) for char in part)
        for part in pattern.split("*")
    )
    if not later_parts:
        return first
    middle = "".join(f"(?>{char_class}*?{part})" for part in later_parts[:-1] if part)
    return f"{first}{middle}{char_class}*{later_parts[-1]}"


def is_pattern(text: str) -> bool:
    """Return whether a wildcard stands in a text."""
    return "*" in text or "?" in text


def as_literal(text: str) -> str:
    """Return the pattern that matches exactly this text."""
    return text.replace("*", LITERAL_STAR).replace("?", LITERAL_QUESTION_MARK)


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern covers a text, case-sensitively."""
    return compiled(pattern).fullmatch(text) is not None


def arn_matches(pattern: str, arn: str) -> bool:
    """Return whether an ARN pattern covers an ARN as ArnLike does: its six segments one by one.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    return compiled_arn(pattern).fullmatch(arn) is not None


def resource_matches(pattern: str, resource: str) -> bool | None:
    """Return whether a resource pattern covers an ARN; None where AWS's pages leave it open.

    A `*` at the end of a segment "can expand to match beyond the colon boundaries", says the IAM user guide.
    It keeps other wildcards within a segment, and Amazon S3's guide doesn't: where these two readings differ,
    the answer is None. It is also None for a wildcard in the service's segment, which AWS doesn't allow.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
    """
    if pattern == "*":
        return True
    if not matches(pattern, resource):
        return False
    if pattern == resource:
        return True
    if has_wildcard_service(pattern):
        return None
    return True if compiled_resource(pattern).fullmatch(resource) else None


def has_wildcard_service(pattern: str) -> bool:
    """Return whether a wildcard stands in the segment of an ARN pattern that names the service.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    segments = pattern.split(":", _SERVICE + 1)
    return len(segments) > _SERVICE and is_pattern(segments[_SERVICE])
