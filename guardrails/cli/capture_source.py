"""Where a command takes a capture from: a file, or the live organization of the caller's credentials."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.aws_facts.regions import is_region
from guardrails.cli.common import WRONG_INPUT
from guardrails.ending import INTERRUPTED
from guardrails.errors import Finding, InputError, Location, one_line

if TYPE_CHECKING:
    from guardrails.capture import Capture
    from guardrails.live.reading import Reader

LIVE = "the live organization"
CaptureOption = Annotated[
    Path | None,
    typer.Option(
        "--capture", metavar="FILE", help="A capture; without it AWS is read with your credentials."
    ),
]
HomeOption = Annotated[
    str,
    typer.Option(
        "--home-region",
        metavar="REGION",
        help="The region of the organization's stacks, when AWS is read; by default the shell's.",
    ),
]
RegionsOption = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="REGION", help="Also look for stacks and alarms in it; repeatable."),
]
StackAccountsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--stack-account", metavar="ID", help="Also look for stacks in it, by --member-role; repeatable."
    ),
]
RoleOption = Annotated[
    str,
    typer.Option("--member-role", metavar="NAME", help="Read each member through its role of this name."),
]


@dataclass(frozen=True)
class LiveRequest:
    """How AWS is read where no file is named.

    Attributes:
        regions: More regions to look for stacks and alarms in.
        member_role: The role in members; none of them is read from the inside without it.
        readers: Which readers read; all of them where this is None.
        command: The command that reads, as CloudTrail names it.
        stack_accounts: The ids of members to look for stacks in; the role in members reads them.
    """

    home_region: str
    regions: tuple[str, ...] = ()
    member_role: str = ""
    readers: tuple[Reader, ...] | None = None
    command: str = "capture"
    stack_accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedCapture:
    """A capture, and how findings name where it comes from."""

    capture: Capture
    name: str


def capture_from(file: Path | None, request: LiveRequest) -> NamedCapture:
    """Take a capture from a file, else from AWS; the progress goes to standard error.

    Raises:
        InputError: when the file or a region is wrong.
        typer.Exit: when AWS isn't reached or doesn't accept the credentials.
    """
    if file is not None:
        from guardrails.capture import load_capture

        return NamedCapture(load_capture(file), str(file))
    return NamedCapture(_live(request), LIVE)


def check_reader(source: NamedCapture) -> None:
    """Refuse what a member account sees: its own stacks would pass for the organization's.

    Raises:
        InputError: when another account than the management account was the caller's.
    """
    organization, reader = source.capture.organization, source.capture.read_by.account
    management = organization.management_account if organization else None
    if management is not None and reader != management:
        problem = f"is {reader}, and the management account is {management}"
        remedy = "capture with credentials of the management account"
        raise InputError([Finding(Location(source.name), "read_by.account", problem, remedy)])


def _live(request: LiveRequest) -> Capture:
    # Imports boto3, for which nobody should wait who reads a file.
    from guardrails.live.aws import AwsError, default_region
    from guardrails.live.capture import READERS, CaptureRequest, capture_live

    try:
        home_region = request.home_region or default_region()
        _check_regions(home_region, request.regions)
        return capture_live(
            CaptureRequest(
                home_region,
                request.regions,
                request.member_role,
                READERS if request.readers is None else request.readers,
                command=request.command,
                stack_accounts=request.stack_accounts,
            ),
            lambda line: typer.echo(line, err=True),
        )
    except AwsError as error:
        typer.echo(one_line(f"{error.sentence}; {error.remedy}; nothing was written"), err=True)
        raise typer.Exit(WRONG_INPUT) from None
    except KeyboardInterrupt:
        typer.echo("Interrupted; nothing was written.", err=True)
        raise typer.Exit(INTERRUPTED) from None


def _check_regions(home_region: str, regions: tuple[str, ...]) -> None:
    """Refuse what is no region.

    Raises:
        InputError: with the first of them.
    """
    named = (("--home-region", home_region), *(("--region", region) for region in regions))
    for option, name in named:
        if not is_region(name):
            problem = f"{name} is no region" if name else "no region is named"
            raise InputError([Finding(Location(option), "", problem, "write it as eu-central-1")])
