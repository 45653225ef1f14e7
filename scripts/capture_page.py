"""Write the tables and the IAM policy of docs/capture.md: what the readers declare.

`python -m scripts.capture_page` writes them; a test fails when the page is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from guardrails.live.capture import READERS, policy_actions
from guardrails.live.operations import action_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "capture.md"
BEGIN = "<!-- Written by `python -m scripts.capture_page` from what the readers declare: edit those. -->\n"
END = "<!-- End of the written part. -->\n"


def main() -> int:
    """Write the page's part; return 0."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def written(text: str) -> str:
    """Put today's tables and policy between the page's marks."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}{part()}{END}{after}"


def part() -> str:
    """Render what each reader takes, and the policy of them all."""
    rows = [
        f"| {reader.name} | `{action_of(operation)}` | {unknown} |"
        for reader in READERS
        for operation, unknown in reader.operations.items()
    ]
    table = "\n".join(["| reader | IAM action | unknown without it |", "|---|---|---|", *dict.fromkeys(rows)])
    return f"{table}\n\n```json\n{policy()}\n```\n"


def policy() -> str:
    """Render the IAM policy of whoever captures."""
    statement = {"Sid": "Capture", "Effect": "Allow", "Action": policy_actions(), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


if __name__ == "__main__":
    sys.exit(main())
