"""`effective`: print the effective management policies of an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails import aws_facts
from guardrails.cli.common import (
    DEFAULT_BASELINE,
    AccountOption,
    BaselineOption,
    Format,
    FormatOption,
    answer,
    load_baseline,
    refuse,
)
from guardrails.errors import Finding, InputError, Location
from guardrails.management_policies import BY_ID

if TYPE_CHECKING:
    from guardrails.posture import Posture
    from guardrails.posture.effective import EffectivePolicy

TypeOption = Annotated[
    str | None, typer.Option("--type", metavar="TYPE", help=f"One type alone: {', '.join(BY_ID)}.")
]


def effective(
    *,
    account: AccountOption,
    only: TypeOption = None,
    baseline: BaselineOption = DEFAULT_BASELINE,
    output: FormatOption = Format.TEXT,
) -> None:
    """Print what the management policies come to in an account, and which policy set each part of it."""
    from guardrails.posture import compile_posture
    from guardrails.posture.others import others_json, others_sentence
    from guardrails.report import management as rendered

    try:
        compiled = compile_posture(load_baseline(baseline))
        policies = _effective_policies(compiled, account, only)
    except InputError as error:
        raise refuse(error, output) from None
    answer(
        output,
        as_json=lambda: {**rendered.as_json(policies), "policies_of_others": others_json(compiled.read)},
        text=lambda: (*rendered.text(policies), others_sentence(compiled.read)),
        markdown=lambda: (*rendered.markdown(policies), others_sentence(compiled.read)),
    )


def _effective_policies(posture: Posture, account: str, only: str | None) -> Mapping[str, EffectivePolicy]:
    from guardrails.posture.effective import effective_policies

    organization = posture.organization
    path = organization.by_id[account].path if account in organization.by_id else account
    findings = []
    if path not in organization.by_path:
        problem = f'"{account}" is not in the organization'
        findings.append(_unknown("--account", problem, account, frozenset(organization.by_path)))
    if only is not None and only not in BY_ID:
        findings.append(_unknown("--type", f'there is no type "{only}"', only, frozenset(BY_ID)))
    if findings:
        raise InputError(findings)
    policies = effective_policies(posture, path)
    return {name: policy for name, policy in policies.items() if only in (None, name)}


def _unknown(option: str, problem: str, name: str, names: frozenset[str]) -> Finding:
    near = aws_facts.nearest(name, names)
    remedy = f'did you mean "{near}"?' if near else f"known: {', '.join(sorted(names))}"
    return Finding(Location(option), "", problem, remedy)
