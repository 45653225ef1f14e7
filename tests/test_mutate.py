"""`make mutate` makes small faults, draws some by a seed, and runs tests against each."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from scripts import mutate
from scripts.mutation.exits import exit_mutants
from scripts.mutation.mutants import Mutant, drawn, mutants_of
from scripts.mutation.reach import Reach, from_json, scope_of_lines, to_json
from scripts.mutation.run import Result, run
from tests.baselines import REPOSITORY

SOURCE = '''"""A page."""

LIMIT: int = 2


class Shop:
    def fits(self, sizes: list[int]) -> bool:
        """Say whether all fit."""
        if not sizes:
            raise ValueError(f"{len(sizes) + 1} things")
        return any(size > LIMIT and "ü" in str(size) for size in sizes)
'''


def _shown(source: str = SOURCE) -> list[str]:
    return [f"{mutant.line}: {mutant.before} -> {mutant.after}" for mutant in mutants_of("shop.py", source)]


def test_each_fault_is_a_change_of_one_expression_or_statement() -> None:
    """Types, docstrings and what stands in an f-string are left alone."""
    assert _shown() == [
        "3: 2 -> 3",
        "9: not sizes -> (sizes)",
        '10: raise ValueError(f"{len(sizes) + 1} things") -> pass',
        '11: return any(size > LIMIT and "ü" in str(size) for size in sizes) -> return None',
        "11: any -> all",
        "11: size > LIMIT and \"ü\" in str(size) -> (size > LIMIT or 'ü' in str(size))",
        "11: size > LIMIT -> (size >= LIMIT)",
        "11: \"ü\" in str(size) -> ('ü' not in str(size))",
        '11: "ü" -> ""',
    ]


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("x = a + b", "(a - b)"),
        ("x = a | b", "(a & b)"),
        ("x = a << 1", "(a >> 1)"),
        ("x = True", "False"),
        ("x += 1", "pass"),
        ("x.y = z", "pass"),
        ("x[0] = z", "pass"),
        ("f(x)", "pass"),
        ("for x in y:\n    continue", "break"),
        ("x = a if f(b) else c", "(not (f(b)))"),
        ("x = [a for a in b if f(a)]", "(not (f(a)))"),
        ("while f(b):\n    pass", "(not (f(b)))"),
        ("x = min(a)", "max"),
        ("x = sorted(a)", "list"),
        ("x = a is None", "(a is not None)"),
    ],
)
def test_the_kinds_of_faults(source: str, after: str) -> None:
    """Whatever a person mistakes: a sign, a border, a condition, a line that is missing."""
    mutants = [mutant for mutant in mutants_of("x.py", source) if mutant.after == after]
    assert mutants
    for mutant in mutants:
        ast.parse(mutant.applied(source))
        assert mutant.applied(source) != source


def test_a_mutant_changes_its_own_place_alone() -> None:
    """Letters of several bytes before it, and the same text elsewhere, make no difference."""
    source = 'ä = "ö"; x = 1; y = 1\n'
    changed = [mutant.applied(source) for mutant in mutants_of("x.py", source) if mutant.before == "1"]
    assert changed == ['ä = "ö"; x = 2; y = 1\n', 'ä = "ö"; x = 1; y = 2\n']


def test_a_seed_draws_the_same_and_another_one_others() -> None:
    """Lines before a function don't alter what is drawn of it."""
    before = [str(mutant.key) for mutant in drawn(mutants_of("shop.py", SOURCE), 4, seed=1)]
    moved = SOURCE.replace("LIMIT: int", "\n\nLIMIT: int")
    assert [mutant.key for mutant in drawn(mutants_of("shop.py", moved), 4, seed=1)] == before
    assert [mutant.key for mutant in drawn(mutants_of("shop.py", SOURCE), 4, seed=2)] != before


@pytest.mark.slow
def test_the_mutants_are_400_and_even() -> None:
    """As many of each package, and all that decide of an exit code."""
    groups = mutate.groups()
    assert {len(groups[package]) for package in mutate.PACKAGES} == {80}
    keys = Counter(mutant.key for mutants in groups.values() for mutant in mutants)
    assert set(keys.values()) == {1}
    shown = {str(mutant) for mutant in groups[mutate.EXITS]}
    assert any("raise typer.Exit(FINDINGS) -> pass" in line for line in shown)
    commands = {Path(mutant.file).stem for mutant in exit_mutants(REPOSITORY)}
    assert {"check", "compare", "decide", "explain", "lint", "prove", "repair", "common"} <= commands


