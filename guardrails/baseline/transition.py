"""Keep a part of Identity Center for one deployment more, so that nothing is deleted while it is assigned."""

from __future__ import annotations

from dataclasses import replace

from guardrails.baseline.model import Baseline


def keeping_access(before: Baseline, after: Baseline) -> Baseline:
    """Return a baseline with the permission sets and groups, too, that it has no longer.

    Identity Center deletes none that is assigned. The stack that has them is deployed before the others,
    whose assignments go later: in one deployment CloudFormation would fail to delete them, leave them behind
    and report success. They stay as they are, unassigned, until the baseline itself is deployed.

    Args:
        before: the baseline that is deployed.
        after: the one that is to be.
    """
    old, new = before.granted_access, after.granted_access
    if old is None or new is None:
        return after
    sets = {
        name: permission_set
        for name, permission_set in old.permission_sets.items()
        if name not in new.permission_sets and not permission_set.existing
    }
    groups = {name: group for name, group in old.groups.items() if name not in new.groups}
    access = new.model_copy(
        update={
            "permission_sets": {**new.permission_sets, **sets},
            "groups": {**new.groups, **groups},
        }
    )
    inline_policies = {name: before.inline_policies[name] for name in sets if name in before.inline_policies}
    return replace(
        after,
        file=after.file.model_copy(update={"access": access}),
        inline_policies={**after.inline_policies, **inline_policies},
    )
