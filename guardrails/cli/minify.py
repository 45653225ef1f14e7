"""`minify`: print a policy document in fewer characters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from guardrails.aws_facts import measured_size
from guardrails.cli.common import Format, FormatOption, refuse
from guardrails.errors import Finding, InputError, Location, one_line
from guardrails.policy.language.document import EVERYBODY, Document
from guardrails.policy.language.parse import parse_rcp, parse_scp
from guardrails.policy.minify.run import Wildcards
from guardrails.policy.minify.run import minify as minified

STDIN = "-"
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The policy; - is standard input.")]
WildcardsOption = Annotated[
    Wildcards,
    typer.Option(help="Where a wildcard may be put: between letters, between words, or nowhere."),
]


def minify(
    file: FileArgument,
    wildcards: WildcardsOption = Wildcards.LETTERS,
    output: FormatOption = Format.JSON,
) -> None:
    """Print a service or resource control policy in fewer characters, saying the same; write no file."""
    try:
        document = _read(file)
    except InputError as error:
        raise refuse(error, output) from None
    shorter = minified(document, wildcards=wildcards)
    if output is Format.JSON:
        # White space counts towards the quota.
        typer.echo(json.dumps(shorter.to_dict(), ensure_ascii=False, separators=(",", ":")))
        return
    before, after = (measured_size(version.to_dict()) for version in (document, shorter))
    verdict = f"{after:,} when shortened" if after < before else "no shorter way was found"
    typer.echo(one_line(f"{file}: {before:,} characters, {verdict}."))


def _read(file: Path) -> Document:
    """Read an SCP, or an RCP: what an SCP could say, with everyone as the Principal.

    Raises:
        InputError: with everything that is wrong with it.
    """
    from guardrails.baseline.files import why_unreadable

    name = "standard input" if str(file) == STDIN else str(file)
    try:
        text = (sys.stdin.buffer.read() if str(file) == STDIN else file.read_bytes()).decode()
    except (OSError, ValueError) as error:
        problem, remedy = (
            f"can't be read: {why_unreadable(error)}",
            "name a UTF-8 file, or - for standard input",
        )
        raise InputError([Finding(Location(name), "", problem, remedy)]) from None
    read = parse_scp(text, name)
    if isinstance(read, Document):
        return read
    if all(finding.field.endswith(".Principal") for finding in read):
        document = parse_rcp(text, name)
        if isinstance(document, Document) and all(
            statement.principal == EVERYBODY for statement in document.statements
        ):
            return document
    raise InputError(read)
