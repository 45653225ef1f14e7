"""Find what synthesis refuses in custom policies and AWS takes: `accept` lets it pass."""

from __future__ import annotations

from guardrails.baseline.model import Baseline
from guardrails.errors import Finding
from guardrails.policy.lint import acceptable_errors

ACCEPTABLE = ("GR-CND-006",)
"""The ids of the linter's rules whose findings synthesis refuses and `accept` can name."""


def document_errors(baseline: Baseline) -> tuple[Finding, ...]:
    """Lint the custom policies, such as a region lock that lacks the global services."""
    findings: dict[Finding, None] = {}
    for guardrail in baseline.guardrails:
        if guardrail.policy is not None:
            findings |= dict.fromkeys(
                acceptable_errors(guardrail.policy.text, guardrail.policy.name, guardrail.policy_type)
            )
    return tuple(findings)
