"""What all tests share: what `-m "not slow"` imports, and how hypothesis looks for counterexamples."""

from __future__ import annotations

import os
import signal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW_FOLDERS = frozenset(
    Path(__file__).parent / name for name in ("demo", "e2e", "emulator", "live", "runbooks", "stacks")
)
"""Folders whose import alone takes seconds, because it starts CDK or the local AWS."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job ignores Ctrl-C, and hands that on to the commands that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every machine and in every run; how fast one runs says nothing of the code.
settings.register_profile(
    "ci",
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# `make quick` tries a few examples of each property.
settings.register_profile("unit", parent=settings.get_profile("ci"), max_examples=3)
# `HYPOTHESIS_PROFILE=search pytest …` looks further, and elsewhere each time.
settings.register_profile(
    "search", max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the slow folders and files unimported where `-m "not slow"` leaves them out."""
    if "not slow" not in config.option.markexpr:
        return None
    return True if collection_path in SLOW_FOLDERS or _is_slow(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow folders: else one worker has a long story left when the other one is done."""
    items.sort(key=lambda item: not _is_in_slow_folder(item.path))


@cache
def _is_in_slow_folder(path: Path) -> bool:
    return not SLOW_FOLDERS.isdisjoint(path.parents)


def _is_slow(path: Path) -> bool:
    """Whether all tests of a file are marked."""
    return path.suffix == ".py" and "\npytestmark = pytest.mark.slow\n" in path.read_text(encoding="utf-8")
