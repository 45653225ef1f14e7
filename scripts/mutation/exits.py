"""The mutants of what decides how a command ends: the exit codes, and the conditions that lead to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.mutation.mutants import Mutant, mutants_of

_CODES = {"Exit", "FINDINGS", "WRONG_INPUT", "INTERRUPTED", "REFUSED", "NOBODY_READS"}


def exit_mutants(root: Path) -> Iterator[Mutant]:
    """Yield all of them, of all commands."""
    package = root / "guardrails"
    for path in (*sorted((package / "cli").glob("*.py")), package / "__main__.py", package / "ending.py"):
        source = path.read_text(encoding="utf-8")
        lines = deciding_lines(ast.parse(source))
        file = path.relative_to(root).as_posix()
        yield from (
            mutant
            for mutant in mutants_of(file, source)
            if mutant.line in lines or mutant.before.startswith("raise ")
        )


def deciding_lines(tree: ast.Module) -> set[int]:
    """Return the lines of what ends a command, of its condition, and of what says that it decides of that."""
    lines: set[int] = set()
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "exit code" in (ast.get_docstring(node) or ""):
            lines.update(_span(node))
        elif isinstance(node, ast.If) and any(
            isinstance(child, ast.Raise) and _ends(child) for child in node.body
        ):
            lines.update(_span(node))
            named |= {node.test.id} if isinstance(node.test, ast.Name) else set()
        elif isinstance(node, ast.Raise | ast.Return) and _ends(node):
            lines.update(_span(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in _CODES | named for target in node.targets
        ):
            lines.update(_span(node))
    return lines


def _span(node: ast.stmt | ast.FunctionDef) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _ends(node: ast.stmt) -> bool:
    names = {
        part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "") for part in ast.walk(node)
    }
    return bool(names & _CODES)
