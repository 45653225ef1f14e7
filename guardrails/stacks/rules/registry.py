"""Every rule, by id, and what they find in a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from guardrails.stacks.rules import checks
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


@cache
def rules() -> Mapping[str, TemplateRule]:
    """Return every rule, by id, in the order of the ids; each module in `checks` is one."""
    modules = (import_module(f"{checks.__name__}.{module.name}") for module in iter_modules(checks.__path__))
    sorted_rules = sorted((module.RULE for module in modules), key=lambda rule: rule.id)
    return {rule.id: rule for rule in sorted_rules}


def findings(template: Template) -> Iterator[tuple[TemplateRule, Violation]]:
    """Yield what every rule finds in a template, and in the templates that its StackSets deploy."""
    for rule in rules().values():
        for finding in rule.check(template):
            yield rule, finding
    for stack_set, nested in template.nested():
        for rule, finding in findings(nested):
            place = ("Resources", finding.logical_id, finding.path) if finding.logical_id else (finding.path,)
            path = ".".join(part for part in ("Properties", "TemplateBody", *place) if part)
            yield rule, replace(finding, logical_id=stack_set.id, path=path)
