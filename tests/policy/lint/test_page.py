"""docs/lint.md says what the rules say."""

from __future__ import annotations

import re

from guardrails.cli.lint_management import MANAGEMENT_RULES
from guardrails.policy.lint import rules
from scripts.lint_page import PAGE, page
from tests.committed import assert_fresh


def test_the_page_is_fresh() -> None:
    """Its tables have the rules' own texts."""
    assert_fresh(PAGE, page(PAGE.read_text(encoding="utf-8")))


def test_the_page_has_every_rule_and_its_links_lead_somewhere() -> None:
    """No rule is lost between the subjects, and no file that is linked is missing."""
    written = PAGE.read_text(encoding="utf-8")
    known = [*rules(), *(rule.id for rule in MANAGEMENT_RULES)]
    assert sorted(re.findall(r"^\| \[(GR-\w+-\d+)\]", written, re.MULTILINE)) == sorted(known)
    for link in re.findall(r"\]\((\.\./[^)]+)\)", written):
        assert (PAGE.parent / link).exists(), link
