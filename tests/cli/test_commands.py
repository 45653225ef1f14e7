"""A command is complete: registered, with a help text, a page that shows it and a test that calls it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path

import pytest

from guardrails.cli.help_texts import HELP
from guardrails.cli.main import COMMANDS
from tests.baselines import REPOSITORY

FOLDER = REPOSITORY / "guardrails" / "cli"
MAIN = "main"


@cache
def _sources(folder: str, ending: str) -> str:
    files = sorted((REPOSITORY / folder).rglob(f"*{ending}"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path != Path(__file__))


def unimported(folder: Path) -> list[str]:
    """Return the modules of a folder that no other one imports: commands, which `main` finds by name."""
    importing = _sources("guardrails", ".py")
    return sorted(
        path.stem
        for path in folder.glob("*.py")
        if path.stem not in ("__init__", MAIN)
        and not re.search(rf"guardrails\.cli(?:\.| import [^\n]*\b){path.stem}\b", importing)
    )


def lacking(module: str, commands: Container[str], described: Container[str]) -> Iterator[str]:
    """Say in a sentence each what a command lacks."""
    name = module.replace("_", "-")
    if name not in commands:
        yield f'guardrails/cli/{module}.py is unused: add "{name}" to COMMANDS in guardrails/cli/main.py'
    if name not in described:
        yield f"{name} has no help text: describe it in HELP in guardrails/cli/help_texts.py"
    pages = (REPOSITORY / "README.md").read_text(encoding="utf-8") + _sources("docs", ".md")
    if f"guardrails {name}" not in pages:
        yield f"{name} has no documentation: show `python -m guardrails {name}` on a page in docs/"
    if not re.search(rf'[\[(]"{name}"[],)]|"guardrails", "{name}"', _sources("tests", ".py")):
        yield f"{name} has no test: call it in a file tests/cli/test_{module}.py"


MODULES = sorted({*unimported(FOLDER), *(name.replace("-", "_") for name in COMMANDS)})


@pytest.mark.parametrize("module", MODULES)
def test_a_command_lacks_nothing(module: str) -> None:
    """A file that nothing imports is a command, and somebody has to find and trust it."""
    sentences = list(lacking(module, COMMANDS, HELP))
    assert sentences == [], "\n".join(sentences)


def test_a_new_command_is_told_what_it_lacks(tmp_path: Path) -> None:
    """A file that somebody has just begun."""
    (tmp_path / "frob_nicate.py").write_text("def frob_nicate() -> None: ...\n", encoding="utf-8")
    [module] = unimported(tmp_path)
    registered, helped, documented, tested = lacking(module, COMMANDS, HELP)
    assert registered.endswith('add "frob-nicate" to COMMANDS in guardrails/cli/main.py')
    assert helped.endswith("describe it in HELP in guardrails/cli/help_texts.py")
    assert documented.endswith("show `python -m guardrails frob-nicate` on a page in docs/")
    assert tested.endswith("call it in a file tests/cli/test_frob_nicate.py")
