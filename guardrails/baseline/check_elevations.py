"""Check the elevations of the section `access`."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import marked
from guardrails.baseline.context import Context
from guardrails.baseline.existing_sets import set_of_others, unknown_parts
from guardrails.baseline.inline import inline_findings
from guardrails.baseline.sections.access import Access
from guardrails.baseline.sections.elevations import Elevation, set_name
from guardrails.errors import Finding


def elevations(c: Context, access: Access) -> Iterator[Finding]:
    """Find names that nothing has, windows that are none or too long, and sets that can't be copied."""
    for name, elevation in access.elevations.items():
        path: marked.Path = ("access", "elevations", name)
        yield from c.named((*path, "group"), "group", elevation.group, c.keys("access", "groups"))
        sets = c.keys("access", "permission_sets") or frozenset(access.permission_sets)
        set_path = (*path, "permission_set")
        yield from c.named(set_path, "permission set", elevation.permission_set, sets)
        yield from c.exists((*path, "account"), elevation.account)
        if elevation.account in c.paths - c.account_paths:
            problem = f'"{elevation.account}" is not an account: an elevation is for one account'
            yield c.value_at(
                (*path, "account"), problem, "name one account, and write one elevation for each"
            )
        yield from _window(c, path, elevation, access.longest_elevation_hours)
        yield from _name(c, path, sets)
        yield from _content(c, path, access, elevation)


def _window(c: Context, path: marked.Path, elevation: Elevation, longest: int) -> Iterator[Finding]:
    if elevation.ends <= elevation.starts:
        problem = f"ends at {elevation.ends}, and starts at {elevation.starts}"
        yield c.value_at((*path, "ends"), problem, "write a moment after the start")
    elif elevation.hours > longest:
        problem = f"lasts {elevation.hours:g} hours, and access.longest_elevation_hours is {longest}"
        yield c.value_at(
            (*path, "ends"), problem, "let it end earlier, or raise access.longest_elevation_hours"
        )


def _name(c: Context, path: marked.Path, sets: frozenset[str]) -> Iterator[Finding]:
    """AWS takes each name of a permission set once."""
    own_name = set_name(str(path[-1]))
    center = c.baseline.foreign_center
    if own_name in sets or (center is not None and own_name in center.sets):
        problem = f"its permission set has the name {own_name}, and another permission set has it already"
        yield c.at(path, problem, "name the elevation otherwise")


def _content(c: Context, path: marked.Path, access: Access, elevation: Elevation) -> Iterator[Finding]:
    original = access.permission_sets.get(elevation.permission_set)
    if original is None:
        return
    entry = set_of_others(c.baseline, elevation.permission_set) if original.existing else None
    if entry is not None and entry.unknown and c.baseline.foreign is not None:
        problem = f"{entry.name} can't be copied: nobody knows {unknown_parts(entry)}"
        command = f"python -m guardrails capture --foreign {c.baseline.foreign.file}"
        yield c.value_at((*path, "permission_set"), problem, f"read it again with more rights: `{command}`")
        return
    inline = c.baseline.policy_files.get(original.inline or "")
    bounded = c.baseline.inline_policies.get(set_name(str(path[-1])))
    if bounded is None or (inline is not None and inline_findings(inline)):
        return
    for finding in inline_findings(bounded):
        problem = f"its copy of {elevation.permission_set} with the end: {finding.problem}"
        yield c.value_at((*path, "permission_set"), problem, finding.remedy)
