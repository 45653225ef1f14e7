"""README is short and in the order in which a newcomer asks; the links of all pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.baselines import REPOSITORY

README = REPOSITORY / "README.md"
LINES = 150
"""README stays under so many."""
PAGES = (*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").rglob("*.md")))
SECTIONS = ["Try it", "The example", "You get", "Make it yours", "Deploy", "Undo", "Cost", "By hand"]
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """Make the anchors of a page's headings as GitHub does."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_readme_is_short_and_in_order() -> None:
    """Two sentences say what it is; each section answers the next question."""
    text = README.read_text("utf-8")
    assert len(text.splitlines()) < LINES
    assert [title.partition(":")[0] for title in re.findall(r"^## (.+)$", text, re.MULTILINE)] == SECTIONS
    introduction = " ".join(text.split("\n\n")[1].split())
    assert len(re.split(r"\.\*{0,2} ", introduction)) == 2
    assert "locking yourself out" in text


def test_make_it_yours_begins_with_the_smallest_file() -> None:
    """A founder doesn't begin with the example's twenty accounts."""
    first = README.read_text("utf-8").partition("## Make it yours\n")[2].partition("\n2. ")[0]
    assert "cp baseline.minimal.yaml baseline.yaml" in first


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file, and to a heading in it where the link names one."""
    text = FENCE.sub("", page.read_text("utf-8"))
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), target
        assert not anchor or linked.suffix != ".md" or anchor in _anchors(linked), target
