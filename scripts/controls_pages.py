"""Write docs/controls: a page for every control, and one that lists them all.

`python -m scripts.controls_pages` writes them from the controls themselves. A test fails when one is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from guardrails.controls import controls
from guardrails.report.controls import list_markdown, markdown

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "controls"
MARK = "<!-- Written by `python -m scripts.controls_pages` from the controls themselves: edit those. -->"
INTRODUCTION = """\
# Controls

{mark}

Every control that `guardrails` in `baseline.yaml` can name: {count} of them, each a file in
[`guardrails/controls`](../../guardrails/controls). `python -m guardrails controls ID` prints a page on a
terminal. Each carries calls that it denies, leaves alone and frees by an exemption: tests decide them with
the policy engine and with a second one, and hold every statement against AWS's catalogue of actions,
condition keys and resource types.

A service control policy binds the member accounts' own principals: not the management account, not
service-linked roles, not strangers. What a page says under "What it doesn't do" is left to something else.

The severity is how bad it is to be without: critical is what takes the organization or its evidence away,
high what opens accounts or data to outsiders, medium what makes that likelier or costs money, low what is
untidy.
"""


def main() -> int:
    """Write the pages, remove those of controls that are gone; return 0."""
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def pages() -> Mapping[str, str]:
    """Render every page, by the name of its file."""
    found = controls()
    head = INTRODUCTION.format(mark=MARK, count=len(found))
    index = "\n".join([head, *list_markdown(found)])
    return {"README.md": index, **{f"{one.id}.md": _page("\n".join(markdown(one))) for one in found.values()}}


def _page(text: str) -> str:
    title, _, rest = text.partition("\n")
    return f"{title}\n\n{MARK}\n{rest}\n"


if __name__ == "__main__":
    sys.exit(main())
