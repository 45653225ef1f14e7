"""The policy engine: documents as values. Pure: no network, no clock, no AWS SDK."""

from guardrails.policy.language.document import Document, Statement, condition

__all__ = ["Document", "Statement", "condition"]
