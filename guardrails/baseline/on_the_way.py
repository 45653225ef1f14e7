"""What of Identity Center stays for one deployment more, so that nothing is deleted while it is assigned."""

from __future__ import annotations

from dataclasses import replace

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.access import PermissionSet

_OF_BEFORE = "as deployed: "


def keeping_access(before: Baseline, after: Baseline) -> Baseline:
    """Return a baseline with the permission sets and groups, too, that it has no longer.

    Identity Center deletes none that is assigned. The stack that has them is deployed before the others,
    whose assignments go later: in one deployment CloudFormation would fail to delete them, leave them behind
    and report success. They stay as they are, unassigned, until the baseline itself is deployed.

    Args:
        before: the baseline that is deployed.
        after: the one that is to be.
    """
    old, new = before.access, after.access
    if old is None or new is None:
        return after
    sets = {
        name: permission_set
        for name, permission_set in old.permission_sets.items()
        if name not in new.permission_sets
    }
    texts = {
        f"{_OF_BEFORE}{permission_set.inline}": before.file_text(permission_set.inline)
        for permission_set in sets.values()
        if permission_set.inline
    }
    deployed_sets = {name: _as_deployed(permission_set) for name, permission_set in sets.items()}
    groups = {name: group for name, group in old.groups.items() if name not in new.groups}
    access = new.model_copy(
        update={
            "permission_sets": {**new.permission_sets, **deployed_sets},
            "groups": {**new.groups, **groups},
        }
    )
    baseline = after.model_copy(update={"access": access})
    source = after._source  # noqa: SLF001 (the loader's own)
    baseline._source = replace(source, files={**source.files, **texts})  # noqa: SLF001
    return baseline


def _as_deployed(permission_set: PermissionSet) -> PermissionSet:
    """Let its policy be the text as deployed, whatever a file of that name holds now."""
    return (
        permission_set.model_copy(update={"inline": f"{_OF_BEFORE}{permission_set.inline}"})
        if permission_set.inline
        else permission_set
    )
