"""Check the section `access` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.check_elevations import elevations
from guardrails.baseline.check_existing import existing
from guardrails.baseline.context import Context
from guardrails.baseline.sections.access import Access
from guardrails.baseline.types import TAGS
from guardrails.errors import Finding

RESERVED = ("Administrator", "AWSAdministrators")
"""Names that no group can be created with.

Source: https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroup.html
"""


def access(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `access`."""
    access = c.baseline.access
    if access is None:
        return
    first_indexes: dict[tuple[str, str, str], int] = {}
    for index, assignment in enumerate(access.assignments):
        assignment_path = ("access", "assignments", index)
        yield from c.named((*assignment_path, "group"), "group", assignment.group, c.keys("access", "groups"))
        sets = c.keys("access", "permission_sets") or frozenset(access.permission_sets)
        set_path = (*assignment_path, "permission_set")
        yield from c.named(set_path, "permission set", assignment.permission_set, sets)
        for position, path in enumerate(assignment.at):
            yield from c.exists((*assignment_path, "at", position), path)
            key = (assignment.group, assignment.permission_set, path)
            if key in first_indexes:
                first = c.position(("access", "assignments", first_indexes[key]))
                problem = f"stands at {path} already, by {first}"
                yield c.at((*assignment_path, "at", position), problem, "keep one of the two")
            first_indexes.setdefault(key, index)
    yield from _groups(c, access)
    yield from existing(c, access)
    yield from elevations(c, access)
    for name, permission_set in access.permission_sets.items():
        count = len({*c.baseline.tags, *permission_set.tags})
        if count > TAGS:
            problem = f"has {count} tags with those of the baseline: AWS takes at most {TAGS} on one resource"
            yield c.at(("access", "permission_sets", name, "tags"), problem, "remove some")


def _groups(c: Context, access: Access) -> Iterator[Finding]:
    name_by_id: dict[str, str] = {}
    for name, group in access.groups.items():
        group_path = ("access", "groups", name)
        if group.id is None and name in RESERVED:
            problem = f'Identity Center keeps the name "{name}" for itself'
            yield c.at(group_path, problem, "name it otherwise, such as administrators")
        elif group.id is not None and (earlier_name := name_by_id.setdefault(group.id, name)) != name:
            problem = f"{earlier_name} is the same group"
            yield c.at((*group_path, "id"), problem, "keep one of the two")
