"""Deny requests without MFA by BoolIfExists."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a Deny of requests without MFA that long-term keys get past."""
    for statement in policy.denying:
        for test in statement.tests:
            operator = test.operator
            if operator is None or operator.name != "Bool" or operator.if_exists:
                continue
            if test.is_about("aws:MultiFactorAuthPresent") and any(v.text == "false" for v in test.values):
                problem = "requests with an access key carry no such key and aren't denied"
                yield LintFinding(test.path, problem, on_key=True)


RULE = LintRule(
    id="GR-CND-009",
    title="Deny requests without MFA by BoolIfExists",
    why="aws:MultiFactorAuthPresent is missing, not false, in requests that long-term access keys "
    "sign. A Deny by Bool lets exactly those through.",
    fix="Write BoolIfExists.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
    severity="warning",
    check=check,
)