def test_tests_at_hand_run_first_and_no_more_than_there_is_time_for() -> None:
    """Tests of the folder come first, then others that reach the function, while there is time."""
    mutant = Mutant("guardrails/policy/space/classes.py", "Cell.of", 1, 0, "a", "b", 1)
    seconds = {
        "tests/policy/space/test_cells.py::test_quick": 1.0,
        "tests/policy/space/test_cells.py::test_elsewhere": 1.0,
        "tests/cli/test_prove.py::test_all": 2.0,
        "tests/cli/test_prove.py::test_slow": 50.0,
    }
    reaching = ["tests/cli/test_prove.py::test_all", "tests/policy/space/test_cells.py::test_quick"]
    reach = Reach(
        {f"{mutant.file}:{mutant.scope}": [*reaching, "tests/cli/test_prove.py::test_slow"]}, seconds
    )
    order = [
        "tests/policy/space/test_cells.py::test_quick",
        "tests/policy/space/test_cells.py::test_elsewhere",
        "tests/cli/test_prove.py::test_all",
    ]
    assert reach.tests(mutant, 10) == order
    assert reach.tests(mutant, 100) == [*order, "tests/cli/test_prove.py::test_slow"]
    assert from_json(to_json(reach)) == reach


def test_a_line_belongs_to_its_innermost_function() -> None:
    """What runs at import belongs to none."""
    scopes = scope_of_lines(SOURCE)
    assert scopes.get(3, "") == ""
    assert scopes[11] == "Shop.fits"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("test", "outcome"),
    [
        ("assert Shop().fits([3]) is False", "survived"),
        ("assert Shop().fits([30, 3]) is False\n    assert not Shop().fits([2])", "survived"),
        ("assert LIMIT == 2", "killed"),
    ],
)
def test_a_mutant_dies_where_a_test_fails(tmp_path: Path, test: str, outcome: str) -> None:
    """And the file is as it was, whatever became of it."""
    (tmp_path / "shop.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "test_shop.py").write_text(
        f"from shop import LIMIT, Shop\n\n\ndef test_it():\n    {test}\n", encoding="utf-8"
    )
    mutant = next(mutant for mutant in mutants_of("shop.py", SOURCE) if mutant.before == "2")
    result = run(tmp_path, mutant, ["test_shop.py"], 60)
    assert result == Result("killed", "test_shop.py::test_it") if outcome == "killed" else Result("survived")
    assert (tmp_path / "shop.py").read_text(encoding="utf-8") == SOURCE


@pytest.mark.slow
def test_a_mutant_that_runs_on_is_ended(tmp_path: Path) -> None:
    """It counts as noticed: nobody waits for such an answer."""
    source = "def end():\n    x = 3\n    while x > 0:\n        x -= 1\n"
    (tmp_path / "shop.py").write_text(source, encoding="utf-8")
    (tmp_path / "test_shop.py").write_text(
        "from shop import end\n\n\ndef test_it():\n    end()\n", encoding="utf-8"
    )
    mutant = next(mutant for mutant in mutants_of("shop.py", source) if mutant.before == "x -= 1")
    assert run(tmp_path, mutant, ["test_shop.py"], 5) == Result("timeout")


def test_the_summary_names_each_survivor_and_what_is_missing() -> None:
    """85 % of the drawn ones are wanted; exit codes are listed apart."""
    mutants = [Mutant("a.py", "f", line, 0, "x <\n  y", "y", line) for line in range(20)]
    outcomes = {mutant.key: "killed" for mutant in mutants[:16]} | {mutants[16].key: "timeout"}
    rows, enough = mutate.summary(
        {"policy/space": mutants, mutate.EXITS: []}, outcomes | {mutants[17].key: "survived"}
    )
    assert enough  # 17 of 20
    assert "  a.py:17: x < y -> y" in rows
    _, enough = mutate.summary({"policy/space": mutants}, dict(list(outcomes.items())[:16]))
    assert not enough


def test_results_of_an_interrupted_run_are_read(tmp_path: Path) -> None:
    """The last line may be cut off."""
    path = tmp_path / "mutate.jsonl"
    assert mutate.read_lines(path) == []
    path.write_text('{"key": "a"}\n{"key": "b', encoding="utf-8")
    assert mutate.read_lines(path) == [{"key": "a"}]
