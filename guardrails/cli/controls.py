"""`controls`: list the catalogue of controls, or explain one of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated

import typer

from guardrails import aws_facts
from guardrails.cli.common import Format, FormatOption, refuse
from guardrails.controls import Control
from guardrails.controls import controls as catalogue
from guardrails.errors import Finding, InputError, Location, one_line
from guardrails.report import controls as rendered

IdArgument = Annotated[
    str | None, typer.Argument(metavar="ID", help="The control to explain; all are listed without one.")
]


def controls(control_id: IdArgument = None, output: FormatOption = Format.TEXT) -> None:
    """List the controls by family and severity, or explain one: its effect, parameters, cases and limits."""
    found = catalogue()
    if control_id is None:
        lists = {Format.TEXT: rendered.list_text, Format.MARKDOWN: rendered.list_markdown}
        if output is Format.JSON:
            typer.echo(json.dumps(rendered.list_json(found), indent=2))
        else:
            _print(lists[output](found))
        return
    try:
        one = _named(control_id)
    except InputError as error:
        raise refuse(error, output) from None
    if output is Format.JSON:
        typer.echo(json.dumps(rendered.as_json(one), indent=2))
    else:
        _print(rendered.markdown(one) if output is Format.MARKDOWN else rendered.text(one))


def _named(control_id: str) -> Control:
    known = catalogue()
    if control_id not in known:
        near = aws_facts.nearest(control_id, frozenset(known))
        remedy = f'did you mean "{near}"?' if near else "`controls` lists them"
        raise InputError([Finding(Location("controls"), "", f'there is no control "{control_id}"', remedy)])
    return known[control_id]


def _print(lines: Iterable[str]) -> None:
    for block in lines:
        for line in block.split("\n"):
            typer.echo(one_line(line))
