"""A control spelled out: which actions each of its statements denies, and what may be chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from guardrails.controls.control import Control
from guardrails.controls.example import example
from guardrails.controls.registry import cases_of
from guardrails.described import schema_of
from guardrails.policy import Document, Statement
from guardrails.policy.action_set import bits_of, catalogue_actions, names

FEW = 20
"""Values that a table lists; a list of all services would hide the rest of the page."""
_KINDS = {"array": "list", "boolean": "true or false", "integer": "number", "object": "mapping"}


@dataclass(frozen=True)
class StatementEffect:
    """The denials of one statement, where the control has certain parameters and nobody is exempt."""

    statement: Statement
    actions: tuple[str, ...]
    """The actions of the catalogue that it denies, whatever its patterns are."""

    @property
    def all_but(self) -> bool:
        """Whether it denies everything but what it lists, actions of tomorrow included."""
        return bool(self.statement.not_actions)

    @property
    def listed(self) -> tuple[str, ...]:
        """The actions as they are written: those denied or, with `all_but`, those left alone."""
        return self.statement.actions or self.statement.not_actions


@dataclass(frozen=True)
class Parameter:
    """A parameter: its form, its default and its meaning."""

    name: str
    kind: str
    default: str | None
    """As JSON; None where it has to be given."""
    meaning: str


def shown_parameters(control: Control) -> Mapping[str, Any]:
    """Return the parameters that a control is explained with: its defaults, else its first case's."""
    try:
        control.parameters.model_validate({})
    except ValidationError:
        return cases_of(control.id)[0].parameters
    return {}


def document_of(control: Control, parameters: Mapping[str, Any] | None = None) -> Document:
    """Return what a control says in the example, with no exemptions."""
    chosen = shown_parameters(control) if parameters is None else parameters
    return Document(tuple(control.statements(example(control, chosen, exempt=()))))


def effects(control: Control, parameters: Mapping[str, Any] | None = None) -> tuple[StatementEffect, ...]:
    """List what a control denies, statement by statement."""
    return tuple(
        StatementEffect(statement, names(_bits(statement)))
        for statement in document_of(control, parameters).statements
    )


def _bits(statement: Statement) -> int:
    listed = bits_of(statement.actions or statement.not_actions)
    return catalogue_actions() & (listed if statement.actions else ~listed)


def parameters_of(control: Control) -> tuple[Parameter, ...]:
    """List the parameters of a control, in the order of its model."""
    return tuple(_parameters(control))


def _parameters(control: Control) -> Iterator[Parameter]:
    schema = schema_of(control.parameters)
    for name, facts in schema.get("properties", {}).items():
        default = None if name in schema.get("required", ()) else json.dumps(facts.get("default"))
        yield Parameter(name, _kind(facts), default, facts.get("description", ""))


def _kind(facts: Mapping[str, Any]) -> str:
    choices = [choice for choice in facts.get("anyOf", ()) if choice.get("type") != "null"]
    if choices:
        return _kind(choices[0])
    if "enum" in facts:
        return " or ".join(facts["enum"])
    among = facts.get("items", {}).get("enum")
    return f"list of {', '.join(among)}" if among and len(among) <= FEW else _KINDS[facts["type"]]
