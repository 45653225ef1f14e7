"""docs/preflight.md says what the checks say."""

from __future__ import annotations

from scripts.preflight_page import PAGE, written
from tests.committed import assert_fresh


def test_the_page_is_fresh() -> None:
    """Write it anew with `python -m scripts.preflight_page`."""
    assert_fresh(PAGE, written(PAGE.read_text(encoding="utf-8")))
