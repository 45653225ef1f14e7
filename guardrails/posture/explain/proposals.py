"""Changes of a baseline that make a guardrail let a request through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from guardrails import marked
from guardrails.aws_facts import is_region
from guardrails.baseline.lists import nearest_path
from guardrails.baseline.model import Baseline
from guardrails.baseline.resolve import edited
from guardrails.baseline.sections.exemptions import ExemptionEntry
from guardrails.baseline.sections.lists import ServiceList
from guardrails.errors import Location, counted
from guardrails.policy.language.patterns import arn_matches
from guardrails.posture.explain.model import GuardrailOrigin, Reason
from guardrails.posture.explain.request import ExplainedRequest


@dataclass(frozen=True)
class Proposal:
    """A change, as a person reads it and as it is tried."""

    location: Location
    text: str
    yaml: str = ""
    apply: Callable[[Baseline], Baseline] | None = None
    """None where only the owner of a text can say how it should read."""


def proposals(
    baseline: Baseline, query: ExplainedRequest, reason: Reason, guardrail: GuardrailOrigin
) -> Iterator[Proposal]:
    """List what could be changed of what a guardrail rests on."""
    entry = baseline.guardrails[guardrail.index]
    if entry.definition is None:
        yield _custom_policy(baseline, reason, guardrail)
        return
    kind = entry.definition.places
    if kind == "services":
        yield _service(baseline, query)
    elif kind == "as_told":
        yield from _exemption(baseline, query, guardrail)
    elif is_region(query.region):
        yield _region(baseline, query)


def _custom_policy(baseline: Baseline, reason: Reason, guardrail: GuardrailOrigin) -> Proposal:
    statement = reason.cause.statement or 0
    source = baseline.policy_files[guardrail.name].source
    location = source.locate(("Statement", statement))
    named = f"statement {reason.cause.sid}" if reason.cause.sid else f"statement {statement + 1}"
    elsewhere = (
        f"or let the document stand elsewhere than at {', '.join(guardrail.at)} ({guardrail.location})"
    )
    return Proposal(location, f"change {named}, {elsewhere}")


def _sharing(overrides: Mapping[str, Any], baseline: Baseline, path: str | None) -> int:
    """Count the accounts for which the list at a path counts."""
    return sum(nearest_path(overrides, account.path) == path for account in baseline.tree.accounts)


def _region(baseline: Baseline, query: ExplainedRequest) -> Proposal:
    section, account_path = baseline.regions, query.account.path
    path = nearest_path(section.overrides, query.account.path)
    allowed = section.allowed if path is None else section.overrides[path]
    wider = (*allowed, query.region)
    field = ("regions", "allowed") if path is None else ("regions", "overrides", path)
    text = f"add {query.region} to {marked.field_name(field)}"
    scope = (
        _scope(_sharing(section.overrides, baseline, path), "regions.overrides")
        if account_path != path
        else ""
    )
    yaml = f"{account_path}: [{', '.join(wider)}]" if scope else ""

    def apply(current: Baseline) -> Baseline:
        overrides = {**current.regions.overrides, account_path: wider}
        return edited(current, regions=current.regions.model_copy(update={"overrides": overrides}))

    return Proposal(baseline.locate(*field), text + scope, yaml, apply)


def _scope(sharing: int, overrides: str) -> str:
    accounts = counted(sharing, "account")
    return f", which counts for {accounts}, or for this account alone write under {overrides}"


def _service(baseline: Baseline, query: ExplainedRequest) -> Proposal:
    section, account_path = baseline.services, query.account.path
    service = query.action.partition(":")[0]
    path = nearest_path(section.overrides, query.account.path)
    listed: ServiceList = section if path is None else section.overrides[path]
    field: tuple[str, ...] = ("services",) if path is None else ("services", "overrides", path)
    if listed.allowed is not None:
        kind, names, verb = "allowed", (*listed.allowed, service), f"add {service} to"
    else:
        kind, verb = "denied", f"take {service} off"
        names = tuple(name for name in listed.denied or () if name != service)
    text = f"{verb} {marked.field_name((*field, kind))}"
    scope = (
        _scope(_sharing(section.overrides, baseline, path), "services.overrides")
        if account_path != path
        else ""
    )
    yaml = f"{account_path}: {{ {kind}: [{', '.join(names)}] }}" if scope else ""

    def apply(current: Baseline) -> Baseline:
        overrides = {**current.services.overrides, account_path: ServiceList.model_validate({kind: names})}
        return edited(current, services=current.services.model_copy(update={"overrides": overrides}))

    return Proposal(baseline.locate(*field, kind), text + scope, yaml, apply)


def _exemption(baseline: Baseline, query: ExplainedRequest, guardrail: GuardrailOrigin) -> Iterator[Proposal]:
    """Exempt the principal from this control alone: by a new exemption, or by one that names it already."""
    arn = query.principal.principal_arn
    for name, exemption in baseline.file.exemptions.items():
        if arn_matches(exemption.principal, arn) and exemption.controls is not None:
            wider = exemption.model_copy(update={"controls": (*exemption.controls, guardrail.name)})
            text = f"add {guardrail.name} to exemptions.{name}.controls, if {exemption.owner} answers for it"
            location = baseline.locate("exemptions", name, "controls")
            yield Proposal(location, text, apply=_with_exemption(name, wider))
            return
    try:
        new = ExemptionEntry.model_validate(
            {"principal": arn, "owner": "somebody", "reason": "some", "controls": [guardrail.name]}
        )
    except ValidationError:
        return
    location, text = baseline.locate("exemptions"), "if somebody answers for it, add an exemption"
    yaml = f"NAME: {{ principal: {arn}, owner: …, reason: …, controls: [{guardrail.name}] }}"
    yield Proposal(location, text, yaml, _with_exemption("guardrails-tried", new))


def _with_exemption(name: str, exemption: ExemptionEntry) -> Callable[[Baseline], Baseline]:
    def apply(current: Baseline) -> Baseline:
        existing = current.file.exemptions.get(name)
        merged = exemption
        if existing is not None and existing.controls is not None and exemption.controls is not None:
            merged = exemption.model_copy(
                update={"controls": tuple(dict.fromkeys((*existing.controls, *exemption.controls)))}
            )
        return edited(current, exemptions={**current.file.exemptions, name: merged})

    return apply
