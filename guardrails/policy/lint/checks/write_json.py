"""Write JSON."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import Found, Policy, Rule


def check(policy: Policy) -> Iterator[Found]:
    """Find what a JSON parser refuses, and keys that stand twice, of which AWS would see one."""
    for fault in policy.faults:
        path = (fault.field,) if fault.field else ()
        yield Found(path, fault.problem, fault.remedy, location=fault.location)


RULE = Rule(
    id="GR-DOC-001",
    title="Write JSON",
    why="A policy is JSON: comments, a comma too many and a key that stands twice make AWS refuse it.",
    fix="Correct the syntax; notes belong into the policy's description.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-json-syntax-error",
    severity="error",
    check=check,
)
