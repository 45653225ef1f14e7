"""Write JSON."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find what a JSON parser refuses, and keys that stand twice, of which AWS would see one."""
    for fault in policy.faults:
        path = (fault.field,) if fault.field else ()
        yield LintFinding(path, fault.problem, fault.remedy, location=fault.location)


RULE = LintRule(
    id="GR-DOC-001",
    title="Write JSON",
    why="A policy is JSON: comments, a comma too many and a key that stands twice make AWS refuse it.",
    fix="Correct the syntax; notes belong into the policy's description.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-json-syntax-error",
    severity="error",
    check=check,
)
