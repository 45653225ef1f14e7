"""`controls`: list the catalogue of controls, or explain one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails import aws_facts
from guardrails.cli.common import Format, FormatOption, answer, refuse
from guardrails.errors import Finding, InputError, Location, one_line

if TYPE_CHECKING:
    from guardrails.controls import Control

IdArgument = Annotated[
    str | None, typer.Argument(metavar="ID", help="The control to explain; all are listed without one.")
]


def controls(control_id: IdArgument = None, output: FormatOption = Format.TEXT) -> None:
    """List the controls by family and severity, or explain one: its effect, parameters, cases and limits."""
    from guardrails.controls import controls as catalogue
    from guardrails.report import controls as rendered

    all_controls = catalogue()
    if control_id is None:
        answer(
            output,
            as_json=lambda: rendered.list_json(all_controls),
            text=lambda: _lines(rendered.list_text(all_controls)),
            markdown=lambda: _lines(rendered.list_markdown(all_controls)),
        )
        return
    try:
        control = _named(control_id, all_controls)
    except InputError as error:
        raise refuse(error, output) from None
    answer(
        output,
        as_json=lambda: rendered.as_json(control),
        text=lambda: _lines(rendered.text(control)),
        markdown=lambda: _lines(rendered.markdown(control)),
    )


def _named(control_id: str, all_controls: Mapping[str, Control]) -> Control:
    if control_id not in all_controls:
        near = aws_facts.nearest(control_id, frozenset(all_controls))
        remedy = f'did you mean "{near}"?' if near else "`controls` lists them"
        raise InputError([Finding(Location("controls"), "", f'there is no control "{control_id}"', remedy)])
    return all_controls[control_id]


def _lines(blocks: Iterable[str]) -> Iterator[str]:
    return (one_line(line) for block in blocks for line in block.split("\n"))
