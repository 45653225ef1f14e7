"""Findings: one line each, sorted, each once."""

from __future__ import annotations

from guardrails.errors import Finding, InputError, Location, counted

FIRST = Finding(Location("a.yaml", 2, 3), "x.y", "is wrong", "right it")
SECOND = Finding(Location("a.yaml", 10, 1), "z", "is wrong")


def test_a_finding_is_one_line() -> None:
    """File, line and column as editors link them; what doesn't print is escaped."""
    assert str(FIRST) == "a.yaml:2:3 x.y: is wrong; right it"
    assert str(SECOND) == "a.yaml:10:1 z: is wrong"
    assert str(Finding(Location("a.yaml"), "", "is wrong")) == "a.yaml: is wrong"
    assert str(Finding(Location("a.yaml"), "x", "a\nb\x1b[31m\ud800")) == "a.yaml x: a\\nb\\x1b[31m\\ud800"


def test_a_number_goes_with_its_noun() -> None:
    """One is singular; every other number, none included, is plural."""
    assert [counted(number, "account") for number in (0, 1, 2000)] == [
        "0 accounts",
        "1 account",
        "2,000 accounts",
    ]
    assert [counted(2, noun) for noun in ("policy", "key", "class")] == ["2 policies", "2 keys", "2 classes"]


def test_an_error_shows_every_finding_once_in_the_order_of_the_file() -> None:
    """Line 2 comes before line 10."""
    error = InputError([SECOND, FIRST, SECOND])
    assert error.findings == (FIRST, SECOND)
    assert str(error) == f"{FIRST}\n{SECOND}"
