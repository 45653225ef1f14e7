"""Warn of denied regions beside Control Tower."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.control_tower import GUIDANCE, denies_regions, is_control_tower_policy
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match

_REGIONS = "deny_unused_regions"


def _find(baseline: Baseline) -> Iterator[Match]:
    foreign = baseline.foreign
    if foreign is None:
        return
    policies = [policy for policy in foreign.policies if is_control_tower_policy(policy.name)]
    if not policies:
        return
    own = next((policy for policy in policies if denies_regions(policy.document.to_dict())), None)
    beside = f"its own {own.name} at {own.target}" if own else "the policies of Control Tower"
    for guardrail in baseline.guardrails:
        file = guardrail.policy
        if guardrail.control == _REGIONS or (file is not None and denies_regions(file.content)):
            name = _REGIONS if file is None else file.name
            yield Match(
                ("guardrails", guardrail.entry),
                f"{name} denies regions beside {beside}, and AWS warns that Control Tower can enter an"
                " undefined state",
                f"remove {name} and use Control Tower's region deny control, or never deny a region that"
                " Control Tower governs, and accept this",
            )


CONTROL_TOWER_REGIONS = BaselineWarning(
    id="control-tower-regions",
    title="Control Tower alone denies regions where it governs",
    why="AWS asks not to deny regions by other policies than Control Tower's own. It can't set up, update or "
    "repair accounts in a region that another policy denies to it.",
    source=GUIDANCE,
    find=_find,
)
