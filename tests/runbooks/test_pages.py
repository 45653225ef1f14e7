"""Every command of the runbooks is executed by a test, and every page is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.baselines import REPOSITORY

PAGES = sorted((REPOSITORY / "docs" / "runbooks").glob("*.md"))
TESTS = [
    file.read_text("utf-8")
    for file in sorted((REPOSITORY / "tests" / "runbooks").glob("test_*.py"))
    if file.name != "test_pages.py"
]
BLOCK = re.compile(r"^```console$", re.MULTILINE)
FOLLOWED = {"leaving": "test_leaving.py", "moving-the-trail": "test_moving_the_trail.py"}
"""Pages with a test of their own, which follows them from one end to the other."""
ELSEWHERE = {
    ("README", 0): "the path of the shell itself",
    ("delete-the-log-group", 0): "the first two lines of first-deployment-failed's third block",
}


def _executed() -> set[tuple[str, int]]:
    """Read from the tests which blocks they execute."""
    found: set[tuple[str, int]] = set()
    for function in re.split(r"^def ", "\n".join(TESTS), flags=re.MULTILINE):
        names = dict(re.findall(r"\b(page)(?:, story)? = \"([a-z-]+)\"", function))
        for page, number in re.findall(r"shell\.run\((page|\"[a-z-]+\"), (\d)", function):
            found.add((names["page"] if page == "page" else page.strip('"'), int(number)))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_executed(page: Path) -> None:
    """A block that nobody executes may be wrong."""
    stem, text = page.stem, page.read_text("utf-8")
    if stem in FOLLOWED:
        assert page.name in (REPOSITORY / "tests" / "e2e" / FOLLOWED[stem]).read_text("utf-8")
        return
    blocks = {(stem, number) for number in range(len(BLOCK.findall(text)))}
    unexecuted = sorted(blocks - ELSEWHERE.keys() - _executed())
    assert unexecuted == [], "execute the block with `shell.run` in tests/runbooks/ as (page, number)"


def test_every_page_is_in_the_index() -> None:
    """Whoever looks for a page finds it in the table."""
    index = PAGES[0].read_text("utf-8")
    assert PAGES[0].stem == "README"
    missing = [page.name for page in PAGES[1:] if f"({page.name})" not in index]
    assert missing == [], "add the page to the table in docs/runbooks/README.md"


def test_the_log_group_s_commands_are_the_same_on_both_pages() -> None:
    """One of them is executed, so the other one may not differ."""
    by_name = {page.stem: page.read_text("utf-8") for page in PAGES}
    [block] = re.findall(
        r"^```console\n(.*?)^```$", by_name["delete-the-log-group"], re.MULTILINE | re.DOTALL
    )
    assert block in by_name["first-deployment-failed"]
