"""Read the texts that people read, from pages and schemas to help, errors, comments and docstrings."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from guardrails.cli.help_texts import PROGRAM
from guardrails.cli.main import app

REPOSITORY = Path(__file__).resolve().parent.parent
GLOSSARY = REPOSITORY / "docs" / "glossary.md"
RAISED = frozenset({"Finding", "at", "ValueError", "InputError", "refuse", "formed"})
"""Calls whose texts are printed as errors: the names of functions, methods and exceptions."""
ASSIGNED = frozenset({"problem", "remedy", "sentence", "slots", "needs", "count", "capacity"})
"""Names whose texts such a call gets."""
RULES = (
    "guardrails/policy/lint",
    "guardrails/stacks/rules",
    "guardrails/baseline/warnings",
    "guardrails/preflight",
)
"""Folders in which every text is printed, as a title, a reason, a problem or a remedy."""
PACKAGES = ("guardrails", "emulator", "demo")
_FENCE = re.compile(r"^( *)(```|~~~).*?^\1\2", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_NAMES = re.compile(r"CODE(?:, CODE)+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_MARKER = re.compile(r"^ *(?:[-*+]|\d+\.) +|^#+ +|^> ?")
_ITEM = re.compile(r"\n(?=[ \t]*(?:[-*+]|\d+\.) )")


@dataclass(frozen=True)
class Text:
    """A text that somebody reads, and its place."""

    source: str
    """The kind of text, such as docs."""
    place: str
    """The file, and the line or name in it."""
    text: str


def markdown(file: Path, source: str) -> Iterator[Text]:
    """Take a page apart: paragraphs, headings, items of lists and cells of tables, without code."""
    kept = _FENCE.sub(_blank, _COMMENT.sub(_blank, file.read_text("utf-8")))
    place = str(file.relative_to(REPOSITORY))
    block: list[str] = []
    start = 0
    for number, line in enumerate([*kept.splitlines(), ""], 1):
        alone = line.startswith(("|", "#"))
        if block and (alone or not line.strip() or _MARKER.match(line)):
            yield Text(source, f"{place}:{start}", plain("\n".join(block)))
            block = []
        if alone and not (line.startswith("|") and _is_glossary(file)):
            cells = re.split(r"(?<!\\)\|", line.strip("|")) if line.startswith("|") else [line.lstrip("# ")]
            yield from (Text(source, f"{place}:{number}", plain(cell)) for cell in cells)
        elif line.strip() and not alone:
            start = start if block else number
            block.append(_MARKER.sub("", line))


def _is_glossary(file: Path) -> bool:
    """Its table lists the words that aren't used."""
    return file == GLOSSARY


def _blank(match: re.Match[str]) -> str:
    """Keep the lines, so that the numbers of those after it stay."""
    return "\n" * match[0].count("\n")


def plain(text: str) -> str:
    """Take Markdown away: code counts as one word, and so does a list of code; a link is its text."""
    return _NAMES.sub("CODE", _LINK.sub(r"\1", _CODE.sub("CODE", text)))


def pages() -> Iterator[Text]:
    """Read every page for people."""
    yield from markdown(REPOSITORY / "README.md", "README")
    root = [REPOSITORY / f"{name}.md" for name in ("CONTRIBUTING", "SECURITY", "CHANGELOG")]
    for file in (*root, *sorted((REPOSITORY / "docs").rglob("*.md"))):
        yield from markdown(file, "docs")


def schemas() -> Iterator[Text]:
    """Read every description in the schemas."""
    for name in ("baseline.schema.json", "docs/posture.schema.json"):
        for place, text in _descriptions(json.loads((REPOSITORY / name).read_text("utf-8")), name):
            yield Text("schema", place, plain(text))


def _descriptions(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("description"), str):
            yield place, value["description"]
        for name, below in value.items():
            yield from _descriptions(below, f"{place}.{name}")
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _descriptions(below, f"{place}[{index}]")


def helps() -> Iterator[Text]:
    """Read what `--help` prints: of the program, and of each command and option."""
    program: Any = typer.main.get_command(app)
    context = program.make_context(PROGRAM, [], resilient_parsing=True)
    commands = [program, *(program.get_command(context, name) for name in program.list_commands(context))]
    for command in commands:
        for text in (command.help, command.epilog, *(getattr(each, "help", "") for each in command.params)):
            yield Text("help", f"{command.name or PROGRAM} --help", plain(text or ""))


def errors() -> Iterator[Text]:
    """Read the texts in the calls that report something wrong; what is filled in counts as one word."""
    for file in sorted((REPOSITORY / "guardrails").rglob("*.py")):
        place = str(file.relative_to(REPOSITORY))
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call() if _name(node.func) in RAISED:
                    yield from _literals((*node.args, *(keyword.value for keyword in node.keywords)), place)
                case ast.Assign(targets=[ast.Name(id=name)]) if name in ASSIGNED:
                    yield from _literals((node.value,), place)


def _literals(nodes: Iterable[ast.AST], place: str, skipped: Container[int] = frozenset()) -> Iterator[Text]:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) in skipped:
            continue
        match node:
            case ast.Constant(value=str(text)):
                yield Text("errors", f"{place}:{node.lineno}", plain(text))
            case ast.JoinedStr(values=values):
                parts = (part.value if isinstance(part, ast.Constant) else "VALUE" for part in values)
                yield Text("errors", f"{place}:{node.lineno}", plain("".join(map(str, parts))))
            case _:
                waiting.extend(ast.iter_child_nodes(node))


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def rules() -> Iterator[Text]:
    """Read every text in the modules of lint's rules, of rules about templates and of warnings."""
    for folder in RULES:
        for file in sorted((REPOSITORY / folder).rglob("*.py")):
            tree = ast.parse(file.read_text("utf-8"))
            documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for text in _literals((tree,), str(file.relative_to(REPOSITORY)), documentation):
                if " " in text.text.strip():
                    yield Text("rules", text.place, text.text)


def comments() -> Iterator[Text]:
    """Read the comments of the baselines that people begin with."""
    for name in ("baseline.yaml", "baseline.minimal.yaml"):
        for number, line in enumerate((REPOSITORY / name).read_text("utf-8").splitlines(), 1):
            yield Text("comments", f"{name}:{number}", plain(line.partition("# ")[2]))


def deployed() -> Iterator[Text]:
    """Read the descriptions that the example's templates carry into AWS."""
    for file in sorted((REPOSITORY / "tests" / "snapshots" / "stacks").glob("*.json")):
        for name, resource in json.loads(file.read_text("utf-8"))["Resources"].items():
            properties = resource.get("Properties", {})
            for key in ("Description", "AlarmDescription"):
                if isinstance(text := properties.get(key), str):
                    yield Text("templates", f"{file.name} {name}", text)


def docstrings() -> Iterator[Text]:
    """Read the docstrings of the packages, with those of attributes; an item of a list ends a sentence."""
    for file in (file for package in PACKAGES for file in sorted((REPOSITORY / package).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    place = f"{file.relative_to(REPOSITORY)}:{node.lineno}"
                    yield Text("docstrings", place, plain(_ITEM.sub("\n\n", text)))
