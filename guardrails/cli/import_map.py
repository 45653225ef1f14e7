"""`import-map`: write which resources of an adopted baseline are in AWS already, for `cdk import`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.capture_source import CaptureOption, HomeOption, LiveRequest, capture_from, check_reader
from guardrails.cli.common import FINDINGS, Format, refuse, refused
from guardrails.errors import InputError, counted, one_line

if TYPE_CHECKING:
    from guardrails.adopt.imports import AssemblyImport

ASSEMBLY = "assembly"
"""The folder of the cloud assembly that has what is imported alone."""
AssemblyOption = Annotated[
    Path, typer.Option("--assembly", metavar="FOLDER", help="The folder that `cdk synth` wrote.")
]
OutOption = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="Where to write it: a folder that is new or empty.")
]


def import_map(
    *,
    assembly: AssemblyOption,
    out: OutOption,
    capture: CaptureOption = None,
    home_region: HomeOption = "",
) -> None:
    """Write, for each stack, the mapping that `cdk import` reads, and the assembly that it imports from."""
    from guardrails.adopt.folder import FolderTakenError, write_folder
    from guardrails.adopt.imports import assembly_import

    def read(name: str) -> str:
        return (assembly / name).read_text(encoding="utf-8")

    try:
        captured = capture_from(capture, LiveRequest(home_region, command="import-map"))
        check_reader(captured)
        imports = assembly_import(captured.capture, read, str(assembly))
        write_folder(out, dict(_files(imports)))
    except InputError as error:
        raise refuse(error, Format.TEXT) from None
    except FolderTakenError:
        raise refused(f"{out}: something is there already; name a folder that is new or empty") from None
    except OSError as error:
        problem = f"{out}: can't be written ({error.strerror}); name a folder in one that exists"
        raise refused(problem) from None
    for stack in imports.stacks:
        typer.echo(
            f"{stack.stack}: {counted(len(stack.mapping), 'resource')} to import,"
            f" {len(stack.created)} to create."
        )
        for sentence in stack.remains:
            typer.echo(one_line(f"  {sentence}."))
    for sentence in (*imports.left, *imports.beside):
        typer.echo(one_line(f"{sentence}."))
    if imports.left or any(stack.remains for stack in imports.stacks):
        raise typer.Exit(FINDINGS)


def _files(imports: AssemblyImport) -> Iterator[tuple[str, str]]:
    for stack in imports.stacks:
        if stack.mapping:
            yield f"{stack.stack}.json", json.dumps(stack.mapping, indent=2) + "\n"
    for name, text in imports.assembly.items():
        yield f"{ASSEMBLY}/{name}", text
