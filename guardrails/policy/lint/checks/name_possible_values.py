"""Compare a key with values that it can have."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import ACCOUNT_KEYS, KEY_VALUES, nearest
from guardrails.policy.lint.engine import (
    ConditionOperator,
    LintedPolicy,
    LintFinding,
    LintRule,
    Value,
    shapes,
)

_ACCOUNT = (shapes.Piece(shapes.DIGITS),) * 12
_ARN_PARTS = 6
_REMEDY = "correct the account id"


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find values that no request carries, and account ids that aren't 12 digits."""
    for statement in policy.statements:
        for resource in (*statement.resources, *statement.not_resources):
            yield from _account_in_arn(resource)
        for test in statement.tests:
            for value in test.values if test.operator else ():
                if test.operator is not None and test.operator.family in ("String", "Arn"):
                    yield from _compared(test.key.lower(), test.operator, value)


def _compared(key: str, operator: ConditionOperator, value: Value) -> Iterator[LintFinding]:
    if value.placeholders or "${" in value.text:
        return
    folded = operator.name.endswith("IgnoreCase")
    shape = shapes.pattern(value.text.lower() if folded else value.text, wildcards=operator.wildcards)
    if key in ACCOUNT_KEYS and not shapes.overlap(shape, _ACCOUNT):
        yield LintFinding.at(value, f'"{value.text}" is no account id, which has 12 digits', _REMEDY)
    elif key in KEY_VALUES:
        possible = sorted(KEY_VALUES[key])
        named = [text.lower() for text in possible] if folded else possible
        if not any(shapes.overlap(shape, shapes.literal(text)) for text in named):
            near = nearest(value.text, frozenset(possible))
            remedy = f'did you mean "{near}"?' if near else f"write one of {', '.join(possible)}"
            yield LintFinding.at(value, f'no request has "{value.text}" there', remedy)
    else:
        yield from _account_in_arn(value)


def _account_in_arn(value: Value) -> Iterator[LintFinding]:
    parts = value.text.split(":", _ARN_PARTS - 1)
    account = parts[4] if len(parts) == _ARN_PARTS and parts[0] == "arn" else ""
    if account.isdigit() and len(account) != len(_ACCOUNT):
        yield LintFinding.at(value, f'"{account}" is no account id, which has 12 digits', _REMEDY)


RULE = LintRule(
    id="GR-CND-015",
    title="Compare a key with values that it can have",
    why="Some keys have a few values only, and account ids have 12 digits. A test of any other value is "
    "never true: a Deny by it denies nothing, a negated one denies everything.",
    fix="Write one of the values that the key can have.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    severity="warning",
    check=check,
)
