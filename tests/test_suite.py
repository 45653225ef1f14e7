"""How the tests themselves are chosen and ordered."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest
from tests.baselines import REPOSITORY

TESTS = REPOSITORY / "tests"


def _choosing(expression: str) -> Any:
    return SimpleNamespace(option=SimpleNamespace(markexpr=expression))


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        (TESTS / "e2e", True),
        (TESTS / "posture" / "prove" / "test_mutations.py", True),
        (TESTS / "posture" / "prove" / "test_prove.py", None),
        (TESTS / "posture", None),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_the_quick_tests_import_no_slow_file(path: Path, left_out: bool | None) -> None:  # noqa: FBT001
    """A file with one quick test is imported; without the choice, every file is."""
    assert conftest.pytest_ignore_collect(path, _choosing("not slow")) is left_out
    assert conftest.pytest_ignore_collect(path, _choosing("")) is None


def test_stories_come_first_and_in_their_order() -> None:
    """One that begins last keeps a worker busy while the other one has nothing left to do."""
    names = ("cli/test_a.py", "e2e/test_b.py", "stacks/trail/test_c.py", "test_d.py", "e2e/test_b.py")
    items: list[Any] = [SimpleNamespace(path=TESTS / name, place=place) for place, name in enumerate(names)]
    conftest.pytest_collection_modifyitems(items)
    assert [item.place for item in items] == [1, 2, 4, 0, 3]


def test_the_workers_keep_that_order() -> None:
    """Left to itself, pytest-xdist begins with the files that have the most tests, and those are short."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    assert makefile.count("--dist loadfile") == makefile.count("--dist loadfile --no-loadscope-reorder") == 3
