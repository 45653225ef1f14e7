"""Write the IAM policy that docs/repair.md shows: what the command declares.

`python -m scripts.repair_page` writes it; a test fails when the page is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from guardrails.live.repair.permissions import policy

PAGE = Path(__file__).resolve().parent.parent / "docs" / "repair.md"
BEGIN = "<!-- Written by `python -m scripts.repair_page` from what the command declares: edit that. -->\n"
END = "<!-- End of the policy. -->\n"


def main() -> int:
    """Write the policy into the page; return 0."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_policy(text), encoding="utf-8")
    return 0


def with_policy(text: str) -> str:
    """Put today's policy between the page's marks."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}```json\n{policy()}\n```\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
