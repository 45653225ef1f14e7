"""`capture`: read the live organization into one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.common import FINDINGS, WRONG_INPUT
from guardrails.errors import counted, one_line

if TYPE_CHECKING:
    from guardrails.capture import Capture

INTERRUPTED = 130
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="The file to write; standard output without it.")
]
HomeOption = Annotated[
    str,
    typer.Option(
        "--home-region", metavar="REGION", help="The region of the organization's stacks and trail."
    ),
]
RegionsOption = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="REGION", help="Also look for stacks and alarms in it; repeatable."),
]
RoleOption = Annotated[
    str,
    typer.Option("--member-role", metavar="NAME", help="Read each member through its role of this name."),
]


def capture(
    *,
    home_region: HomeOption,
    out: OutOption = None,
    region: RegionsOption = None,
    member_role: RoleOption = "",
) -> None:
    """Read the organization with read-only calls, and write it as one JSON file."""
    # Imports boto3, for which no other command should wait.
    from guardrails.aws_facts.regions import is_region
    from guardrails.capture import to_json
    from guardrails.live.aws import AwsError
    from guardrails.live.capture import CaptureRequest, capture_live
    from guardrails.live.writing import write_whole

    regions = (home_region, *(region or ()))
    for name in regions:
        if not is_region(name):
            raise _refused(f"{name} is no region; write it as eu-central-1")
    try:
        request = CaptureRequest(home_region, tuple(regions), member_role)
        taken = capture_live(request, lambda line: typer.echo(line, err=True))
        text = to_json(taken)
        if out is None:
            typer.echo(text, nl=False)
        else:
            write_whole(out, text)
    except AwsError as error:
        raise _refused(f"{error.sentence}; {error.remedy}; nothing was written") from None
    except OSError as error:
        if out is None:
            raise
        raise _refused(f"{out}: can't be written ({error.strerror}); name another file") from None
    except KeyboardInterrupt:
        typer.echo("Interrupted; nothing was written.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    _summarize(taken)
    if taken.refused:
        raise typer.Exit(FINDINGS)


def _summarize(taken: Capture) -> None:
    for call in taken.refused:
        about = f" of {', '.join(call.about)}" if call.about else ""
        typer.echo(one_line(f"{call.action} ({call.code}): unknown is {call.unknown}{about}"), err=True)
    accounts = taken.organization.accounts if taken.organization else None
    subject = counted(len(accounts), "account") if accounts is not None else "no accounts"
    refused = f"; {counted(len(taken.refused), 'call')} refused" if taken.refused else ""
    typer.echo(f"Captured {subject}{refused}.", err=True)


def _refused(message: str) -> typer.Exit:
    typer.echo(one_line(message), err=True)
    return typer.Exit(WRONG_INPUT)
