"""A policy as the rules see it: statements and texts with their places, whatever else the file holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from guardrails import marked
from guardrails.aws_facts import measured_size
from guardrails.errors import Finding
from guardrails.policy.lint.engine.operators import ConditionOperator, parse_operator
from guardrails.policy.lint.engine.placeholders import as_pattern, placeholders


class PolicyType(StrEnum):
    """The two types whose documents are written in IAM's policy language."""

    SCP = "scp"
    RCP = "rcp"

    @property
    def api_name(self) -> str:
        """The type as Organizations' API names it."""
        return {"scp": "SERVICE_CONTROL_POLICY", "rcp": "RESOURCE_CONTROL_POLICY"}[self]

    @property
    def people_say(self) -> str:
        """The type as people name it."""
        return {"scp": "a service control policy", "rcp": "a resource control policy"}[self]


@dataclass(frozen=True)
class Value:
    """A text in the policy, and where it stands."""

    path: marked.Path
    text: str

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders in it, each of which a person has to substitute."""
        return placeholders(self.text)

    @cached_property
    def pattern(self) -> str:
        """The text with `*` for each placeholder."""
        return as_pattern(self.text)


@dataclass(frozen=True)
class Test:
    """One condition: an operator, a key and the values that it is compared with."""

    __test__ = False  # pytest takes a class of this name for one of its own

    path: marked.Path
    """Of the key."""
    operator: ConditionOperator | None
    """None where AWS knows no such operator."""
    key: str
    values: tuple[Value, ...]

    def is_about(self, *keys: str) -> bool:
        """Return whether the test is about one of the keys, ignoring case."""
        return self.key.lower() in {key.lower() for key in keys}

    @property
    def true_when_missing(self) -> bool:
        """Whether it is true of a request without the key."""
        if self.operator is None:
            return False
        if self.operator.name == "Null":
            return any(value.text.lower() == "true" for value in self.values)
        return self.operator.true_when_missing


@dataclass(frozen=True)
class LintedStatement:
    """One statement; elements that are malformed count as empty."""

    path: marked.Path
    item: Mapping[str, Any]

    @property
    def effect(self) -> Any:
        """The effect as the file has it, usually Allow or Deny."""
        return self.item.get("Effect")

    @cached_property
    def actions(self) -> tuple[Value, ...]:
        """The texts of `Action`."""
        return self.texts("Action")

    @cached_property
    def not_actions(self) -> tuple[Value, ...]:
        """The texts of `NotAction`."""
        return self.texts("NotAction")

    @cached_property
    def resources(self) -> tuple[Value, ...]:
        """The texts of `Resource`."""
        return self.texts("Resource")

    @cached_property
    def not_resources(self) -> tuple[Value, ...]:
        """The texts of `NotResource`."""
        return self.texts("NotResource")

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """The conditions."""
        return tuple(self._tests())

    def texts(self, element: str) -> tuple[Value, ...]:
        """List the texts of an element."""
        return _values((*self.path, element), self.item.get(element))

    def needs_key(self, key: str) -> bool:
        """Return whether the statement can only match requests that carry a key."""
        return any(test.operator and test.is_about(key) and not test.true_when_missing for test in self.tests)

    def _tests(self) -> Iterator[Test]:
        block = self.item.get("Condition")
        for operator, keys in block.items() if isinstance(block, dict) else ():
            for key, values in keys.items() if isinstance(keys, dict) else ():
                path = (*self.path, "Condition", operator, key)
                yield Test(path, parse_operator(operator), key, _values(path, values))


@dataclass(frozen=True)
class LintedPolicy:
    """A policy document: what the file holds, and of which type it is."""

    type: PolicyType
    data: Any
    text: str
    faults: tuple[Finding, ...] = ()
    """Faults of the text as JSON."""

    @cached_property
    def statements(self) -> tuple[LintedStatement, ...]:
        """The statements that are JSON objects."""
        element = self.data.get("Statement") if isinstance(self.data, dict) else None
        items = enumerate(element) if isinstance(element, list) else [(None, element)]
        return tuple(
            LintedStatement(("Statement",) if index is None else ("Statement", index), item)
            for index, item in items
            if isinstance(item, dict)
        )

    @property
    def size(self) -> int:
        """The characters that count towards the quota, however the file is laid out."""
        return measured_size(self.data) if isinstance(self.data, dict) else len(self.text)

    @property
    def denying(self) -> tuple[LintedStatement, ...]:
        """The statements that deny."""
        return tuple(statement for statement in self.statements if statement.effect == "Deny")


def detect_type(data: Any) -> PolicyType:
    """Tell an RCP by the principals that only an RCP has."""
    element = data.get("Statement") if isinstance(data, dict) else None
    items = element if isinstance(element, list) else [element]
    named = any(isinstance(item, dict) and item.keys() & {"Principal", "NotPrincipal"} for item in items)
    return PolicyType.RCP if named else PolicyType.SCP


def _values(path: marked.Path, element: Any) -> tuple[Value, ...]:
    items = (
        [((*path, index), item) for index, item in enumerate(element)] if isinstance(element, list) else None
    )
    return tuple(
        Value(place, _text(item))
        for place, item in (items if items is not None else [(path, element)])
        if isinstance(item, str | bool | int | float)
    )


def _text(value: Any) -> str:
    """Write a value as AWS does: JSON's true is the text "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)
