"""Substitute placeholders before attaching."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, Value


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find the first placeholder, and name all of them."""
    places = [value for value in _texts(policy) if value.placeholders]
    if places:
        names = list(dict.fromkeys(name for value in places for name in value.placeholders))
        shown = ", ".join(names[:_SHOWN]) + (
            f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        )
        yield LintFinding.at(places[0], f"placeholder{'s' if len(names) > 1 else ''} left: {shown}")


def _texts(policy: LintedPolicy) -> Iterator[Value]:
    for statement in policy.statements:
        for element in ("Action", "NotAction", "Resource", "NotResource"):
            yield from statement.texts(element)
        for test in statement.tests:
            yield Value(test.path, test.key)
            yield from test.values


_SHOWN = 6


RULE = LintRule(
    id="GR-DOC-012",
    title="Substitute placeholders before attaching",
    why="A published policy leaves to its reader what `<...>`, `[...]` or `${...}` stands for. Attached as "
    "it is, it exempts and protects nothing.",
    fix="Substitute before attaching.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    severity="warning",
    check=check,
)
