"""Where a control writes each of its parameters, so that the values can be read off another's policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ValidationError

from guardrails.adopt.clues import Clues, texts_of
from guardrails.aws_facts.arns import bucket_arn, service_principal
from guardrails.controls import Control, ControlContext, control
from guardrails.controls.control import Parameters
from guardrails.policy.name_set import NameSet

_PROBES = (
    "braket",
    "ecr",
    "987654321098",
    "zq7x.large",
    "zq7x",
    service_principal("zq7x"),
    bucket_arn("zq7x"),
    "braket:SearchDevices",
)
"""Values that no control has of its own, one of which each kind of parameter takes."""
_ORGANIZATION = "o-zq7xzq7xzq"


@dataclass(frozen=True)
class ParameterPlace:
    """A place where a control writes a value of a parameter, and what stands around the value there."""

    place: str
    """As `Clues.values` takes it."""
    before: str
    after: str

    def read(self, clues: Clues) -> Iterator[str]:
        """Yield what a policy has in the place of the value."""
        for text in clues.values(self.place):
            if (
                len(text) > len(self.before) + len(self.after)
                and text.startswith(self.before)
                and text.endswith(self.after)
            ):
                yield text[len(self.before) : len(text) - len(self.after) or None]


@cache
def templates(definition_id: str, field: str) -> tuple[ParameterPlace, ...]:
    """Return the places where a control writes a parameter that is a list of texts; none for other kinds."""
    definition = control(definition_id)
    for probe in _PROBES:
        try:
            chosen = definition.parameters.model_validate({**_required(definition, field), field: (probe,)})
        except ValidationError:
            continue
        return tuple(dict.fromkeys(_places(definition, chosen, probe)))
    return ()


@cache
def always(definition_id: str, field: str) -> frozenset[str]:
    """Return what a control writes in the places of a parameter where the parameter is left out."""
    definition = control(definition_id)
    info = definition.parameters.model_fields[field]
    if info.is_required() or info.default:
        return frozenset()
    try:
        chosen = definition.parameters.model_validate(_required(definition, field))
    except ValidationError:  # the control says nothing without it
        return frozenset()
    places = {template.place for template in templates(definition_id, field)}
    return frozenset(
        text
        for statement in definition.statements(_context(chosen))
        for place, texts in texts_of(statement)
        if place in places
        for text in texts
    )


def _required(definition: Control, field: str) -> Mapping[str, Any]:
    """Fill in the other parameters that have no default."""
    return {
        name: ("other-zq7x",)
        for name, info in definition.parameters.model_fields.items()
        if info.is_required() and name != field
    }


def _places(definition: Control, chosen: Parameters, probe: str) -> Iterator[ParameterPlace]:
    for statement in definition.statements(_context(chosen)):
        for place, texts in texts_of(statement):
            for text in texts:
                before, named, after = text.partition(probe)
                if named:
                    yield ParameterPlace(place, before, after)


def _context(chosen: Parameters) -> ControlContext:
    return ControlContext(chosen, organization=_ORGANIZATION, denied=NameSet.all_but("eu-central-1"))
