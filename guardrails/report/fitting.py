"""Keep Markdown within what a pull request's comment takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails.errors import counted

MOST = 60_000
"""Characters. GitHub takes 65,536 in a comment, and whoever posts it adds something.

Source: https://github.com/renovatebot/renovate/issues/2032, seen November 2026.
"""
_ROW, _ITEM = "| ", ("- ", "  - ")
_NOTE = 200
"""Characters of the line that counts what was folded away."""


def fitted(lines: Iterable[str], most: int = MOST) -> Iterator[str]:
    """Leave out rows of tables, then items of lists, the last ones first, and count them in a last line."""
    shown_lines = list(lines)
    size = sum(len(line) + 1 for line in shown_lines)
    if size <= most:
        yield from shown_lines
        return
    dropped = {"row": 0, "item": 0}
    for noun, starts in (("row", _ROW), ("item", _ITEM)):
        for index in range(len(shown_lines) - 1, -1, -1):
            heads = shown_lines[index + 1].startswith("|---") if index + 1 < len(shown_lines) else False
            if size + _NOTE <= most:
                break
            if shown_lines[index].startswith(starts) and not heads:
                size -= len(shown_lines.pop(index)) + 1
                dropped[noun] += 1
    yield from shown_lines
    counts = " and ".join(counted(number, noun) for noun, number in dropped.items() if number)
    yield ""
    yield f"Folded away, to stay within {most:,} characters: {counts}. `--format json` has them."
