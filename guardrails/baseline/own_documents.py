"""Find what synthesis refuses in documents of your own and AWS takes: `accept` lets it pass."""

from __future__ import annotations

from guardrails.baseline.model import Baseline
from guardrails.errors import Finding
from guardrails.policy.lint import acceptable_errors, type_of_text

ACCEPTABLE = ("GR-CND-006",)
"""The ids of the linter's rules whose findings synthesis refuses and `accept` can name."""


def document_errors(baseline: Baseline) -> tuple[Finding, ...]:
    """Lint the documents among the guardrails, such as a region lock that lacks the global services."""
    findings: dict[Finding, None] = {}
    for guardrail in baseline.guardrails:
        if guardrail.document is not None:
            text = baseline.file_text(guardrail.document)
            kind = guardrail.type or type_of_text(text)
            findings |= dict.fromkeys(acceptable_errors(text, guardrail.document, kind))
    return tuple(findings)
