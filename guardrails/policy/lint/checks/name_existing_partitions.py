"""Name partitions that exist."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import PARTITIONS, nearest
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, Value, shapes

_ARN = "arn:"


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find ARNs of partitions that don't exist."""
    for statement in policy.statements:
        for resource in (*statement.resources, *statement.not_resources):
            yield from _judged(resource)
        for test in statement.tests:
            for value in test.values if test.operator and test.operator.family == "Arn" else ():
                yield from _judged(value)


def _judged(value: Value) -> Iterator[LintFinding]:
    if not value.text.startswith(_ARN) or value.placeholders or value.text.startswith("arn:${"):
        return
    partition, colon, _ = value.text.removeprefix(_ARN).partition(":")
    shape = shapes.pattern(partition)
    if colon and not any(shapes.overlap(shape, shapes.literal(name)) for name in PARTITIONS):
        near = nearest(partition, PARTITIONS)
        remedy = f'did you mean "{near}"?' if near else ""
        yield LintFinding.at(value, f'there is no partition "{partition}"', remedy)


RULE = LintRule(
    id="GR-RES-005",
    title="Name partitions that exist",
    why="The second part of an ARN is its partition, such as aws or aws-cn. No resource has an ARN of "
    "another one.",
    fix='Write "aws", or the partition of your accounts.',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    severity="error",
    check=check,
)
