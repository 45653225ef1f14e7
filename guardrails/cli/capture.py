"""`capture`: read the live organization into one file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.capture_source import (
    CaptureOption,
    HomeOption,
    LiveRequest,
    NamedCapture,
    RegionsOption,
    RoleOption,
    StackAccountsOption,
    capture_from,
)
from guardrails.cli.common import FINDINGS, WRONG_INPUT
from guardrails.errors import Finding, InputError, Location, counted, one_line

if TYPE_CHECKING:
    from guardrails.capture import Capture

_OF_OTHERS = ("organization", "policies", "access", "stacks")
"""The readers that tell what others manage."""
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="The file to write; standard output without it.")
]
ForeignOption = Annotated[
    Path | None,
    typer.Option("--foreign", metavar="FILE", help="Write what others manage, for organization.foreign."),
]
GroupsOption = Annotated[
    list[str] | None,
    typer.Option("--group", metavar="NAME", help="In --foreign, list a group that has no assignment yet."),
]


def capture(
    *,
    home_region: HomeOption = "",
    out: OutOption = None,
    foreign: ForeignOption = None,
    group: GroupsOption = None,
    file: CaptureOption = None,
    region: RegionsOption = None,
    member_role: RoleOption = "",
    stack_account: StackAccountsOption = None,
) -> None:
    """Read the organization with read-only calls, and write it as one JSON file."""
    try:
        _check_two_files(out, foreign)
        request = LiveRequest(
            home_region, tuple(region or ()), member_role, stack_accounts=tuple(stack_account or ())
        )
        taken = _taken(file, request, only_foreign=_foreign_alone(out, foreign))
        _check_groups(taken.capture, tuple(group or ()))
        _write(taken, out, foreign, tuple(group or ()))
    except InputError as error:
        for finding in error.findings:
            typer.echo(str(finding), err=True)
        raise typer.Exit(WRONG_INPUT) from None
    read = taken.capture
    if _foreign_alone(out, foreign):
        asked = tuple(call for call in read.refused if call.reader in _OF_OTHERS)
        read = read.model_copy(update={"refused": asked})
    _summarize(read)
    if read.refused:
        raise typer.Exit(FINDINGS)


def _check_two_files(out: Path | None, foreign: Path | None) -> None:
    """Refuse one file for both, before anything is read: the second would replace the first.

    Raises:
        InputError: with the option.
    """
    if out is not None and foreign is not None and out.resolve() == foreign.resolve():
        problem, remedy = f"is {out}, as for --out", "name another file"
        raise InputError([Finding(Location("--foreign"), "", problem, remedy)])


def _check_groups(captured: Capture, names: tuple[str, ...]) -> None:
    """Refuse a name that no group has: the file would lack it without a word.

    Raises:
        InputError: with each of them, where the groups are known.
    """
    from guardrails.capture.foreign_center import instance_of

    instance = instance_of(captured)
    if instance is None or instance.groups is None:
        return
    known = {entry.name for entry in instance.groups}
    missing = [name for name in names if name not in known]
    if missing:
        problem, remedy = "is the name of no group in Identity Center", "write it as AWS has it"
        raise InputError(Finding(Location("--group"), name, problem, remedy) for name in missing)


def _foreign_alone(out: Path | None, foreign: Path | None) -> bool:
    return foreign is not None and out is None


def _taken(file: Path | None, request: LiveRequest, *, only_foreign: bool) -> NamedCapture:
    if only_foreign and file is None:
        from guardrails.live.capture import FOREIGN_READERS

        request = replace(request, readers=FOREIGN_READERS)
    return capture_from(file, request)


def _write(taken: NamedCapture, out: Path | None, foreign: Path | None, groups: tuple[str, ...] = ()) -> None:
    """Write what was asked for.

    Raises:
        InputError: when the capture knows too little to tell whose policies they are.
        typer.Exit: when a file can't be written.
    """
    from guardrails.capture import to_json
    from guardrails.capture.foreign import foreign_policies
    from guardrails.capture.writing import PRIVATE, PUBLIC, write_whole

    texts: list[tuple[Path, str, int]] = []
    if foreign is not None:
        texts.append((foreign, foreign_policies(taken.capture, taken.name, groups), PUBLIC))
    texts += [] if out is None else [(out, to_json(taken.capture), PRIVATE)]
    for path, text, mode in texts:
        try:
            write_whole(path, text, mode)
        except OSError as error:
            problem = f"{path}: can't be written ({error.strerror}); name another file"
            typer.echo(one_line(problem), err=True)
            raise typer.Exit(WRONG_INPUT) from None
    if not texts:
        typer.echo(to_json(taken.capture), nl=False)


def _summarize(taken: Capture) -> None:
    from guardrails.capture import switched_off

    for call in taken.refused:
        about = f" of {', '.join(call.about)}" if call.about else ""
        typer.echo(one_line(f"{call.action} ({call.code}): unknown is {call.unknown}{about}"), err=True)
    for note in switched_off(taken):
        typer.echo(one_line(f"{note}."), err=True)
    accounts = taken.organization.accounts if taken.organization else None
    subject = counted(len(accounts), "account") if accounts is not None else "no accounts"
    refused = f"; {counted(len(taken.refused), 'call')} refused" if taken.refused else ""
    typer.echo(f"Captured {subject}{refused}.", err=True)
