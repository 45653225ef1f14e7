"""docs/rules.md says what the rules say."""

from __future__ import annotations

import re

from guardrails.stacks.rules.registry import rules
from scripts.rules_page import PAGE, page
from tests.committed import assert_fresh


def test_the_page_is_fresh() -> None:
    """A rule's own texts are in it."""
    assert_fresh(PAGE, page())


def test_the_page_has_every_rule_and_its_links_lead_somewhere() -> None:
    """No rule is lost between the subjects, and no file that is linked is missing."""
    written = page()
    assert sorted(re.findall(r"^### (\S+):", written, re.MULTILINE)) == list(rules())
    for link in re.findall(r"\]\((\.\./[^)]+)\)", written):
        assert (PAGE.parent / link).exists(), link


def test_the_readme_counts_them() -> None:
    """It says how many there are."""
    readme = (PAGE.parent.parent / "README.md").read_text(encoding="utf-8")
    count = f"[{len(rules())} rules of our own](docs/rules.md)"
    assert count in readme, f"write {count} into README.md"
