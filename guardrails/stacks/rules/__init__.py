"""Our own validation: what no pack of rules knows about governing an organization."""

from guardrails.stacks.rules.plugin import GuardrailsRules

__all__ = ["GuardrailsRules"]
