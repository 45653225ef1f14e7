"""Athena on SQLite, for the named queries: a member of a struct is a column with dots in its name."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from guardrails.stacks.trail.table import COLUMNS, PARTITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator


def _leaves(name: str, kind: str) -> Iterator[str]:
    """List a column with everything that can be read below it."""
    yield name
    if kind.startswith("struct<"):
        for member in _members(kind.removeprefix("struct<").removesuffix(">")):
            below, _, inner = member.partition(":")
            yield from _leaves(f"{name}.{below}", inner)


def _members(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for index, char in enumerate(text):
        depth += {"<": 1, ">": -1}.get(char, 0)
        if char == "," and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]


LEAVES = [leaf for name, kind in COLUMNS.items() for leaf in _leaves(name, kind)] + list(PARTITIONS)


class Athena:
    """The table with some events in it, and the functions of Athena that the queries use."""

    def __init__(self, *events: dict[str, str]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE TABLE events ({', '.join(map(_quoted, LEAVES))})")
        self._connection.create_function("date_add", 3, _date_add)
        self._connection.create_function("date_format", 2, _date_format)
        self._connection.create_function("json_extract_scalar", 2, _json_extract_scalar)
        for event in events:
            assert set(event) <= set(LEAVES)
            names, marks = ", ".join(map(_quoted, event)), ", ".join("?" * len(event))
            insert = f"INSERT INTO events ({names}) VALUES ({marks})"  # noqa: S608 the names are the table's
            self._connection.execute(insert, list(event.values()))

    def ask(self, sql: str, *values: str) -> list[dict[str, Any]]:
        """Run a query; a column that the table lacks is an error."""
        flat = re.sub(r"(?<!['\w$.])[a-z]\w*(?:\.\w+)+", lambda path: _quoted(path[0]), sql)
        cursor = self._connection.execute(flat, values)
        return [dict(zip([one[0] for one in cursor.description], row, strict=True)) for row in cursor]


def _quoted(name: str) -> str:
    # In double quotes SQLite takes an unknown name for a text.
    return f"[{name}]"


def _date_add(unit: str, count: int, day: str) -> str:
    assert unit == "day"
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def _date_format(day: str, form: str) -> str:
    return date.fromisoformat(day).strftime(form)


def _json_extract_scalar(text: str | None, path: str) -> str | None:
    found = re.search(rf'"{path.removeprefix("$.")}": *"([^"]*)"', text or "")
    return found[1] if found else None
