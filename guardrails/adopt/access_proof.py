"""Hold the access that a baseline gives against the access that was captured, set by set.

This reads the loaded baseline and the capture, and nothing that was worked out in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from guardrails.aws_facts.arns import managed_policy_arn
from guardrails.baseline import Baseline
from guardrails.baseline.sections.access import PermissionSet
from guardrails.capture import Capture
from guardrails.capture.sections.access import CapturedInstance, CapturedPermissionSet

Grant: TypeAlias = tuple[str, str, str]
"""The name of a permission set, the id of a group, the id of an account."""


def access_changes(capture: Capture, baseline: Baseline) -> Iterator[str]:
    """Yield a sentence for everything that somebody would gain or lose through Identity Center."""
    section = baseline.access
    if section is None:
        return
    instances = (capture.access and capture.access.instances) or ()
    instance = next((entry for entry in instances if entry.arn == section.instance), None)
    if instance is None:
        yield f"{section.instance} isn't what was captured"
        return
    captured_sets = {entry.name: entry for entry in instance.permission_sets or ()}
    for name, permission_set in section.permission_sets.items():
        if permission_set.existing:
            if name not in captured_sets or captured_sets[name].arn != _existing_arn(baseline, name):
                yield f"the permission set {name} isn't the one that was captured"
        elif name not in captured_sets:
            yield f"the permission set {name} would be new"
        elif different := sorted(_differences(captured_sets[name], name, permission_set, baseline)):
            yield f"the permission set {name} would be another in {', '.join(different)}"
    captured = _captured(instance, baseline)
    declared = _declared(baseline) | _by_others(instance, baseline)
    for name, group, account in sorted(declared - captured):
        yield f"the group {group} would gain {name} in {account}"
    for name, group, account in sorted(captured - declared):
        yield f"the group {group} would lose {name} in {account}"


def _differences(
    captured: CapturedPermissionSet, name: str, declared: PermissionSet, baseline: Baseline
) -> Iterator[str]:
    inline = baseline.inline_policies.get(name)
    boundary = declared.boundary
    wanted: Mapping[str, tuple[Any, Any]] = {
        "description": (captured.description or "", declared.description),
        "session": (captured.session or "PT1H", f"PT{declared.session_hours}H"),
        "relay state": (captured.relay_state or "", declared.relay_state or ""),
        "AWS's policies": (
            frozenset(captured.managed or ()),
            frozenset(map(managed_policy_arn, declared.managed)),
        ),
        "own policies": (
            {path.lstrip("/") for path in captured.customer_managed or ()},
            {*declared.customer_managed},
        ),
        "inline policy": (json.loads(captured.inline or "null"), inline and inline.content),
        "boundary": (
            (captured.boundary or "").lstrip("/"),
            ""
            if boundary is None
            else boundary.customer_managed or managed_policy_arn(str(boundary.managed)),
        ),
        "tags": (captured.tags or {}, {**baseline.tags, **declared.tags}),
    }
    yield from (part for part, (before, after) in wanted.items() if before != after)


def _existing_arn(baseline: Baseline, name: str) -> str:
    center = baseline.foreign_center
    return center.sets[name].arn if center is not None and name in center.sets else ""


def _by_others(instance: CapturedInstance, baseline: Baseline) -> frozenset[Grant]:
    """Return what groups keep by assignments that the baseline leaves alone."""
    center = baseline.foreign_center
    groups, members = {group.id for group in instance.groups or ()}, _open_accounts(baseline)
    return frozenset(
        (entry.permission_set, entry.group, entry.account)
        for entry in (center.assignments or () if center is not None else ())
        if entry.group in groups and entry.account in members
    )


def _open_accounts(baseline: Baseline) -> frozenset[str]:
    tree = baseline.tree
    return frozenset(account_id for account_id, node in tree.by_id.items() if node.path not in tree.closed)


def _declared(baseline: Baseline) -> frozenset[Grant]:
    section, tree = baseline.access, baseline.tree
    return frozenset(
        (assignment.permission_set, section.groups[assignment.group].id or assignment.group, account.id)
        for assignment in (section.assignments if section else ())
        for path in assignment.at
        for account in tree.open_accounts_under(path)
        if section is not None
    )


def _captured(instance: CapturedInstance, baseline: Baseline) -> frozenset[Grant]:
    """Return what groups have through known permission sets, in the accounts that the baseline has as open.

    Known are the sets of the baseline, and those that its file of others has.
    """
    center = baseline.foreign_center
    sets = {
        *(baseline.access.permission_sets if baseline.access else ()),
        *(center.sets if center is not None else ()),
    }
    names = {entry.arn: str(entry.name) for entry in instance.permission_sets or () if entry.name in sets}
    groups = {group.id for group in instance.groups or ()}
    members = _open_accounts(baseline)
    return frozenset(
        (names[assignment.permission_set], assignment.principal, assignment.account)
        for assignment in instance.assignments or ()
        if assignment.principal_type == "GROUP"
        and assignment.permission_set in names
        and assignment.principal in groups
        and assignment.account in members
    )
