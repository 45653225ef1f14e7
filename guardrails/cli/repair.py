"""`repair`: bring back organization policies that somebody detached, changed or deleted by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.changing import changing
from guardrails.cli.common import FINDINGS, refused
from guardrails.errors import InputError, counted, one_line

if TYPE_CHECKING:
    from guardrails.live.assembly import Assembly
    from guardrails.live.repair import RepairPlan

AssemblyOption = Annotated[
    Path, typer.Option("--assembly", metavar="FOLDER", help="The cloud assembly that is deployed.")
]
ApplyOption = Annotated[bool, typer.Option("--apply", help="Change AWS; without it the plan is printed.")]
LogOption = Annotated[
    Path,
    typer.Option("--log", metavar="FILE", help="Takes each change, a JSON object a line."),
]


def repair(
    *,
    assembly: AssemblyOption = Path("cdk.out"),
    apply: ApplyOption = False,
    log: LogOption = Path("guardrails.log"),
) -> None:
    """Re-attach, restore and re-create the policies that the assembly has and AWS lacks."""
    # Imports boto3, for which no other command should wait.
    from guardrails.live.assembly import read_assembly

    try:
        with changing(log, "step", "taken"):
            declared = read_assembly(assembly)
            repair_plan = _plan_and_apply(declared, log if apply else None)
    except InputError as error:
        raise refused(str(error)) from None
    if repair_plan.findings or (not apply and (repair_plan.steps or repair_plan.missing)):
        raise typer.Exit(FINDINGS)


def _plan_and_apply(declared: Assembly, log: Path | None) -> RepairPlan:
    """Plan, and with a log take the steps and plan again: what is left is what AWS still lacks."""
    from guardrails.live.aws import Aws
    from guardrails.live.readers.caller import read_caller
    from guardrails.live.repair import ACTIONS, plan, read_state
    from guardrails.live.runner import Log, run

    aws = Aws(declared.organization.home_region, ACTIONS, command="repair")
    caller = read_caller(aws)
    repair_plan = plan(declared, read_state(aws, declared, caller))
    if log is not None and repair_plan.steps:
        run(repair_plan.steps, aws, Log(log, "repair", caller), typer.echo)
        repair_plan = plan(declared, read_state(aws, declared, caller))
    _show(declared, repair_plan, applied=log is not None)
    return repair_plan


def _show(declared: Assembly, repair_plan: RepairPlan, *, applied: bool) -> None:
    for number, step in enumerate(repair_plan.steps, 1):
        typer.echo(one_line(f"{number}. {step.sentence()}"))
    for note in repair_plan.notes:
        typer.echo(one_line(f"left alone: {note}"))
    for finding in repair_plan.findings:
        typer.echo(str(finding))
    for line in _conclusion(declared, repair_plan, applied=applied):
        typer.echo(line)


def _conclusion(declared: Assembly, repair_plan: RepairPlan, *, applied: bool) -> list[str]:
    organization = declared.organization
    subject = f"{declared.folder}: {counted(len(declared.policies), 'policy')} of {organization.id}"
    lines = [f"{subject} are in AWS as they were deployed."]
    if repair_plan.steps:
        count = counted(len(repair_plan.steps), "step")
        lines = [f"{subject}; {count} bring back what AWS lacks."]
        lines += [] if applied else ["Nothing was changed: take them with --apply."]
    elif repair_plan.missing or repair_plan.findings:
        lines = [f"{subject} hold, as far as this command can bring them back."]
    if repair_plan.missing and not repair_plan.steps:
        stacks = " ".join(declared.stacks)
        lines += [
            f"CloudFormation has to make again: {', '.join(repair_plan.missing)}",
            f"Run `cdk deploy {stacks} --revert-drift`, then this command again.",
        ]
    return lines
