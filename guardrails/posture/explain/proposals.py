"""What could be changed in a baseline so that a guardrail lets a request through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from guardrails import marked
from guardrails.aws_facts import is_region
from guardrails.baseline.lists import nearest_path
from guardrails.baseline.model import Baseline, Exemption, ServiceList
from guardrails.controls import control
from guardrails.errors import Location
from guardrails.policy.language.patterns import arn_matches
from guardrails.posture.explain.asked import Asked
from guardrails.posture.explain.model import Guardrail, Reason


@dataclass(frozen=True)
class Proposal:
    """A change, as a person reads it and as it is tried."""

    location: Location
    text: str
    yaml: str = ""
    apply: Callable[[Baseline], Baseline] | None = None
    """None where only the owner of a text can say how it should read."""


def proposals(baseline: Baseline, asked: Asked, reason: Reason, guardrail: Guardrail) -> Iterator[Proposal]:
    """List what could be changed of what a guardrail rests on."""
    entry = baseline.guardrails[guardrail.index]
    if entry.control is None:
        yield _own(baseline, reason, guardrail)
        return
    kind = control(entry.control).places
    if kind == "services":
        yield _service(baseline, asked)
    elif kind == "as_told":
        yield from _exemption(baseline, asked, guardrail)
    elif is_region(asked.region):
        yield _region(baseline, asked)


def _own(baseline: Baseline, reason: Reason, guardrail: Guardrail) -> Proposal:
    statement = reason.cause.statement or 0
    source = marked.read_json(baseline.file_text(guardrail.name), guardrail.name)
    where = source.locate(("Statement", statement))
    named = f"statement {reason.cause.sid}" if reason.cause.sid else f"statement {statement + 1}"
    elsewhere = (
        f"or let the document stand elsewhere than at {', '.join(guardrail.at)} ({guardrail.location})"
    )
    return Proposal(where, f"change {named}, {elsewhere}")


def _sharing(overrides: Mapping[str, Any], baseline: Baseline, path: str | None) -> int:
    """Count the accounts for which the list at a path counts."""
    return sum(nearest_path(overrides, account.path) == path for account in baseline.tree.accounts)


def _region(baseline: Baseline, asked: Asked) -> Proposal:
    section, mine = baseline.regions, asked.account.path
    path = nearest_path(section.overrides, asked.account.path)
    allowed = section.allowed if path is None else section.overrides[path]
    wider = (*allowed, asked.region)
    field = ("regions", "allowed") if path is None else ("regions", "overrides", path)
    text = f"add {asked.region} to {marked.field_name(field)}"
    scope = _scope(_sharing(section.overrides, baseline, path), "regions.overrides") if mine != path else ""
    yaml = f"{mine}: [{', '.join(wider)}]" if scope else ""

    def apply(given: Baseline) -> Baseline:
        overrides = {**given.regions.overrides, mine: wider}
        return given.model_copy(update={"regions": given.regions.model_copy(update={"overrides": overrides})})

    return Proposal(baseline.locate(*field), text + scope, yaml, apply)


def _scope(sharing: int, overrides: str) -> str:
    accounts = f"{sharing} account{'s' if sharing > 1 else ''}"
    return f", which counts for {accounts}, or for this account alone write under {overrides}"


def _service(baseline: Baseline, asked: Asked) -> Proposal:
    section, mine = baseline.services, asked.account.path
    service = asked.action.partition(":")[0]
    path = nearest_path(section.overrides, asked.account.path)
    listed: ServiceList = section if path is None else section.overrides[path]
    field: tuple[str, ...] = ("services",) if path is None else ("services", "overrides", path)
    if listed.allowed is not None:
        kind, names, verb = "allowed", (*listed.allowed, service), f"add {service} to"
    else:
        kind, verb = "denied", f"take {service} off"
        names = tuple(name for name in listed.denied or () if name != service)
    text = f"{verb} {marked.field_name((*field, kind))}"
    scope = _scope(_sharing(section.overrides, baseline, path), "services.overrides") if mine != path else ""
    yaml = f"{mine}: {{ {kind}: [{', '.join(names)}] }}" if scope else ""

    def apply(given: Baseline) -> Baseline:
        overrides = {**given.services.overrides, mine: ServiceList.model_validate({kind: names})}
        return given.model_copy(
            update={"services": given.services.model_copy(update={"overrides": overrides})}
        )

    return Proposal(baseline.locate(*field, kind), text + scope, yaml, apply)


def _exemption(baseline: Baseline, asked: Asked, guardrail: Guardrail) -> Iterator[Proposal]:
    """Spare the principal of this control alone: as a new exemption, or by one that names it already."""
    arn = asked.principal.principal_arn
    for name, known in baseline.exemptions.items():
        if arn_matches(known.principal, arn) and known.controls is not None:
            wider = known.model_copy(update={"controls": (*known.controls, guardrail.name)})
            text = f"add {guardrail.name} to exemptions.{name}.controls, if {known.owner} answers for it"
            where = baseline.locate("exemptions", name, "controls")
            yield Proposal(where, text, apply=_with_exemption(name, wider))
            return
    try:
        new = Exemption.model_validate(
            {"principal": arn, "owner": "somebody", "reason": "some", "controls": [guardrail.name]}
        )
    except ValidationError:
        return
    where, text = baseline.locate("exemptions"), "if somebody answers for it, add an exemption"
    yaml = f"NAME: {{ principal: {arn}, owner: …, reason: …, controls: [{guardrail.name}] }}"
    yield Proposal(where, text, yaml, _with_exemption("guardrails-tried", new))


def _with_exemption(name: str, exemption: Exemption) -> Callable[[Baseline], Baseline]:
    def apply(given: Baseline) -> Baseline:
        known = given.exemptions.get(name)
        both = exemption
        if known is not None and known.controls is not None and exemption.controls is not None:
            both = exemption.model_copy(
                update={"controls": tuple(dict.fromkeys((*known.controls, *exemption.controls)))}
            )
        return given.model_copy(update={"exemptions": {**given.exemptions, name: both}})

    return apply
