"""The catalogue of controls, and single ones, as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from textwrap import fill, indent
from typing import Any

from guardrails.controls import Control, cases_of
from guardrails.controls.case import ANONYMOUS, REGION, SOMEBODY, STRANGER, Case, facts_of
from guardrails.controls.explained import (
    StatementEffect,
    document_of,
    effects,
    parameters_of,
    shown_parameters,
)
from guardrails.controls.presets import presets_with
from guardrails.errors import counted
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture.compile.naming import FAMILY_TITLES

WIDTH = 110
_FEW = 40
"""Denied actions of one statement that are listed on a terminal; more are counted."""
_KINDS = {SCP: "service control policy", RCP: "resource control policy"}
_SEVERITIES = ("critical", "high", "medium", "low")


def by_family(catalogue: Mapping[str, Control]) -> dict[str, list[Control]]:
    """Group controls by family, the worst to be without first."""
    grouped: dict[str, list[Control]] = {}
    for family in FAMILY_TITLES:
        ours = [control for control in catalogue.values() if control.family == family]
        if ours:
            grouped[family] = sorted(
                ours, key=lambda control: (_SEVERITIES.index(control.severity), control.id)
            )
    return grouped


def list_text(catalogue: Mapping[str, Control]) -> Iterator[str]:
    """List controls for a terminal, line by line."""
    widest = max(len(control_id) for control_id in catalogue)
    for family, ours in by_family(catalogue).items():
        yield f"{family}: {FAMILY_TITLES[family]}"
        yield from (f"  {control.id:{widest}}  {control.severity:8}  {control.title}" for control in ours)
    yield f"{counted(len(catalogue), 'control')}; `controls ID` explains one."


def list_markdown(catalogue: Mapping[str, Control]) -> Iterator[str]:
    """List controls as tables, line by line; each id links to the page beside it."""
    for family, ours in by_family(catalogue).items():
        yield from (f"## {family.capitalize()}: {FAMILY_TITLES[family]}", "")
        yield from ("| control | severity | effect | parameters |", "|---|---|---|---|")
        for control in ours:
            chosen = ", ".join(f"`{parameter.name}`" for parameter in parameters_of(control))
            does = f"{control.title}. {control.why}{' *Binds everybody.*' if control.type == RCP else ''}"
            yield f"| [`{control.id}`]({control.id}.md) | {control.severity} | {does} | {chosen} |"
        yield ""


def list_json(catalogue: Mapping[str, Control]) -> list[dict[str, Any]]:
    """List controls as what JSON can hold."""
    return [_facts(control) for ours in by_family(catalogue).values() for control in ours]


def _facts(control: Control) -> dict[str, Any]:
    return {
        "id": control.id,
        "title": control.title,
        "family": control.family,
        "policy_type": control.type,
        "severity": control.severity,
        "why": control.why,
        "source": control.source,
        "limits": control.limits,
        "presets": list(presets_with(control.id)),
    }


def text(control: Control) -> Iterator[str]:
    """Explain one control for a terminal, line by line."""
    yield f"{control.id}: {control.title} ({control.family}, {control.severity}, {_KINDS[control.type]})"
    yield from (fill(control.why, WIDTH), control.source)
    if presets_with(control.id):
        yield f"In the presets: {', '.join(presets_with(control.id))}"
    if control.limits:
        yield fill(f"Limits: {control.limits}", WIDTH)
    for parameter in parameters_of(control):
        default = "required" if parameter.default is None else f"default {parameter.default}"
        yield from ("", f"parameter {parameter.name} ({parameter.kind}, {default})")
        yield indent(fill(parameter.meaning, WIDTH - 2), "  ")
    for effect in effects(control):
        yield from ("", f"{effect.statement.sid} denies {_count(effect)}{_place(effect)}")
        if effect.statement.conditions:
            yield f"  when {_conditions(effect)}"
        yield from (f"  {name}" for name in _listed(effect))
    yield ""
    yield from (f"{case.expect:9}  {_call(case)}" for case in cases_of(control.id))


def markdown(control: Control) -> Iterator[str]:
    """Explain one control as a page, line by line."""
    code = f"../../guardrails/controls/{control.id}.py"
    yield from (f"# {control.title}", "")
    summary = f"`{control.id}` · {control.family} · {control.severity} · {_KINDS[control.type]}"
    yield f"{summary} · [AWS]({control.source}) · [code]({code})"
    if presets_with(control.id):
        yield from ("", f"In the [presets](../presets.md): {', '.join(presets_with(control.id))}.")
    yield from ("", fill(control.why, WIDTH, break_on_hyphens=False))
    if control.limits:
        limits = fill(f"**Limits.** {control.limits}", WIDTH, break_on_hyphens=False)
        yield from ("", limits)
    if parameters_of(control):
        yield from ("", "## Parameters", "", "| name | value | default | meaning |", "|---|---|---|---|")
    for parameter in parameters_of(control):
        default = "required" if parameter.default is None else f"`{parameter.default}`"
        yield f"| `{parameter.name}` | {parameter.kind} | {default} | {parameter.meaning} |"
    chosen = shown_parameters(control)
    shown = f" with `{json.dumps(chosen)}`" if chosen else ""
    yield from ("", f"## Denied calls{shown}")
    for effect in effects(control):
        yield from ("", f"**{effect.statement.sid}** denies {_count(effect)}{_place(effect, '`')}", "")
        if effect.statement.conditions:
            yield f"- when {_conditions(effect, '`')}"
        yield f"- {'all but ' if effect.all_but else ''}{', '.join(f'`{name}`' for name in effect.listed)}"
    yield from ("", _exempting(control))
    yield from ("", "## Cases", "", "| answer | call |", "|---|---|")
    yield from (f"| {case.expect} | {_call(case, '`')} |" for case in cases_of(control.id))
    yield from ("", "## As a policy", "", "```json")
    yield json.dumps(document_of(control).to_dict(), indent=2, ensure_ascii=False)
    yield "```"


def _exempting(control: Control) -> str:
    if not control.honors_exemptions:
        return "No exemption changes it: whom it binds has no ARN that one could name."
    if control.type == RCP:
        return (
            "Principals that an exemption names are exempt; strangers only where it writes out their account."
        )
    return "Each statement exempts the principals that an exemption names."


def as_json(control: Control) -> dict[str, Any]:
    """Explain one control as what JSON can hold."""
    return {
        **_facts(control),
        "parameters": [
            {
                "name": parameter.name,
                "kind": parameter.kind,
                "required": parameter.default is None,
                "default": None if parameter.default is None else json.loads(parameter.default),
                "meaning": parameter.meaning,
            }
            for parameter in parameters_of(control)
        ],
        "shown_with": dict(shown_parameters(control)),
        "statements": [
            {
                "sid": effect.statement.sid,
                "denies": list(effect.actions),
                "statement": effect.statement.to_dict(),
            }
            for effect in effects(control)
        ],
        "cases": [
            {
                "expect": case.expect,
                "action": case.action,
                "resource": case.resource,
                "principal": case.principal,
                "context": {"aws:RequestedRegion": REGION, **_facts_of(control, case), **case.context},
                "parameters": dict(case.parameters),
            }
            for case in cases_of(control.id)
        ],
    }


def _facts_of(control: Control, case: Case) -> dict[str, str]:
    return facts_of(case.principal) if control.type == RCP else {}


def _count(effect: StatementEffect) -> str:
    number = counted(len(effect.actions), "action")
    return f"{number} and all that AWS will add" if effect.all_but else number


def _place(effect: StatementEffect, quote: str = "") -> str:
    statement = effect.statement
    if statement.resources == ("*",):
        return ""
    arns = ", ".join(f"{quote}{arn}{quote}" for arn in statement.resources or statement.not_resources)
    return f" on {'everything but ' if statement.not_resources else ''}{arns}"


def _conditions(effect: StatementEffect, quote: str = "") -> str:
    return " and ".join(
        f"{quote}{operator} {key}: {', '.join(values)}{quote}"
        for operator, key, values in effect.statement.conditions
    )


def _listed(effect: StatementEffect) -> Iterator[str]:
    if effect.all_but:
        yield f"all but {counted(len(effect.listed), 'pattern')}"
    elif len(effect.actions) > _FEW:
        yield ", ".join(effect.listed)
    else:
        yield from effect.actions


def _call(case: Case, quote: str = "") -> str:
    """Render a call: what is done, and of the rest what isn't as in every other."""
    phrases = [f"{quote}{case.action}{quote}"]
    if case.resource != "*":
        phrases.append(f"on {quote}{case.resource}{quote}")
    if case.principal != SOMEBODY:
        phrases.append(f"by {_principal_name(case.principal, quote)}")
    phrases += [
        f"with {quote}{key}{quote} {quote}{_value(value)}{quote}" for key, value in case.context.items()
    ]
    if case.parameters:
        phrases.append(f"where {quote}{json.dumps(dict(case.parameters))}{quote}")
    return " ".join(phrases)


def _principal_name(principal: str, quote: str) -> str:
    """Name a principal of the account by what it is called there, and say of a stranger that it is one."""
    if ":" not in principal:
        return "anybody, unsigned" if principal == ANONYMOUS else f"{quote}{principal}{quote}"
    account, name = principal.split(":", 5)[4:]
    return f"{quote}{name}{quote}{' of a stranger' if account == STRANGER.split(':')[4] else ''}"


def _value(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
