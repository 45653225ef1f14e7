"""`posture`: print the compiled posture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from guardrails.cli.common import DEFAULT_BASELINE, BaselineOption, Format, load_baseline, refuse
from guardrails.errors import InputError, one_line
from guardrails.organization import Account, Node
from guardrails.report.markdown import code

if TYPE_CHECKING:
    from guardrails.posture import Posture


class PostureFormat(StrEnum):
    """How `posture` answers: as any command, or as a picture."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    MERMAID = "mermaid"


PostureFormatOption = Annotated[
    PostureFormat,
    typer.Option(
        "--format",
        help="How to answer; mermaid draws the organization for a Markdown page.",
        case_sensitive=False,
    ),
]


def posture(
    baseline: BaselineOption = DEFAULT_BASELINE, output: PostureFormatOption = PostureFormat.JSON
) -> None:
    """Print what the baseline compiles to: the tree, and every policy on every node."""
    from guardrails.baseline.scope import scope_sentence
    from guardrails.posture import compile_posture
    from guardrails.posture.interchange.form import to_json
    from guardrails.posture.others import others_sentence
    from guardrails.report.mermaid import mermaid

    try:
        compiled = compile_posture(load_baseline(baseline))
    except InputError as error:
        raise refuse(error, Format.JSON if output is PostureFormat.JSON else Format.TEXT) from None
    if output is PostureFormat.JSON:
        typer.echo(to_json(compiled), nl=False)
        return
    if sentence := scope_sentence(compiled.scope, compiled.outside):
        typer.echo(one_line(f"%% {sentence}" if output is PostureFormat.MERMAID else sentence))
    others = others_sentence(compiled.read)
    if output is PostureFormat.MERMAID:
        lines: Iterable[str] = (*mermaid(compiled), f"%% {others}")
    else:
        tree = _markdown if output is PostureFormat.MARKDOWN else _lines
        lines = (others, *tree(compiled, compiled.organization.root, 0))
    for line in lines:
        typer.echo(one_line(line))


def _markdown(compiled: Posture, node: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}- {code(node.name)} ({node.id})"
    for policy in compiled.by_target.get(node.path, ()):
        if not policy.aws_managed:
            yield f"{indent}  - {code(policy.name)}: {', '.join(code(intent) for intent in policy.intents)}"
    for child in node.children:
        yield from _markdown(compiled, child, depth + 1)


def _lines(compiled: Posture, node: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    label = f"{node.name} ({node.id})"
    yield f"{indent}{label}" if isinstance(node, Account) else f"{indent}{label}/"
    for policy in compiled.by_target.get(node.path, ()):
        if not policy.aws_managed:
            yield f"{indent}  * {policy.name}: {', '.join(policy.intents)}"
    for management_policy in compiled.management_by_target.get(node.path, ()):
        yield f"{indent}  * {management_policy.name}: {management_policy.entry}"
    for child in node.children:
        yield from _lines(compiled, child, depth + 1)
