"""Name the prefix of each condition key."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find condition keys without the prefix that says whose they are."""
    for statement in policy.statements:
        for test in statement.tests:
            prefix, colon, name = test.key.partition(":")
            if not (prefix and colon and name):
                yield LintFinding(
                    test.path, f'the condition key "{test.key}" is not prefix:name', on_key=True
                )


RULE = LintRule(
    id="GR-CND-003",
    title="Name the prefix of each condition key",
    why="AWS refuses a key without a prefix, such as that of a service or of an identity provider.",
    fix='Write prefix:name, such as "aws:RequestedRegion".',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-condition-key-format",
    severity="error",
    check=check,
)
