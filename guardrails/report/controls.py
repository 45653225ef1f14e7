"""The catalogue of controls, and single ones, as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from textwrap import fill, indent
from typing import Any

from guardrails.controls import Control, cases_of
from guardrails.controls.case import ANONYMOUS, REGION, SOMEBODY, STRANGER, Case, facts_of
from guardrails.controls.explained import (
    Effect,
    document_of,
    effects,
    parameters_of,
    shown_parameters,
)
from guardrails.controls.presets import presets_with
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture.compile.naming import FAMILY_TITLES
from guardrails.report.words import counted

WIDTH = 110
_FEW = 40
"""Denied actions of one statement that are listed on a terminal; more are counted."""
_KINDS = {SCP: "service control policy", RCP: "resource control policy"}
_SEVERITIES = ("critical", "high", "medium", "low")


def by_family(found: Mapping[str, Control]) -> dict[str, list[Control]]:
    """Group controls by family, the worst to be without first."""
    grouped: dict[str, list[Control]] = {}
    for family in FAMILY_TITLES:
        ours = [one for one in found.values() if one.family == family]
        if ours:
            grouped[family] = sorted(ours, key=lambda one: (_SEVERITIES.index(one.severity), one.id))
    return grouped


def list_text(found: Mapping[str, Control]) -> Iterator[str]:
    """List controls for a terminal, line by line."""
    widest = max(len(one) for one in found)
    for family, ours in by_family(found).items():
        yield f"{family}: {FAMILY_TITLES[family]}"
        yield from (f"  {one.id:{widest}}  {one.severity:8}  {one.title}" for one in ours)
    yield f"{len(found)} controls; `controls ID` explains one."


def list_markdown(found: Mapping[str, Control]) -> Iterator[str]:
    """List controls as tables, line by line; each id links to the page beside it."""
    for family, ours in by_family(found).items():
        yield from (f"## {family.capitalize()}: {FAMILY_TITLES[family]}", "")
        yield from ("| control | severity | what it does | parameters |", "|---|---|---|---|")
        for one in ours:
            chosen = ", ".join(f"`{parameter.name}`" for parameter in parameters_of(one))
            does = f"{one.title}. {one.why}{' *Binds everybody.*' if one.type == RCP else ''}"
            yield f"| [`{one.id}`]({one.id}.md) | {one.severity} | {does} | {chosen} |"
        yield ""


def list_json(found: Mapping[str, Control]) -> list[dict[str, Any]]:
    """List controls as what JSON can hold."""
    return [_facts(one) for ours in by_family(found).values() for one in ours]


def _facts(found: Control) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "family": found.family,
        "policy_type": found.type,
        "severity": found.severity,
        "why": found.why,
        "source": found.source,
        "limits": found.limits,
        "presets": list(presets_with(found.id)),
    }


def text(found: Control) -> Iterator[str]:
    """Explain one control for a terminal, line by line."""
    yield f"{found.id}: {found.title} ({found.family}, {found.severity}, {_KINDS[found.type]})"
    yield from (fill(found.why, WIDTH), found.source)
    if presets_with(found.id):
        yield f"In the presets: {', '.join(presets_with(found.id))}"
    if found.limits:
        yield fill(f"Limits: {found.limits}", WIDTH)
    for parameter in parameters_of(found):
        default = "required" if parameter.default is None else f"default {parameter.default}"
        yield from ("", f"parameter {parameter.name} ({parameter.kind}, {default})")
        yield indent(fill(parameter.meaning, WIDTH - 2), "  ")
    for effect in effects(found):
        yield from ("", f"{effect.statement.sid} denies {_count(effect)}{_where(effect)}")
        if effect.statement.conditions:
            yield f"  when {_conditions(effect)}"
        yield from (f"  {name}" for name in _listed(effect))
    yield ""
    yield from (f"{case.expect:9}  {_call(case)}" for case in cases_of(found.id))


def markdown(found: Control) -> Iterator[str]:
    """Explain one control as a page, line by line."""
    code = f"../../guardrails/controls/{found.id}.py"
    yield from (f"# {found.title}", "")
    said = f"`{found.id}` · {found.family} · {found.severity} · {_KINDS[found.type]}"
    yield f"{said} · [AWS]({found.source}) · [code]({code})"
    if presets_with(found.id):
        yield from ("", f"In the [presets](../presets.md): {', '.join(presets_with(found.id))}.")
    yield from ("", fill(found.why, WIDTH, break_on_hyphens=False))
    if found.limits:
        limits = fill(f"**What it doesn't do.** {found.limits}", WIDTH, break_on_hyphens=False)
        yield from ("", limits)
    if parameters_of(found):
        yield from ("", "## Parameters", "", "| name | value | default | meaning |", "|---|---|---|---|")
    for parameter in parameters_of(found):
        default = "required" if parameter.default is None else f"`{parameter.default}`"
        yield f"| `{parameter.name}` | {parameter.kind} | {default} | {parameter.meaning} |"
    chosen = shown_parameters(found)
    shown = f" with `{json.dumps(chosen)}`" if chosen else ""
    yield from ("", f"## What it denies{shown}")
    for effect in effects(found):
        yield from ("", f"**{effect.statement.sid}** denies {_count(effect)}{_where(effect, '`')}", "")
        if effect.statement.conditions:
            yield f"- when {_conditions(effect, '`')}"
        yield f"- {'all but ' if effect.all_but else ''}{', '.join(f'`{one}`' for one in effect.listed)}"
    yield from ("", _exempting(found))
    yield from ("", "## Cases", "", "| answer | call |", "|---|---|")
    yield from (f"| {case.expect} | {_call(case, '`')} |" for case in cases_of(found.id))
    yield from ("", "## As a policy", "", "```json")
    yield json.dumps(document_of(found).to_dict(), indent=2, ensure_ascii=False)
    yield "```"


def _exempting(found: Control) -> str:
    if not found.spares:
        return "No exemption changes it: whom it binds has no ARN that one could name."
    if found.type == RCP:
        return "Whom an exemption names is spared, a stranger only where it spells out his account."
    return "Whom an exemption names is spared by each statement."


def as_json(found: Control) -> dict[str, Any]:
    """Explain one control as what JSON can hold."""
    return {
        **_facts(found),
        "parameters": [
            {
                "name": one.name,
                "kind": one.kind,
                "required": one.default is None,
                "default": None if one.default is None else json.loads(one.default),
                "meaning": one.meaning,
            }
            for one in parameters_of(found)
        ],
        "shown_with": dict(shown_parameters(found)),
        "statements": [
            {"sid": one.statement.sid, "denies": list(one.actions), "statement": one.statement.to_dict()}
            for one in effects(found)
        ],
        "cases": [
            {
                "expect": case.expect,
                "action": case.action,
                "resource": case.resource,
                "principal": case.principal,
                "context": {"aws:RequestedRegion": REGION, **_facts_of(found, case), **case.context},
                "parameters": dict(case.parameters),
            }
            for case in cases_of(found.id)
        ],
    }


def _facts_of(found: Control, case: Case) -> dict[str, str]:
    return facts_of(case.principal) if found.type == RCP else {}


def _count(effect: Effect) -> str:
    number = counted(len(effect.actions), "action")
    return f"{number} and all that AWS will add" if effect.all_but else number


def _where(effect: Effect, quote: str = "") -> str:
    statement = effect.statement
    if statement.resources == ("*",):
        return ""
    arns = ", ".join(f"{quote}{arn}{quote}" for arn in statement.resources or statement.not_resources)
    return f" on {'everything but ' if statement.not_resources else ''}{arns}"


def _conditions(effect: Effect, quote: str = "") -> str:
    return " and ".join(
        f"{quote}{operator} {key}: {', '.join(values)}{quote}"
        for operator, key, values in effect.statement.conditions
    )


def _listed(effect: Effect) -> Iterator[str]:
    if effect.all_but:
        yield f"all but {len(effect.listed)} patterns"
    elif len(effect.actions) > _FEW:
        yield ", ".join(effect.listed)
    else:
        yield from effect.actions


def _call(case: Case, quote: str = "") -> str:
    """Render a call: what is done, and of the rest what isn't as in every other."""
    said = [f"{quote}{case.action}{quote}"]
    if case.resource != "*":
        said.append(f"on {quote}{case.resource}{quote}")
    if case.principal != SOMEBODY:
        said.append(f"by {_who(case.principal, quote)}")
    said += [f"with {quote}{key}{quote} {quote}{_value(value)}{quote}" for key, value in case.context.items()]
    if case.parameters:
        said.append(f"where {quote}{json.dumps(dict(case.parameters))}{quote}")
    return " ".join(said)


def _who(principal: str, quote: str) -> str:
    """Name a principal of the account by what it is called there, and say of a stranger that it is one."""
    if ":" not in principal:
        return "anybody, unsigned" if principal == ANONYMOUS else f"{quote}{principal}{quote}"
    account, name = principal.split(":", 5)[4:]
    return f"{quote}{name}{quote}{' of a stranger' if account == STRANGER.split(':')[4] else ''}"


def _value(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
