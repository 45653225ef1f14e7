"""Policy variables: `${aws:username}` in a value stands for what the request says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from guardrails.policy.language.document import VERSION
from guardrails.policy.language.patterns import LITERAL_QUESTION_MARK, LITERAL_STAR, as_literal

Context: TypeAlias = Mapping[str, tuple[str, ...]]
"""The context of a request: condition keys in lower case, each with its values."""

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_DEFAULTED = re.compile(r"\s*([^,]*?)\s*,\s*'(.*)'\s*", re.DOTALL)
_CHARACTERS = {"*": LITERAL_STAR, "?": LITERAL_QUESTION_MARK, "$": "$"}


@dataclass(frozen=True)
class Variable:
    """A reference to a condition key, in lower case, and what stands in for it where it is absent."""

    key: str
    default: str | None = None


@dataclass(frozen=True)
class ValueTemplate:
    """A value of a policy: pattern texts with variables between them."""

    parts: tuple[str | Variable, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The condition keys that its variables name."""
        return frozenset(part.key for part in self.parts if isinstance(part, Variable))

    @property
    def constant(self) -> str | None:
        """The pattern, where no variable stands in it."""
        return None if self.keys else "".join(part for part in self.parts if isinstance(part, str))

    def pattern(self, context: Context) -> str | None:
        """Fill the variables in, each as literal text; None where one is absent or has several values."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        filled = []
        for part in self.parts:
            if isinstance(part, str):
                filled.append(part)
                continue
            values = context.get(part.key, ())
            value = values[0] if len(values) == 1 else part.default if not values else None
            if value is None:
                return None
            filled.append(as_literal(value))
        return "".join(filled)


def template(text: str, version: str) -> ValueTemplate:
    """Read a value; only the current version of the policy language knows variables.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    if version != VERSION or "${" not in text:
        return ValueTemplate((text,))
    parts: list[str | Variable] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        parts.append(text[end : match.start()])
        parts.append(_reference(match[1]))
        end = match.end()
    parts.append(text[end:])
    return ValueTemplate(tuple(part for part in parts if part))


def _reference(inner: str) -> str | Variable:
    if inner in _CHARACTERS:
        return _CHARACTERS[inner]
    defaulted = _DEFAULTED.fullmatch(inner)
    if defaulted:
        return Variable(defaulted[1].lower(), defaulted[2])
    return Variable(inner.strip().lower())


def literal_text(pattern: str) -> str:
    """Return the text that a pattern spells when its wildcards are ordinary characters."""
    return pattern.replace(LITERAL_STAR, "*").replace(LITERAL_QUESTION_MARK, "?")


Resolver: TypeAlias = Callable[[Context], tuple[str | None, ...]]
"""Gives the patterns that stand in a policy for a request; None for one that no value equals."""


def resolver(values: tuple[str, ...], version: str) -> tuple[Resolver, frozenset[str]]:
    """Prepare a list of values; also say which condition keys its variables need."""
    if version != VERSION or not any("${" in value for value in values):
        return (lambda _context: values), frozenset()
    templates = tuple(template(value, version) for value in values)
    keys = frozenset().union(*(value_template.keys for value_template in templates))
    if keys:
        return (lambda context: tuple(value_template.pattern(context) for value_template in templates)), keys
    constant = tuple(value_template.constant for value_template in templates)
    return (lambda _context: constant), keys
