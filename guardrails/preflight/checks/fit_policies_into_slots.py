"""Fit the baseline's policies beside those of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from guardrails import aws_facts
from guardrails.capture.ours import READING_ACTIONS
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.policy.language.document import RCP, SCP
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Count the policies of others and ours at each node, and compare with the quota of their type."""
    policies = inspection.capture.policies
    if policies is None:
        yield inspection.unknown("policies", "organizations:ListPolicies")
        return
    for policy in policies:
        if policy.targets is None:
            yield inspection.unknown(policy.name, "organizations:ListTargetsForPolicy")
    if not inspection.ownership.complete:
        yield inspection.unknown("which policies are the baseline's own", *READING_ACTIONS)
        return
    others = _others(inspection, policies)
    for (path, policy_type), own in sorted(_own(inspection).items()):
        names = others.get((inspection.baseline.tree.by_path[path].id, policy_type), ())
        slots = _slots(inspection, policy_type)
        if slots is not None and own + len(names) > slots:
            yield PreflightViolation(
                path,
                f"has {slots} slots for a {policy_type}; the baseline needs {own}, and others take"
                f" {len(names)}: {', '.join(names)}",
                "detach policies of others, or name them in `organization.foreign`, so that ours share slots",
                ("organization", "reserved_slots"),
            )


def _own(inspection: Inspection) -> Counter[tuple[str, str]]:
    posture = inspection.posture
    counts = Counter((policy.target, policy.type) for policy in posture.declared)
    counts.update((policy.target, policy.type) for policy in posture.declared_management)
    return counts


def _others(
    inspection: Inspection, policies: tuple[CapturedPolicy, ...]
) -> Mapping[tuple[str, str], list[str]]:
    """Name the policies that no stack of ours made, by target and type; AWS's own count too."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for policy in policies:
        for target in policy.targets or ():
            if not inspection.ownership.holds(policy.id, target):
                grouped.setdefault((target, policy.type), []).append(policy.name)
    return grouped


def _slots(inspection: Inspection, policy_type: str) -> int | None:
    """Return the quota that the file names, or that AWS publishes; None where there is neither."""
    quotas = inspection.baseline.organization.quotas
    if policy_type in (SCP, RCP):
        return quotas.scp_attached if policy_type == SCP else quotas.rcp_attached
    published = aws_facts.published_quota(policy_type)
    return published.max_attached_per_target if published is not None else None


CHECK = PreflightCheck(
    id="PF-POL-003",
    title="Fit the baseline's policies beside those of others",
    why="AWS counts every policy that is attached to a node, whoever attached it, and refuses one too many.",
    fix="Detach policies of others, or name them in the file, so that the baseline's policies share slots.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    severity=FAILURE,
    check=check,
    reads=("policies", "stacks"),
)
