"""The filter patterns of CloudWatch Logs for JSON events, built from terms.

Only what AWS documents is used: `=` and `!=` with a string, where `*` stands at its beginning or end alone,
`NOT EXISTS`, `IS FALSE`, `&&`, `||` and parentheses. Regular expressions are left to the organization's own
filters, since a log group takes five patterns that have any.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator

from guardrails.aws_facts.arns import ARN_PREFIX
from guardrails.policy.name_set import NameSet

MAX_CHARACTERS = 1_024
"""Characters of one filter pattern.

Source: botocore 1.43.106, logs, shape FilterPattern, checked 2026-11-22.
"""
_FIRST = string.ascii_lowercase
_LATER = f"{string.ascii_lowercase}{string.digits}-."


def pattern(*terms: str) -> str:
    """Build the pattern that an event matches when it matches every term."""
    return f"{{ {all_of(*terms)} }}"


def all_of(*terms: str) -> str:
    """Join terms all of which must match; the result goes into `any_of` or `pattern`."""
    return " && ".join(terms)


def any_of(*terms: str) -> str:
    """Join terms one of which must match."""
    return terms[0] if len(terms) == 1 else f"({' || '.join(terms)})"


def grouped(*terms: str) -> str:
    """Join terms all of which must match into one term."""
    return f"({all_of(*terms)})"


def equals(field: str, *values: str) -> str:
    """Match a field that has one of the values."""
    return any_of(*(f'($.{field} = "{value}")' for value in values))


def differs(field: str, *values: str) -> str:
    """Match a field that every event has and that has none of the values."""
    return all_of(*(f'($.{field} != "{value}")' for value in values))


def missing(field: str) -> str:
    """Match an event without the field."""
    return f"($.{field} NOT EXISTS)"


def false(field: str) -> str:
    """Match a field that is the boolean false."""
    return f"($.{field} IS FALSE)"


def like(field: str, wildcards: str) -> str:
    """Match a field by an IAM pattern with `*` and `?` anywhere.

    Filters know `*` at either end only, so the literal parts are searched one by one. The result may match a
    little more than the IAM pattern does, never less.
    """
    first, *later_parts = re.split(r"[*?]+", wildcards)
    if not later_parts:
        return equals(field, first)
    *middle, last = later_parts
    patterns = [f"*{part}*" for part in middle if part]
    patterns += [f"*{last}"] if last else []
    if first and not (patterns and f"{ARN_PREFIX}iam::".startswith(first)):
        patterns.insert(0, f"{first}*")
    return (
        grouped(*(equals(field, wildcard) for wildcard in patterns))
        if len(patterns) > 1
        else equals(field, *patterns)
    )


def choices(field: str, names: NameSet, room: int) -> list[str]:
    """List terms of limited length that together match a field that is in a set of names, each event once.

    The names of a finite set are listed. The set "every name but these" can't be cut between its names. For
    it, the terms divide all names by their beginnings: names are of lower-case letters, digits, `-` and `.`.

    Args:
        field: the field, such as eventSource.
        names: what it must be; a name may end in `*`.
        room: characters that a term may have.
    """
    if not names.complement:
        return [
            equals(field, *part) for part in _packed(names.names, lambda part: equals(field, *part), room)
        ]
    if len(whole := differs(field, *sorted(names.names))) <= room:
        return [whole]

    def but(prefixes: Iterable[str]) -> str:
        starts = tuple(prefixes)
        beginning = equals(field, *(f"{start}*" for start in starts))
        excluded = sorted(name for name in names.names if name.startswith(starts))
        return all_of(beginning, differs(field, *excluded)) if excluded else beginning

    prefixes = [
        prefix for letter in _FIRST for prefix in _short(letter, lambda candidate: but([candidate]), room)
    ]
    return [but(part) for part in _packed(prefixes, but, room)]


def _short(prefix: str, term: Callable[[str], str], room: int) -> Iterator[str]:
    """Lengthen a prefix until the term for what begins with it fits."""
    if len(term(prefix)) <= room:
        yield prefix
        return
    for letter in _LATER:
        yield from _short(prefix + letter, term, room)


def _packed(names: Iterable[str], term: Callable[[tuple[str, ...]], str], room: int) -> list[tuple[str, ...]]:
    """Divide names into as few parts as fit, in their order."""
    parts: list[tuple[str, ...]] = []
    for name in sorted(names):
        if parts and len(term((*parts[-1], name))) <= room:
            parts[-1] = (*parts[-1], name)
        else:
            parts.append((name,))
    return parts
