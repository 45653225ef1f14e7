"""`check`: load, compile, prove and validate without CDK."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import typer

from guardrails import aws_facts
from guardrails.baseline.reminders import reminders
from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    FormatOption,
    load_baseline,
    refuse,
    rendered,
    today,
)
from guardrails.errors import InputError, one_line
from guardrails.policy.document import SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.advice import advice
from guardrails.posture.limits import Limits, limits_of
from guardrails.posture.prove import prove
from guardrails.report.markdown import finding_item
from guardrails.stacks.limits import room_findings


def check(baseline: BaselineOption = DEFAULT_BASELINE, output: FormatOption = Format.TEXT) -> None:
    """Load, compile, prove and validate a baseline, without CDK and without AWS."""
    try:
        loaded = load_baseline(baseline)
        compiled = compile_posture(loaded)
    except InputError as error:
        raise refuse(error, output) from None
    proof = prove(loaded, compiled, today=today())
    findings = (*proof.findings, *room_findings(loaded), *advice(loaded, compiled))
    coming = reminders(loaded, today())
    summary = _summary(compiled, limits_of(loaded))
    if output is Format.JSON:
        lists = {"findings": rendered(findings), "reminders": rendered(coming)}
        typer.echo(json.dumps({"ok": not findings, **summary, **lists}, indent=2))
    else:
        for finding in (*findings, *coming):
            typer.echo(finding_item(finding) if output is Format.MARKDOWN else str(finding))
        if output is Format.MARKDOWN and (findings or coming):
            typer.echo()
        typer.echo(one_line(_sentence(str(baseline), summary)))
    if findings:
        raise typer.Exit(FINDINGS)


def _summary(posture: Posture, limits: Mapping[str, Limits]) -> dict[str, Any]:
    """Tell what comes nearest to its limit, whatever its type."""
    sizes = {one: aws_facts.measured_size(one.document.to_dict()) for one in posture.own}
    largest = max(sizes, key=lambda one: sizes[one] / limits[one.type].characters, default=None)
    own = Counter((one.type, one.target) for one in posture.own)
    carried = {
        (kind, path): of_kind.taken(path) + own[kind, path]
        for kind, of_kind in limits.items()
        if kind == SCP or any(one.type == kind for one in posture.own)
        for path in posture.by_target
    }
    fullest = max(carried, key=lambda place: carried[place] / limits[place[0]].attached)
    return {
        "accounts": len(posture.organization.accounts),
        "policies": len(posture.own),
        "nodes_with_policies": len({policy.target for policy in posture.own}),
        "largest_policy": largest
        and {
            "name": largest.name,
            "characters": sizes[largest],
            "of": limits[largest.type].characters,
        },
        "fullest_node": {
            "path": fullest[1],
            "policies": carried[fullest],
            "of": limits[fullest[0]].attached,
        },
    }


def _sentence(file: str, summary: dict[str, Any]) -> str:
    sentence = (
        f"{file}: {summary['accounts']} member accounts, {summary['policies']} policies"
        f" on {summary['nodes_with_policies']} nodes."
    )
    largest, fullest = summary["largest_policy"], summary["fullest_node"]
    if largest:
        sentence += (
            f" Largest: {largest['name']}, {largest['characters']:,} of {largest['of']:,} characters."
            f" Fullest node: {fullest['path']}, {fullest['policies']} of {fullest['of']} policies."
        )
    return sentence
