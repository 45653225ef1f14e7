"""Read StackSets, and in which accounts they stand."""

from __future__ import annotations

from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.ours import OWN_STACKS
from guardrails.capture.sections.stacks import CapturedStacks, CapturedStackSet, CapturedStackSetInstance
from guardrails.live.reading import Reader, Reading


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    summaries = reading.list("cloudformation:ListStackSets", "Summaries", Status="ACTIVE")
    if summaries is None:
        return {}
    chosen = sorted(summaries, key=lambda summary: str(summary["StackSetName"]))
    stack_sets = tuple(reading.each(chosen, lambda summary: _stack_set(reading, summary)))
    stacks = capture.stacks or CapturedStacks()
    return {"stacks": stacks.model_copy(update={"stack_sets": stack_sets})}


def _stack_set(reading: Reading, summary: dict[str, Any]) -> CapturedStackSet:
    name = summary["StackSetName"]
    described = (
        reading.ask("cloudformation:DescribeStackSet", name, StackSetName=name)
        if name.startswith(OWN_STACKS)
        else None
    )
    details = None if described is None else described["StackSet"]
    return CapturedStackSet(
        name=name,
        status=summary["Status"],
        permission_model=summary.get("PermissionModel", ""),
        auto_deployment=summary.get("AutoDeployment", {}).get("Enabled", False),
        template=None if details is None else details.get("TemplateBody", ""),
        parameters=None
        if details is None
        else {one["ParameterKey"]: one.get("ParameterValue", "") for one in details.get("Parameters", ())},
        targets=None if details is None else tuple(details.get("OrganizationalUnitIds", ())),
        instances=_instances(reading, name),
    )


def _instances(reading: Reading, name: str) -> tuple[CapturedStackSetInstance, ...] | None:
    instances = reading.list("cloudformation:ListStackInstances", "Summaries", name, StackSetName=name)
    if instances is None:
        return None
    return tuple(
        CapturedStackSetInstance(
            account=instance["Account"],
            region=instance["Region"],
            status=instance["Status"],
            reason=instance.get("StatusReason", ""),
        )
        for instance in instances
    )


READER = Reader(
    name="stack_sets",
    operations={
        "cloudformation:ListStackSets": "which StackSets there are",
        "cloudformation:DescribeStackSet": "the template of a StackSet",
        "cloudformation:ListStackInstances": "in which accounts a StackSet stands",
    },
    read=_read,
    needs=("stacks",),
)
