"""`preflight`: what stands in the way of a deployment."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.capture_source import (
    CaptureOption,
    LiveRequest,
    RegionsOption,
    RoleOption,
    capture_from,
)
from guardrails.cli.changing import changing
from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    BaselineOption,
    Format,
    load_baseline,
    refuse,
    today,
)
from guardrails.errors import Finding, InputError, Location

if TYPE_CHECKING:
    from guardrails.baseline import Baseline
    from guardrails.cli.preflight_answer import Answer


class PreflightFormat(StrEnum):
    """How the command answers."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


AssemblyOption = Annotated[
    Path | None,
    typer.Option(
        "--assembly", metavar="FOLDER", help="Also list what this cloud assembly deletes and replaces."
    ),
]
ImportsOption = Annotated[
    Path | None,
    typer.Option(
        "--imports", metavar="FOLDER", help="Count what `import-map` wrote here as the baseline's own."
    ),
]
PreflightFormatOption = Annotated[
    PreflightFormat, typer.Option("--format", help="How to answer.", case_sensitive=False)
]


ApplyOption = Annotated[
    bool, typer.Option("--apply", help="Make the calls that correct faults, then look again.")
]
LogOption = Annotated[
    Path, typer.Option("--log", metavar="FILE", help="Takes each change, a JSON object a line.")
]


def preflight(
    *,
    baseline: BaselineOption = DEFAULT_BASELINE,
    capture: CaptureOption = None,
    region: RegionsOption = None,
    member_role: RoleOption = "",
    assembly: AssemblyOption = None,
    imports: ImportsOption = None,
    output: PreflightFormatOption = PreflightFormat.TEXT,
    apply: ApplyOption = False,
    log: LogOption = Path("guardrails.log"),
) -> None:
    """Compare the organization as it is with the baseline, before a deployment; only --apply changes it."""
    from guardrails.baseline.declared_stacks import stack_members

    try:
        if apply:
            _refuse_the_past(capture)
        loaded = load_baseline(baseline)
        home = loaded.organization.home_region
        away = [place for place in (loaded.budgets_region, loaded.access_region) if place != home]
        request = LiveRequest(
            home,
            (*away, *(region or ())),
            member_role,
            command="preflight",
            stack_accounts=stack_members(loaded),
        )
        answer = _answer(loaded, capture, request, assembly, imports)
        if apply:
            _apply(loaded, answer, member_role, log)
            answer = _answer(loaded, None, request, assembly, imports)
    except InputError as error:
        form = Format.JSON if output is PreflightFormat.JSON else Format.TEXT
        raise refuse(error, form) from None
    for line in answer.lines(output):
        typer.echo(line)
    if answer.blocks:
        raise typer.Exit(FINDINGS)


def _refuse_the_past(capture: Path | None) -> None:
    """Refuse a capture where AWS shall be changed.

    Raises:
        InputError: when one is named.
    """
    if capture is not None:
        problem = "a capture is of the past, so --apply doesn't take one"
        raise InputError([Finding(Location(str(capture)), "", problem, "leave out --capture")])


def _answer(
    loaded: Baseline,
    capture: Path | None,
    request: LiveRequest,
    assembly: Path | None,
    imports: Path | None,
) -> Answer:
    from guardrails.cli.preflight_answer import answer_of
    from guardrails.cli.preflight_assembly import derived_documents, read_imports, read_templates
    from guardrails.preflight import examine, inspect

    to_import = {} if imports is None else read_imports(imports)
    captured = capture_from(capture, request).capture
    templates = None if assembly is None else read_templates(assembly)
    derived = None if assembly is None else derived_documents(loaded, assembly)
    inspection = inspect(loaded, captured, today(), templates, to_import, derived=derived)
    return answer_of(inspection, examine(inspection))


def _apply(loaded: Baseline, answer: Answer, member_role: str, log: Path) -> None:
    """Make the calls that correct open findings, one after the other.

    Raises:
        InputError: when the credentials are of another account than the file's.
        typer.Exit: when AWS refuses a call, or the log can't be written.
    """
    # Imports boto3, for which nobody should wait who only looks.
    from guardrails.live.aws import Aws
    from guardrails.live.fixes import OPERATIONS, fixes_of
    from guardrails.live.readers.caller import read_caller
    from guardrails.live.runner import Log, run

    management = loaded.organization.management_account.id
    calls = [answer.fix_calls[finding] for finding in answer.open if finding in answer.fix_calls]
    with changing(log, "call", "made"):
        aws = Aws(loaded.organization.home_region, OPERATIONS, command="preflight")
        caller = read_caller(aws)
        if caller.account != management:
            problem = f"the file is for {management}, and the credentials are of {caller.account}"
            place = loaded.locate("organization", "management_account")
            raise InputError([Finding(place, "", problem, "sign in to the management account")])
        steps = tuple(fixes_of(calls, management, member_role))
        run(steps, aws, Log(log, "preflight", caller), lambda line: typer.echo(line, err=True))
