"""What a rule is, and the template that it reads."""

from guardrails.stacks.rules.engine.documents import allowing, bound_to, resources_of
from guardrails.stacks.rules.engine.rule import Found, Rule
from guardrails.stacks.rules.engine.template import Resource, Template, items, strings, text

__all__ = [
    "Found",
    "Resource",
    "Rule",
    "Template",
    "allowing",
    "bound_to",
    "items",
    "resources_of",
    "strings",
    "text",
]
