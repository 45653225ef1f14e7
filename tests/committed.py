"""Hold committed files against the commands that write them; a stale file names its command."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest

from tests.baselines import REPOSITORY

GENERATE = "make generate"
FACTS = "make facts"
_SHOWN = 160
"""Characters of a line that are shown."""


def assert_fresh(file: Path | str, expected: str | bytes, command: str = GENERATE) -> None:
    """Fail when a committed file isn't what a command writes, and name the command.

    Args:
        file: the committed file.
        expected: the content that the command writes today.
        command: the command, as a person types it.
    """
    path = Path(file)
    if not path.exists():
        pytest.fail(f"{_name(path)} is missing: run `{command}`", pytrace=False)
    content = path.read_bytes()
    if content != (expected if isinstance(expected, bytes) else expected.encode()):
        pytest.fail(f"{_name(path)} is stale: run `{command}`{_difference(content, expected)}", pytrace=False)


def assert_same_files(folder: Path, expected: dict[str, str], command: str = GENERATE) -> None:
    """Fail when a folder lacks a file that a command writes, has a stale one, or one that belongs to nothing.

    Args:
        folder: the folder, which holds nothing but such files.
        expected: their contents by their names.
        command: the command, as a person types it.
    """
    for name, text in expected.items():
        assert_fresh(folder / name, text, command)
    for path in sorted(folder.iterdir()):
        if path.name not in expected:
            pytest.fail(f"{_name(path)} belongs to nothing any more: delete it", pytrace=False)


def _name(path: Path) -> str:
    return str(path.relative_to(REPOSITORY)) if path.is_relative_to(REPOSITORY) else str(path)


def _difference(content: bytes, expected: str | bytes) -> str:
    """Show the first line that differs; nothing for a file that isn't text."""
    if isinstance(expected, bytes):
        return ""
    lines = zip_longest(content.decode().splitlines(), expected.splitlines(), fillvalue="(no line)")
    differing = ((number, *pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1])
    number, is_line, expected_line = next(differing, (0, "", ""))
    if not number:
        return "; it differs in its line breaks"
    return f"\nline {number} is:        {is_line[:_SHOWN]}\nit would become: {expected_line[:_SHOWN]}"
