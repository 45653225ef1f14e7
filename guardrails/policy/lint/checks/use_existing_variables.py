"""Use policy variables that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.aws_facts import condition_keys_like, is_condition_key, nearest
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, Value

_VARIABLE = re.compile(r"\$\{([^{}]{1,200})\}")
_DEFAULT = re.compile(r"\s*,\s*'.*'\s*")
_LITERALS = frozenset("*?$")
_PSEUDO = "AWS::"


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find policy variables that no request fills in."""
    for statement in policy.statements:
        values = [*statement.resources, *statement.not_resources]
        for value in (*values, *(value for test in statement.tests for value in test.values)):
            for name in _VARIABLE.findall(value.text):
                yield from _judged(value, _DEFAULT.sub("", name).strip())


def _judged(value: Value, name: str) -> Iterator[LintFinding]:
    if name in _LITERALS or ":" not in name or value.placeholders:
        return
    if name.startswith(_PSEUDO):
        problem = f"${{{name}}} is CloudFormation's, and nothing substitutes it in a policy document"
        yield LintFinding.at(value, problem, "write its value")
    elif "." not in name.partition(":")[0] and not is_condition_key(name):
        near = nearest(name, condition_keys_like(name))
        yield LintFinding.at(
            value, f"there is no policy variable ${{{name}}}", f'did you mean "{near}"?' if near else ""
        )


RULE = LintRule(
    id="GR-DOC-013",
    title="Use policy variables that exist",
    why="A policy variable is a condition key in ${}. IAM finds no value for one that doesn't exist, so the "
    "resource or the test that it stands in matches nothing.",
    fix="Write a condition key that requests carry, such as ${aws:PrincipalTag/team}.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    severity="warning",
    check=check,
)
