"""Have statements."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a file that is no policy, and a policy that says nothing."""
    if policy.data is None and policy.faults:
        return
    if not isinstance(policy.data, dict):
        yield LintFinding((), "not a policy: the file holds no JSON object")
        return
    element = policy.data.get("Statement")
    if not isinstance(element, dict | list) or element == []:
        yield LintFinding(("Statement",), "the policy has no statement")
    for index, item in enumerate(element if isinstance(element, list) else []):
        if not isinstance(item, dict):
            yield LintFinding(("Statement", index), "a statement is a JSON object")


RULE = LintRule(
    id="GR-DOC-004",
    title="Have statements",
    why="A policy is an object whose Statement is an object or a list of objects.",
    fix='Write {"Version": "2012-10-17", "Statement": [...]} with at least one statement.',
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-missing-statement",
    severity="error",
    check=check,
)
