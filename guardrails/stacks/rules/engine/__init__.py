"""The type of a rule, and of the template that it reads."""

from guardrails.stacks.rules.engine.documents import allowing, bound_to, resources_of
from guardrails.stacks.rules.engine.rule import TemplateRule, Violation
from guardrails.stacks.rules.engine.template import Template, TemplateResource, items, strings, text

__all__ = [
    "Template",
    "TemplateResource",
    "TemplateRule",
    "Violation",
    "allowing",
    "bound_to",
    "items",
    "resources_of",
    "strings",
    "text",
]
