"""Write the table of docs/preflight.md: every check, with why it exists and how to get out.

`python -m scripts.preflight_page` writes it from the checks themselves. A test fails when the page is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from guardrails.preflight import checks

PAGE = Path(__file__).resolve().parent.parent / "docs" / "preflight.md"
BEGIN = "<!-- Written by `python -m scripts.preflight_page` from the checks themselves: edit those. -->\n"
END = "<!-- End of the written part. -->\n"


def main() -> int:
    """Write the page's part; return 0."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def written(text: str) -> str:
    """Put today's table between the page's marks."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.split(END)[1]}"


def table() -> str:
    """Render every check, in the order of the ids."""
    rows = [
        f"| {check.id} | {check.severity} | [{check.title}]({check.source}) | {check.why} | {check.fix} |"
        for check in checks().values()
    ]
    header = ["| id | severity | check | why | fix |", "|---|---|---|---|---|"]
    return "\n".join([*header, *rows, ""])


if __name__ == "__main__":
    sys.exit(main())
