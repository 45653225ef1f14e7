"""Load a baseline: text to model, with everything that is wrong with it found in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from guardrails import marked
from guardrails.baseline.check import check
from guardrails.baseline.context import Context
from guardrails.baseline.files import named_files, why_unreadable
from guardrails.baseline.model import Baseline
from guardrails.baseline.resolve import resolve
from guardrails.baseline.structure import build
from guardrails.errors import Finding, InputError, Location

ReadFile = Callable[[str], str]
_MOST_CHARACTERS = 20_000_000
"""Of a file that the baseline names: a posture of 5,000 accounts has three million."""


def load(path: Path, *, today: date, shown_as: str | None = None) -> Baseline:
    """Load a baseline file and the policy documents that it names.

    Args:
        path: the file; documents are looked up relative to its folder.
        today: the day against which expiry dates are held.
        shown_as: how findings name the file; the path by default.

    Raises:
        InputError: with every finding, when anything is wrong.
    """
    name = shown_as or str(path)
    try:
        text = _read(path)
    except (OSError, ValueError) as error:
        reason = why_unreadable(error)
        garbled = isinstance(error, UnicodeDecodeError)
        remedy = "save it as UTF-8" if garbled else "name an existing file with --baseline"
        raise InputError([Finding(Location(name), "", f"can't be read: {reason}", remedy)]) from None
    return load_text(text, name, today=today, read_file=reader(path.resolve().parent))


def reader(folder: Path) -> ReadFile:
    """Return how the files that a baseline names are read: those in its folder, and no others."""
    return lambda file: _read_inside(folder, file)


def load_text(text: str, file: str, *, today: date, read_file: ReadFile) -> Baseline:
    """Load a baseline from its text.

    Args:
        text: the YAML.
        file: how findings name it.
        today: the day against which expiry dates are held.
        read_file: returns the text of a file that the baseline names; raises OSError or ValueError.

    Raises:
        InputError: with every finding, when anything is wrong.
    """
    source = marked.read(text, file)
    findings = list(source.findings)
    if source.data is None:
        raise InputError(
            findings or [Finding(Location(file), "", "the file is empty", "start from the example")]
        )
    typed, source, structural = build(source)
    findings += structural
    if typed is None:
        raise InputError(findings)
    policy_files, unreadable = named_files(typed, source, read_file)
    findings += unreadable
    baseline = resolve(typed, source, policy_files)
    findings += check(Context(source, baseline, today))
    if findings:
        raise InputError(findings)
    return baseline


def _read_inside(folder: Path, name: str) -> str:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise ValueError("it lies outside the baseline's folder")
    return _read(path, _MOST_CHARACTERS)


def _read(path: Path, most: int = marked.MAX_CHARACTERS) -> str:
    """Read a text, and no more of it than is refused as too long: a device has no end.

    UTF-8's byte-order mark, with which some editors begin a file, is no part of the text.
    """
    with path.open(encoding="utf-8-sig") as file:
        return file.read(most + 1)
