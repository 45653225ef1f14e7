"""Name resources in one list."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find statements without resources, and those with both lists."""
    for statement in policy.statements:
        if ("Resource" in statement.item) == ("NotResource" in statement.item):
            yield LintFinding(statement.path, "a statement has either Resource or NotResource")


RULE = LintRule(
    id="GR-DOC-007",
    title="Name resources in one list",
    why="A statement has Resource or NotResource, not both and not neither.",
    fix='Write one of the two, such as "Resource": "*".',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-missing-resource",
    severity="error",
    check=check,
)
