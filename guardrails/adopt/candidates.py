"""The ways in which a control could say what a policy says: parameters, exempt principals, lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from guardrails.adopt.clues import Clues, actions_of
from guardrails.adopt.templates import always, templates
from guardrails.controls import Control, ControlContext, control, control_ids
from guardrails.controls.control import Parameters
from guardrails.policy import Statement
from guardrails.policy.name_set import NameSet

_MOST = 64
"""Of how many combinations of parameters each is tried."""
_NUMBERS = {
    "after_days": ("kms:schedulekeydeletionpendingwindowindays", 1),
    "minutes": ("s3:signatureage", 60_000),
}
"""By parameter: the condition key, and how much of the key's unit is one of the parameter's."""
_DEFAULT = object()
"""Stands for a parameter that is left out."""
_SUBJECT = ":sub"
_WHOLE_BASELINE = frozenset({"trail", "former", "exemptions", "accounts"})
"""Sections without which a control says nothing, and which no policy shows."""


@dataclass(frozen=True)
class Candidate:
    """A control with everything that it needs to say something."""

    control: str
    parameters: tuple[tuple[str, Any], ...]
    """Those that differ from the defaults, by name, as a person writes them."""
    exempt: tuple[str, ...]
    denied: NameSet
    statements: tuple[Statement, ...]

    @property
    def definition(self) -> Control:
        """The control itself."""
        return control(self.control)

    @property
    def actions(self) -> int:
        """The actions that it denies on some resource, as a set."""
        return _actions(self.statements)


@dataclass(frozen=True)
class Facts:
    """The names of the organization that controls write."""

    organization: str
    management_account: str


def candidates(clues: Clues, policy_type: str, facts: Facts) -> Iterator[Candidate]:
    """Yield every control of a type in each way that a policy's own values suggest."""
    for control_id in control_ids():
        definition = control(control_id)
        if definition.type == policy_type and not _WHOLE_BASELINE & {*definition.needs}:
            yield from _of(definition, clues, facts)


def _of(definition: Control, clues: Clues, facts: Facts) -> Iterator[Candidate]:
    exempt = clues.exempt if definition.honors_exemptions else ((),)
    for written in islice(_choices(definition, clues), _MOST):
        try:
            parameters = definition.parameters.model_validate(dict(written))
        except ValidationError:
            continue
        for principals, denied in product(exempt, _denied(definition, clues)):
            statements = _statements(definition.id, parameters, principals, denied, facts)
            if statements:
                yield Candidate(definition.id, written, principals, denied, statements)


def _denied(definition: Control, clues: Clues) -> Sequence[NameSet]:
    lists = {"regions": clues.regions, "services": clues.services}
    return lists.get(definition.places, (NameSet(),))


def _statements(
    control_id: str, parameters: Parameters, exempt: tuple[str, ...], denied: NameSet, facts: Facts
) -> tuple[Statement, ...]:
    context = ControlContext(
        parameters=parameters,
        exempt=exempt,
        all_exempt=exempt,
        organization=facts.organization,
        management_account=facts.management_account,
        denied=denied,
    )
    return tuple(control(control_id).statements(context))


@lru_cache(maxsize=1 << 12)
def _actions(statements: tuple[Statement, ...]) -> int:
    return actions_of(statements)


def _choices(definition: Control, clues: Clues) -> Iterator[tuple[tuple[str, Any], ...]]:
    """Yield the parameters that may be meant; what is like the default is left out."""
    fields = definition.parameters.model_fields
    options: Mapping[str, Sequence[Any]] = {
        name: _options(definition.id, name, info.annotation, clues) for name, info in fields.items()
    }
    for values in product(*options.values()):
        yield tuple(
            (name, value) for name, value in zip(options, values, strict=True) if value is not _DEFAULT
        )


def _options(control_id: str, field: str, annotation: Any, clues: Clues) -> Sequence[Any]:
    default = control(control_id).parameters.model_fields[field].default
    if annotation is bool:
        return (_DEFAULT, not default)
    if get_origin(annotation) is dict:
        issuers = _issuers(clues) if field == "issuers" else {}
        return (issuers,) if issuers else (_DEFAULT,)
    if field in _NUMBERS:
        return (_DEFAULT, *_numbers(clues, *_NUMBERS[field]))
    if field == "s3_version":
        return (_DEFAULT, "1.3", None)
    names = (_literals(control_id, field, annotation, clues), *_names(control_id, field, clues))
    return (_DEFAULT, *dict.fromkeys(chosen for chosen in names if chosen and chosen != default))


def _numbers(clues: Clues, key: str, unit: int) -> Iterator[int]:
    for text in clues.values(key):
        if text.isascii() and text.isdigit() and int(text) % unit == 0:
            yield int(text) // unit


def _issuers(clues: Clues) -> dict[str, tuple[str, ...]]:
    """Return the subjects that each issuer may vouch for."""
    subjects: dict[str, set[str]] = {}
    for statement in clues.statements:
        for operator, key, values in statement.conditions:
            if key.lower().endswith(_SUBJECT) and "like" in operator.lower():
                subjects.setdefault(key[: -len(_SUBJECT)], set()).update(values)
    return {issuer: tuple(sorted(names)) for issuer, names in sorted(subjects.items())}


def _literals(control_id: str, field: str, annotation: Any, clues: Clues) -> tuple[str, ...]:
    """Return those of a fixed list of names of which each denies no more actions than the policy."""
    names = next((get_args(part) for part in get_args(annotation) if get_origin(part) is Literal), ())
    definition = control(control_id)
    return tuple(
        name
        for name in names
        if not _alone(definition, field, name) & ~clues.actions and _alone(definition, field, name)
    )


def _alone(definition: Control, field: str, name: str) -> int:
    parameters = definition.parameters.model_validate({field: (name,)})
    return _actions(tuple(definition.statements(ControlContext(parameters))))


def _names(control_id: str, field: str, clues: Clues) -> Iterator[tuple[str, ...]]:
    """Yield the names that a policy has where the control would write its own, as far as it takes them.

    First those that stand in every place where the control would write them, then those in any.
    """
    places = [{*template.read(clues)} for template in templates(control_id, field)]
    if places:
        for names in (set.intersection(*places), set.union(*places)):
            usable = names - always(control_id, field)
            yield tuple(name for name in sorted(usable) if _takes(control_id, field, name))


@lru_cache(maxsize=1 << 14)
def _takes(control_id: str, field: str, name: str) -> bool:
    annotation: Any = control(control_id).parameters.model_fields[field].annotation
    try:
        TypeAdapter(annotation).validate_python((name,))
    except ValidationError:
        return False
    return True
