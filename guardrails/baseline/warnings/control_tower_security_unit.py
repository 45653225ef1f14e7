"""Warn of policies of ours on the unit that Control Tower manages by itself."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.control_tower import SECURITY_UNIT, is_control_tower_policy, protects_log_archive
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import is_inside, narrowed
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.marked import Path
from guardrails.organization import covers


def _find(baseline: Baseline) -> Iterator[Match]:
    foreign = baseline.foreign
    if foreign is None:
        return
    units = {
        policy.target
        for policy in foreign.policies
        if is_control_tower_policy(policy.name) and protects_log_archive(policy.document.to_dict())
    }
    for unit in sorted(units):
        for place, path in _places(baseline):
            if covers(unit, path):
                yield Match(
                    place,
                    f"attaches a policy to {path}, and Control Tower manages {unit} by itself: this can be"
                    " drift that stops it",
                    f"leave {unit} out, or attach the policy at the root with Control Tower's roles exempt",
                )


def _places(baseline: Baseline) -> Iterator[tuple[Path, str]]:
    """Give each field that attaches a policy to a node, with the path of the node."""
    for guardrail in baseline.guardrails:
        for path in narrowed(baseline, guardrail.at):
            yield ("guardrails", guardrail.entry), path
    for section, overrides in (
        ("regions", baseline.regions.overrides),
        ("services", baseline.services.overrides),
    ):
        for path in overrides:
            if is_inside(baseline, path):
                yield (section, "overrides", path), path


CONTROL_TOWER_SECURITY_UNIT = BaselineWarning(
    id="control-tower-security-unit",
    title="Nothing is attached to Control Tower's Security unit",
    why="Up to landing zone 3.3, Control Tower manages this unit with the log archive. A policy of others "
    "there can be drift, and until it is gone Control Tower refuses to work.",
    source=SECURITY_UNIT,
    find=_find,
)
