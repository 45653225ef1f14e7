"""The permission sets and assignments that elevations stand for: copies that AWS ends by themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.sections.access import Access, Assignment, PermissionSet
from guardrails.baseline.sections.elevations import Elevation, set_name

BEFORE, AFTER = "DenyBeforeElevation", "DenyAfterElevation"
"""The Sids of the two statements that bound an elevation."""
_VERSION = "2012-10-17"


def with_elevations(access: Access) -> Access:
    """Return the section with a permission set and an assignment more for each elevation.

    An elevation whose permission set isn't known is left out: the checks find it.
    """
    elevations = {
        name: elevation
        for name, elevation in access.elevations.items()
        if elevation.permission_set in access.permission_sets
    }
    if not elevations:
        return access
    sets = {
        set_name(name): _copy(name, elevation, access.permission_sets[elevation.permission_set])
        for name, elevation in elevations.items()
    }
    assignments = tuple(
        Assignment(group=elevation.group, permission_set=set_name(name), at=(elevation.account,))
        for name, elevation in elevations.items()
    )
    update: dict[str, Any] = {
        "permission_sets": {**access.permission_sets, **sets},
        "assignments": (*access.assignments, *assignments),
        "elevations": {},
    }
    return access.model_copy(update=update)


def elevation_files(access: Access | None, files: Mapping[str, PolicyFile]) -> dict[str, PolicyFile]:
    """Return the inline policies of elevations, by the names under which their permission sets name them."""
    sets = access.permission_sets if access is not None else {}
    return {
        file_name(name): PolicyFile(file_name(name), _text(elevation, sets[elevation.permission_set], files))
        for name, elevation in (access.elevations.items() if access is not None else ())
        if elevation.permission_set in sets
    }


def file_name(name: str) -> str:
    """Return the name that stands for the inline policy of an elevation; there is no such file."""
    return f"inline policy of the elevation {name}"


def _copy(name: str, elevation: Elevation, original: PermissionSet) -> PermissionSet:
    return original.model_copy(
        update={
            "existing": False,
            "inline": file_name(name),
            "description": f"{elevation.permission_set} from {elevation.starts} until {elevation.ends}",
        }
    )


def _text(elevation: Elevation, original: PermissionSet, files: Mapping[str, PolicyFile]) -> str:
    """Return the inline policy of the original with the two statements that bound the elevation.

    A Deny of an identity policy wins over every Allow, of resource policies too. AWS puts the time into every
    request, so neither condition lacks its key.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    inline = files.get(original.inline or "")
    content: Any = inline.content if inline is not None else {}
    content = content if isinstance(content, dict) else {}  # the checks find what is wrong with it
    statements = content.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    bounds = (
        (BEFORE, "DateLessThan", elevation.starts),
        (AFTER, "DateGreaterThanEquals", elevation.ends),
    )
    denials = [
        {
            "Sid": sid,
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {operator: {"aws:CurrentTime": moment}},
        }
        for sid, operator, moment in bounds
    ]
    version = content.get("Version", _VERSION)
    return json.dumps({**content, "Version": version, "Statement": [*statements, *denials]})
