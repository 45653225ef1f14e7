"""Look at everything that the deployment replaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.aws_facts.create_only import create_only, is_pinned
from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.deployment import RETAINED, Resource, deployed_stacks


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find resources of which a property changes that CloudFormation can't change in place."""
    for stack in deployed_stacks(inspection):
        if isinstance(stack, Unknown):
            yield stack
            continue
        for logical_id, new in (stack.new or {}).items():
            old = stack.old.get(logical_id)
            changed = [] if old is None else list(_replacing(old, new))
            if old is not None and changed:
                kept = old.get("UpdateReplacePolicy") in RETAINED
                yield PreflightViolation(
                    f"{stack.name} {logical_id}",
                    f"is made anew, because {', '.join(changed)} changes; the old one"
                    f" {'stays in AWS' if kept else 'is deleted'} ({new.get('Type')})",
                    "deploy only if that is what you want",
                )


def _replacing(old: Resource, new: Resource) -> Iterator[str]:
    """Name the properties whose change replaces a resource; a reference counts as it is written."""
    kind = str(new.get("Type"))
    if old.get("Type") != kind:
        yield "its type"
    elif is_pinned(kind):
        for path in create_only(kind):
            if _value(old, path) != _value(new, path):
                yield path.replace("/", ".")


def _value(resource: Resource, path: str) -> Any:
    value: Any = resource.get("Properties", {})
    for part in path.split("/"):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


CHECK = PreflightCheck(
    id="PF-DEP-002",
    title="Look at everything that the deployment replaces",
    why="CloudFormation can't change some properties: it makes a new resource and deletes the old one.",
    fix="Write the old value into the file, if the resource should stay.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html",
    severity=WARNING,
    check=check,
    reads=("stacks",),
    needs_templates=True,
)
