"""Check the section `access` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.errors import Finding


def access(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `access`."""
    access = c.baseline.access
    if access is None:
        return
    seen: dict[tuple[str, str, str], int] = {}
    for index, assignment in enumerate(access.assignments):
        where = ("access", "assignments", index)
        yield from c.named((*where, "group"), "group", assignment.group, c.keys("access", "groups"))
        sets = c.keys("access", "permission_sets") or frozenset(access.permission_sets)
        given = (*where, "permission_set")
        yield from c.named(given, "permission set", assignment.permission_set, sets)
        for position, path in enumerate(assignment.at):
            yield from c.exists((*where, "at", position), path)
            key = (assignment.group, assignment.permission_set, path)
            if key in seen:
                first = c.position(("access", "assignments", seen[key]))
                problem = f"stands at {path} already, by {first}"
                yield c.at((*where, "at", position), problem, "keep one of the two")
            seen.setdefault(key, index)
