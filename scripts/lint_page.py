"""Write the rules of `lint` into docs/lint.md, between its two marks; the rest is written by hand.

`python -m scripts.lint_page` writes them from the rules themselves. A test fails when they are stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from guardrails.cli.lint_management import MANAGEMENT_RULES
from guardrails.policy.lint import LintRule, rules

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lint.md"
BEGIN = "<!-- Written by `python -m scripts.lint_page` from the rules themselves: edit those. -->\n"
END = "<!-- End of the rules. -->\n"
SUBJECTS = {
    "DOC": "The document",
    "SIZ": "Its size",
    "ACT": "Actions",
    "CND": "Conditions",
    "RES": "Resources",
    "PRN": "Principals",
    "STM": "Statements",
    "MGT": "Management policies",
}


def main() -> int:
    """Write the rules into the page; return 0."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def page(written: str) -> str:
    """Return the page with the rules as they are now."""
    before, _, rest = written.partition(BEGIN)
    return f"{before}{BEGIN}{_tables()}\n{END}{rest.partition(END)[2]}"


def _tables() -> str:
    by_subject = {
        subject: list(found)
        for subject, found in groupby([*rules().values(), *MANAGEMENT_RULES], key=_subject)
    }
    return "".join(
        "\n".join([f"\n### {title}\n", "| rule | severity | why | instead |", "|---|---|---|---|", *rows, ""])
        for subject, title in SUBJECTS.items()
        if (rows := list(_rows(by_subject[subject])))
    )


def _rows(found: list[LintRule]) -> Iterator[str]:
    for rule in found:
        module = rule.check.__module__.replace(".", "/")
        texts = (f"[{rule.id}](../{module}.py) {rule.title}", rule.severity)
        yield "| " + " | ".join((*texts, f"{rule.why} [AWS]({rule.source})", rule.fix)) + " |"


def _subject(rule: LintRule) -> str:
    return rule.id.split("-")[1]


if __name__ == "__main__":
    sys.exit(main())
