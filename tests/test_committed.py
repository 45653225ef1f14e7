"""A stale file fails its test with the command that mends it, and that command writes every page."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.baselines import REPOSITORY
from tests.committed import assert_fresh, assert_same_files

BY_HAND = {"published_page": "it needs a folder of policies that isn't in this repository"}
"""Scripts that write a page and don't belong to `make generate`, with the reason."""


def test_a_fresh_file_passes(tmp_path: Path) -> None:
    """Text and bytes alike."""
    (tmp_path / "page.md").write_text("a\n", encoding="utf-8")
    assert_fresh(tmp_path / "page.md", "a\n")
    assert_fresh(tmp_path / "page.md", b"a\n")
    assert_same_files(tmp_path, {"page.md": "a\n"})


@pytest.mark.parametrize(
    ("content", "expected", "message"),
    [
        (None, "a\n", "page.md is missing: run `make it`"),
        ("a\nb\n", "a\nc\n", "page.md is stale: run `make it`\nline 2 is:        b\nit would become: c"),
        ("a\n", "a\nc\n", "page.md is stale: run `make it`\nline 2 is:        (no line)\nit would become: c"),
        ("a", "a\n", "page.md is stale: run `make it`; it differs in its line breaks"),
        ("a", b"b", "page.md is stale: run `make it`"),
    ],
)
def test_a_stale_file_names_its_command(
    tmp_path: Path, content: str | None, expected: str | bytes, message: str
) -> None:
    """And the first line that differs, which says what somebody forgot."""
    if content is not None:
        (tmp_path / "page.md").write_text(content, encoding="utf-8")
    with pytest.raises(pytest.fail.Exception) as failure:
        assert_fresh(tmp_path / "page.md", expected, "make it")
    assert str(failure.value).endswith(message)


def test_a_file_of_nothing_is_to_be_deleted(tmp_path: Path) -> None:
    """Such as the page of a control that is gone."""
    (tmp_path / "old.md").write_text("a\n", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match=r"old\.md belongs to nothing any more: delete it"):
        assert_same_files(tmp_path, {})


def test_make_generate_runs_every_script_that_writes_a_page() -> None:
    """A page whose script it leaves out would stay stale, whatever the test's message says."""
    shown = subprocess.run(
        ["make", "--dry-run", "generate"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    scripts = {
        path.stem
        for path in (REPOSITORY / "scripts").glob("*.py")
        if re.search(r"_(?:pages?|table|policies)$", path.stem)
        and "def main(" in path.read_text(encoding="utf-8")
    }
    assert {"lint_page", "costs_table", "execution_policies"} <= scripts
    left_out = sorted(name for name in scripts - BY_HAND.keys() if f"-m scripts.{name}\n" not in shown)
    assert left_out == [], "add the script to the target `generate` of the Makefile"
