"""Which tests reach a function, and how long each takes: measured once, by coverage.py."""

from __future__ import annotations

import ast
import json
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scripts.mutation.mutants import Mutant

MEASURED = (
    *("policy", "posture", "cli", "changes", "report", "controls", "baseline"),
    *("test_ending.py", "live/test_exit_codes.py"),
)
"""The tests that reach what is mutated, without CDK and the local AWS."""
OPTIONS = """[run]
source = guardrails
dynamic_context = test_function
relative_files = true
"""
"""coverage.py notes at each line the test function that ran it.
https://coverage.readthedocs.io/en/latest/contexts.html#dynamic-contexts"""


@dataclass(frozen=True)
class Reach:
    """What one run of the tests has measured.

    Attributes:
        functions: for "file:scope" the test functions that ran a line of it.
        seconds: of each test function, over all its parameters.
    """

    functions: Mapping[str, Sequence[str]]
    seconds: Mapping[str, float]

    def tests(self, mutant: Mutant, most: float) -> list[str]:
        """Return the tests to run against a mutant, those of its own folder first, then the quickest.

        A value that a test computes is often remembered for the next: so the folder's tests belong to it
        even where coverage saw none of them.

        Args:
            mutant: what they run against.
            most: the seconds that they may take together, by what they took unhurried.
        """
        folder = Path("tests", *Path(mutant.file).parts[1:-1])
        own = {test for test in self.seconds if folder in Path(test.partition("::")[0]).parents}
        reaching = set(self.functions.get(f"{mutant.file}:{mutant.scope}", ()))
        order = sorted(
            own | reaching, key=lambda test: self._rank(test, own=test in own, reaches=test in reaching)
        )
        chosen, total = list[str](), 0.0
        for test in order:
            total += self.seconds.get(test, 0)
            if total > most and chosen:
                break
            chosen.append(test)
        return chosen

    def _rank(self, test: str, *, own: bool, reaches: bool) -> tuple[float, str]:
        """A test that is at hand and known to run the line counts as quicker than it is."""
        return (self.seconds.get(test, 0.0) + 0.01) * (1 if own else 3) * (1 if reaches else 5), test


def read_reach(report: Path, timings: Path, root: Path) -> Reach:
    """Read what a run left behind.

    Args:
        report: of `coverage json --show-contexts`.
        timings: of `pytest --junitxml`.
        root: the repository that was measured.
    """
    seconds: Counter[str] = Counter()
    for case in ET.parse(timings).getroot().iter("testcase"):  # noqa: S314 (our own file)
        name = f"{case.attrib['classname']}.{case.attrib['name'].partition('[')[0]}"
        seconds[name] += float(case.attrib["time"])  # type: ignore[assignment]
    ids = {name: test for name in seconds if (test := _test_id(name, root))}
    functions: defaultdict[str, set[str]] = defaultdict(set)
    for file, measured in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        scopes = scope_of_lines((root / file).read_text(encoding="utf-8"))
        for line, contexts in measured["contexts"].items():
            names = functions[f"{file}:{scopes.get(int(line), '')}"]
            names.update(ids[context] for context in contexts if context in ids)
    return Reach(
        {scope: sorted(tests) for scope, tests in functions.items()},
        {test: seconds[name] for name, test in ids.items()},
    )


def _test_id(name: str, root: Path) -> str | None:
    """Turn "tests.policy.test_space.test_it" into what pytest takes."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        file = Path(*parts[:length]).with_suffix(".py")
        if _exists(root / file):
            return "::".join((file.as_posix(), *parts[length:]))
    return None


@cache
def _exists(path: Path) -> bool:
    return path.is_file()


def scope_of_lines(source: str) -> dict[int, str]:
    """Name the innermost function of each line of a file."""
    scopes: dict[int, str] = {}

    def enter(node: ast.AST, scope: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = scope
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{scope}.{child.name}".lstrip(".")
                scopes.update(dict.fromkeys(range(child.lineno, (child.end_lineno or 0) + 1), inner))
            enter(child, inner)

    enter(ast.parse(source), "")
    return scopes


def to_json(reach: Reach) -> dict[str, Any]:
    """Render for a file, with each test named once."""
    tests = sorted({*reach.seconds, *(test for names in reach.functions.values() for test in names)})
    numbers = {test: number for number, test in enumerate(tests)}
    functions = {scope: [numbers[test] for test in names] for scope, names in reach.functions.items()}
    return {
        "tests": tests,
        "seconds": [reach.seconds.get(test, 0.0) for test in tests],
        "functions": functions,
    }


def from_json(data: Mapping[str, Any]) -> Reach:
    """Read what `to_json` wrote."""
    tests = data["tests"]
    functions: Iterable[tuple[str, list[int]]] = data["functions"].items()
    return Reach(
        {scope: [tests[number] for number in names] for scope, names in functions},
        dict(zip(tests, data["seconds"], strict=True)),
    )
