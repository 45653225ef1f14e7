"""The mutants of a file: the file with one small fault in it."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scripts.mutation.operators import condition, replacements


@dataclass(frozen=True)
class Mutant:
    """A fault in a file.

    Attributes:
        file: relative to the repository.
        scope: the function that has the fault, such as "Space.cells"; empty for what runs at import.
        line: of the file, counted from 1.
        start: of the text that is replaced, in bytes from the file's beginning.
        number: counts what is alike in one function.
    """

    file: str
    scope: str
    line: int
    start: int
    before: str
    after: str
    number: int

    @cached_property
    def key(self) -> str:
        """The same before and after a change elsewhere in the file."""
        parts = (self.file, self.scope, self.before, self.after, str(self.number))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def applied(self, source: str) -> str:
        """Return the file's text with the fault in it."""
        text = source.encode()
        end = self.start + len(self.before.encode())
        return (text[: self.start] + self.after.encode() + text[end:]).decode()

    def __str__(self) -> str:
        before = " ".join(self.before.split())
        return f"{self.file}:{self.line}: {before} -> {self.after}"


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a file that can be compiled, in the order of the text."""
    text = source.encode()
    starts = [0]
    for row in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    counts: Counter[tuple[str, str, str]] = Counter()
    for scope, node, after in _faults(ast.parse(source), ""):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        before = text[start:end].decode()
        counts[scope, before, after] += 1
        mutant = Mutant(file, scope, node.lineno, start, before, after, counts[scope, before, after])
        if _compiles(mutant.applied(source)):
            yield mutant


def drawn(mutants: Iterable[Mutant], count: int, seed: int) -> list[Mutant]:
    """Draw so many mutants by a seed. A change of one function hardly alters what is drawn of the others."""
    order = sorted(mutants, key=lambda mutant: hashlib.sha256(f"{seed} {mutant.key}".encode()).digest())
    return sorted(order[:count], key=lambda mutant: (mutant.file, mutant.start, mutant.after))


def _faults(node: ast.AST, scope: str) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    if isinstance(node, ast.expr | ast.stmt):
        for after in replacements(node):
            yield scope, node, after
    for test in condition(node):
        yield scope, test, f"(not ({ast.unparse(test)}))"
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        scope = f"{scope}.{node.name}".lstrip(".")
    for child in _children(node):
        yield from _faults(child, scope)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Leave out what doesn't act: types, decorators, docstrings; and texts with values, whose places lie."""
    if isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_text_alone(child) and not _is_type(child):
                yield child


def _is_text_alone(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_type(node: ast.AST) -> bool:
    """Whether a statement names a type, or what a file exports."""
    if isinstance(node, ast.AnnAssign):
        return "TypeAlias" in ast.unparse(node.annotation)
    if isinstance(node, ast.Assign):
        shown = ast.unparse(node)
        return "Literal[" in shown or "TypeVar(" in shown or shown.startswith("__all__")
    return False


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True
