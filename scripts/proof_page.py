"""Write the tables of docs/proof.md: the indirect ways, and the actions that are reviewed as harmless.

`python -m scripts.proof_page` writes them from the proof's own lists; a test fails when the page is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from guardrails.posture.prove.protection.indirect import WAYS, Bypass
from guardrails.posture.prove.protection.reviewed import KINDS, Kind

PAGE = Path(__file__).resolve().parent.parent / "docs" / "proof.md"


def main() -> int:
    """Write the page; return 0."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def page(text: str) -> str:
    """Return the page with its tables written anew.

    Args:
        text: the page as it is, with a pair of comments round each table.

    Raises:
        ValueError: a table has no such comments.
    """
    for name, rows in (
        ("ways", map(_way, WAYS)),
        ("harmless", (row for kind in KINDS for row in _kind(kind))),
    ):
        text = _between(text, name, rows)
    return text


def _between(text: str, name: str, rows: Iterable[str]) -> str:
    begin, end = f"<!-- {name}: written by `python -m scripts.proof_page` -->\n", f"<!-- end of {name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"docs/proof.md has no place for the table {name}")
    header = {
        "ways": "| by | the caller's way | closed or open |",
        "harmless": "| changes a | reason | actions |",
    }
    table = "\n".join(["", header[name], "|---|---|---|", *rows, "", ""])
    return re.sub(
        f"{re.escape(begin)}.*{re.escape(end)}", lambda _: begin + table + end, text, flags=re.DOTALL
    )


def _way(way: Bypass) -> str:
    state = f"closed: {way.reason} (`{way.closed_by}`)" if way.closed_by else f"**open**: {way.reason}"
    return f"| {way.by} | {way.how} | {state} |"


def _kind(kind: Kind) -> Iterable[str]:
    for reason, names in kind.harmless.items():
        yield f"| {kind.name} | {reason} | {' '.join(f'`{name}`' for name in names.split())} |"


if __name__ == "__main__":
    sys.exit(main())
