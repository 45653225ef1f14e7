"""Every rule, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from guardrails.policy.lint import checks
from guardrails.policy.lint.engine import LintRule


@cache
def rules() -> Mapping[str, LintRule]:
    """Return every rule, by id, in the order of the ids; each module in `checks` is one."""
    modules = (import_module(f"{checks.__name__}.{module.name}") for module in iter_modules(checks.__path__))
    sorted_rules = sorted((module.RULE for module in modules), key=lambda rule: rule.id)
    return {rule.id: rule for rule in sorted_rules}
