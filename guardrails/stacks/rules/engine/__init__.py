"""What a rule is, and the template that it reads."""

from guardrails.stacks.rules.engine.documents import allowing, condition_values, resources_of
from guardrails.stacks.rules.engine.rule import Found, Rule
from guardrails.stacks.rules.engine.template import Resource, Template, items, strings, text

__all__ = [
    "Found",
    "Resource",
    "Rule",
    "Template",
    "allowing",
    "condition_values",
    "items",
    "resources_of",
    "strings",
    "text",
]
