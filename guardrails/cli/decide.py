"""`decide`: answer decision cases, one a line."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from guardrails.cli.common import FINDINGS, WRONG_INPUT
from guardrails.errors import one_line
from guardrails.policy.cases.lines import MAX_LINE, CaseLines, shared_policies
from guardrails.policy.decide.ruleset import Ruleset

_STDIN = "-"
_PIECE = 1 << 18

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="The cases, one JSON object a line; - is standard input.")
]
PoliciesOption = Annotated[
    str,
    typer.Option(
        "--policies",
        metavar="FILE",
        help="A JSON object with the `layers` and `rcps` of every case; the lines then leave them out.",
    ),
]


class _UnreadableCasesError(Exception):
    """The file can't be read."""


def decide(file: FileArgument, policies: PoliciesOption = "") -> None:
    """Say what policies do to requests: one case a line in, one answer a line out."""
    cases = CaseLines(_shared(policies) if policies else None)
    try:
        for lines in lines_of(_pieces(file)):
            # Goes out before the next read may wait, so that whoever asks one by one gets his answers.
            typer.echo(b"".join(cases.answers(lines)), nl=False)
    except _UnreadableCasesError as error:
        raise _stopped(f"{file}: can't be read: {error}") from None
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise _stopped(f"the answers can't be written: {error.strerror}") from None
    if cases.wrong:
        raise typer.Exit(FINDINGS)


def _shared(file: str) -> Ruleset:
    """Read the policies that all cases share.

    Raises:
        typer.Exit: when the file can't be read, or doesn't hold policies.
    """
    try:
        return shared_policies(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise _stopped(f"{file}: can't be read: {error.strerror}") from None
    except ValueError as error:
        raise _stopped(f"{file}: {error}") from None


def lines_of(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines that each piece completes; of one that is too long, only as much as shows that."""
    begun: list[bytes] = []
    size = 0
    for piece in pieces:
        *lines, remainder = piece.split(b"\n")
        if lines:
            lines[0] = b"".join((*begun, lines[0]))
            yield lines
            begun, size = [], 0
        if size <= MAX_LINE:
            begun.append(remainder)
            size += len(remainder)
    yield [b"".join(begun)]


def _pieces(file: str) -> Iterator[bytes]:
    """Read a file piece by piece, each as soon as there is one.

    Raises:
        _UnreadableError: when that doesn't go.
    """
    try:
        with nullcontext(sys.stdin.buffer) if file == _STDIN else Path(file).open("rb") as source:
            reader: Any = source
            while piece := reader.read1(_PIECE):
                yield piece
    except OSError as error:
        raise _UnreadableCasesError(error.strerror) from None
    except ValueError as error:
        raise _UnreadableCasesError(str(error)) from None


def _stopped(reason: str) -> typer.Exit:
    typer.echo(one_line(reason), err=True)
    return typer.Exit(WRONG_INPUT)
