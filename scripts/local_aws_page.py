"""Write into docs/local-aws.md what the local AWS refuses, and which resource types it has and imports.

`make generate` writes it from the templates in tests/emulator/refused/ and the types in emulator/resources/.
"""

from __future__ import annotations

import sys
from pathlib import Path

from emulator.resources import TYPES
from tests.emulator.refused import CLASSES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "local-aws.md"
BEGIN, END = "<!-- generated: refused and imported -->", "<!-- end -->"


def main() -> int:
    """Write the page; return 0."""
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def render(page: str) -> str:
    """Give the page with its generated part anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{_refused()}\n{_types()}\n{END}{after}"


def _refused() -> str:
    rows = []
    for name, cases in CLASSES.items():
        codes = sorted({case.code for case in cases if " " not in case.code})
        rows.append(f"| {name} | {len(cases)} | {', '.join(codes)} |")
    return "\n".join(("| class | templates | AWS's error codes |", "|---|---|---|", *rows, ""))


def _types() -> str:
    imported = [each.name for each in TYPES if each.identifier]
    return (
        f"It has {len(TYPES)} resource types: {_listed([each.name for each in TYPES])}.\n\n"
        f"Of these it imports {_listed(imported)}.\n"
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


if __name__ == "__main__":
    sys.exit(main())
