"""Statements made ready to be tried on many requests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from guardrails.policy.language.action_patterns import ActionPatterns
from guardrails.policy.language.conditions import Condition, conditions_of
from guardrails.policy.language.document import Document, Statement
from guardrails.policy.language.patterns import resource_matches
from guardrails.policy.language.request import UNTOLD, Request
from guardrails.policy.language.variables import Context, ValueTemplate, template


@dataclass(frozen=True)
class Rule:
    """A statement of a document, wherever that stands."""

    statement: Statement
    conditions: tuple[Condition, ...]
    resources: tuple[ValueTemplate, ...]
    """Of Resource or, where `all_but` is set, of NotResource; empty where every resource is meant."""
    all_but: bool

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every condition key that decides whether it applies."""
        parts = (
            *(condition.keys for condition in self.conditions),
            *(resource.keys for resource in self.resources),
        )
        return frozenset().union(*parts)

    @cached_property
    def _actions(self) -> ActionPatterns:
        """Of Action, or where there is none, of NotAction."""
        return ActionPatterns(self.statement.actions or self.statement.not_actions)

    def covers_action(self, action: str) -> bool:
        """Return whether the statement is about an action, given in lower case."""
        return self._actions.cover(action) == bool(self.statement.actions)

    def covers_service(self, service: str) -> bool | None:
        """Return whether it is about every `service:...`, or none (False); None where the action decides."""
        named = self._actions.cover_service(service)
        return named if named is None else named == bool(self.statement.actions)

    def applies(self, request: Request) -> bool | None:
        """Return whether the statement applies to a request for its actions; None where that is unknown."""
        unknown = False
        for condition in self.conditions:
            holds = condition.holds(request.context)
            if holds is False:
                return False
            unknown |= holds is None
        covered = self._covers_resource(request.resource, request.context)
        if covered is False:
            return False
        return None if unknown or covered is None else True

    def _covers_resource(self, resource: str, context: Context) -> bool | None:
        if not self.resources:
            return True
        if resource == UNTOLD:
            return None
        covered: bool | None = False
        for resource_template in self.resources:
            pattern = resource_template.pattern(context)
            fits = pattern is not None and resource_matches(pattern, resource)
            if fits:
                covered = True
                break
            covered = None if fits is None else covered
        if covered is None or not self.all_but:
            return covered
        return not covered


def rules_of(document: Document) -> tuple[Rule, ...]:
    """Prepare the statements of a document."""
    return tuple(_rule(statement, document.version) for statement in document.statements)


def why_undecidable(rule: Rule, fixed: Context) -> str:
    """Return the reason why it is unknown whether a rule applies; an empty text where it is known.

    Args:
        rule: the rule.
        fixed: the condition keys that are the same in every request, in lower case.
    """
    variables = {key for condition in rule.conditions for key in condition.variables}
    variables |= {key for resource in rule.resources for key in resource.keys}
    unknown = variables - fixed.keys()
    if unknown:
        return f"a variable names {', '.join(sorted(unknown))}"
    if any(condition.operator is None for condition in rule.conditions):
        return "it uses an operator that IAM doesn't have"
    return ""


def _rule(statement: Statement, version: str) -> Rule:
    named = statement.not_resources or statement.resources
    everything = named == ("*",) and not statement.not_resources
    return Rule(
        statement,
        conditions_of(statement.conditions, version),
        () if everything else tuple(template(text, version) for text in named),
        bool(statement.not_resources),
    )
