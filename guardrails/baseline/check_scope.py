"""Check the scope of a baseline: each unit exists, once, and stack sets can follow it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import marked
from guardrails.baseline.context import Context
from guardrails.errors import Finding
from guardrails.organization import covers


def scope(c: Context) -> Iterator[Finding]:
    """Find what is wrong with `scope`."""
    by_id, earlier = c.baseline.tree.by_id, list[str]()
    for index, name in enumerate(c.baseline.file.scope or ()):
        entry_path: marked.Path = ("scope", index)
        path = by_id[name].path if name in by_id else name
        yield from c.bound(entry_path, path)
        for earlier_path in earlier:
            if covers(earlier_path, path) or covers(path, earlier_path):
                upper, lower = (earlier_path, path) if covers(earlier_path, path) else (path, earlier_path)
                yield c.at(entry_path, f"{lower} is in {upper}, which the list names too", f"keep {upper}")
        earlier.append(path)
        if path in c.account_paths - {c.management} and _rolls_out(c):
            problem = f'"{path}" is an account, and the roles of the section accounts go to whole units'
            remedy = "name the unit that it is in, or switch the roles off"
            yield c.at(entry_path, problem, remedy)


def _rolls_out(c: Context) -> bool:
    """Return whether stack sets make a role in every account of a unit, those that join later included.

    A stack set that is narrowed to single accounts has no accounts to come:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/account-level-targets.html
    """
    section = c.baseline.accounts
    if section is None:
        return False
    return section.audit_role.enabled or bool(section.break_glass and section.break_glass.enabled)
