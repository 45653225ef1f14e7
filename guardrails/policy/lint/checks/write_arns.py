"""Write resources as ARNs."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, shapes


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find resources that are neither ARNs nor `*`."""
    for statement in policy.statements:
        for resource in (*statement.resources, *statement.not_resources):
            text = resource.pattern
            if not text or shapes.overlap(shapes.pattern(text), _ANY_ARN):
                continue
            yield LintFinding.at(resource, f'"{resource.text}" is neither an ARN nor *')


_ANY_ARN = (*shapes.literal("arn:"), *(shapes.anything(":") + shapes.literal(":")) * 4, *shapes.anything())


RULE = LintRule(
    id="GR-RES-001",
    title="Write resources as ARNs",
    why="AWS refuses a resource that is neither an ARN of six parts nor *.",
    fix="Write arn:aws:service:region:account:resource, or *.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-arn-prefix",
    severity="error",
    check=check,
)
