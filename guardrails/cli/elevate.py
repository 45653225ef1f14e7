"""`elevate`: write the entry of an elevation into the baseline."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.common import DEFAULT_BASELINE, BaselineOption, Format, FormatOption, refuse, today
from guardrails.errors import Finding, InputError, Location
from guardrails.report.elevation_text import elevation_insertion
from guardrails.report.insertion import Insertion, paste

if TYPE_CHECKING:
    from guardrails.baseline.file import BaselineFile

NameArgument = Annotated[
    str,
    typer.Argument(metavar="NAME", help="Its name, such as incident-4711: lower-case letters, digits, -."),
]
GroupOption = Annotated[str, typer.Option(help="The group, by its name in the file.")]
SetOption = Annotated[str, typer.Option("--permission-set", help="The permission set that is copied.")]
AccountOption = Annotated[str, typer.Option(help="The path or the id of one account.")]
StartsOption = Annotated[str, typer.Option(help="When it begins, such as 2026-12-01T08:00Z (UTC).")]
EndsOption = Annotated[str, typer.Option(help="When AWS ends it, such as 2026-12-01T16:00Z (UTC).")]
ReasonOption = Annotated[str, typer.Option(help="Why the group needs it.")]
ApprovedOption = Annotated[str, typer.Option("--approved-by", help="The pull request that approves it.")]
WriteOption = Annotated[
    bool, typer.Option("--write", help="Write the entry into the file instead of printing it.")
]

_BYTE_ORDER_MARK = "\ufeff"


def elevate(
    name: NameArgument,
    *,
    group: GroupOption,
    permission_set: SetOption,
    account: AccountOption,
    starts: StartsOption,
    ends: EndsOption,
    reason: ReasonOption,
    approved_by: ApprovedOption,
    baseline: BaselineOption = DEFAULT_BASELINE,
    output: FormatOption = Format.TEXT,
    write: WriteOption = False,
) -> None:
    """Give a group more access in one account, which AWS ends by itself: print the entry, or write it."""
    fields = {
        "group": group,
        "permission_set": permission_set,
        "account": account,
        "starts": starts,
        "ends": ends,
        "reason": reason,
        "approved_by": approved_by,
    }
    try:
        insertion = _checked(baseline, name, fields, write=write)
    except InputError as error:
        raise refuse(error, output) from None
    if output is Format.JSON:
        typer.echo(json.dumps({"ok": True, "written": write, "to_add": [insertion.to_dict()]}, indent=2))
    elif write:
        typer.echo(f"Wrote the elevation {name} into {baseline}, {insertion.place}.")
    else:
        for line in paste([insertion], str(baseline), fenced=output is Format.MARKDOWN):
            typer.echo(line)


def _checked(path: Path, name: str, fields: dict[str, str], *, write: bool) -> Insertion:
    """Insert the entry into the text, and write the file only where everything else stays as it is.

    Raises:
        InputError: when the file is wrong, before or after.
    """
    from guardrails.baseline.load import load, load_text, reader
    from guardrails.capture.writing import write_whole

    before = load(path, today=today())
    written = path.read_bytes().decode()
    text = written.removeprefix(_BYTE_ORDER_MARK)
    mark = written[: len(written) - len(text)]
    insertion = elevation_insertion(text, str(path), name, fields)
    edited = _edited(text, insertion)
    after = load_text(edited, str(path), today=today(), read_file=reader(path.resolve().parent))
    if after.file.access is None or _without(after.file, name) != before.file:
        problem = "the entry can't be inserted: it would change another part of the file"
        remedy = "add the lines by hand; docs/access.md shows an entry"
        raise InputError([Finding(Location(str(path)), "access.elevations", problem, remedy)])
    if write:
        target = path.resolve()
        write_whole(target, mark + edited, stat.S_IMODE(target.stat().st_mode))
    return insertion


def _edited(text: str, insertion: Insertion) -> str:
    """Insert the lines, with the ends that the lines of the file have."""
    if "\r\n" in text and not insertion.column:
        insertion = replace(insertion, lines=tuple(f"{line}\r" for line in insertion.lines))
    return insertion.into(text)


def _without(file: BaselineFile, name: str) -> BaselineFile:
    """Return a file without an elevation."""
    access = file.access
    if access is None:
        return file
    elevations = {key: elevation for key, elevation in access.elevations.items() if key != name}
    return file.model_copy(update={"access": access.model_copy(update={"elevations": elevations})})
