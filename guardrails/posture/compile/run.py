"""Compile a baseline into a posture: contributions of guardrails, packed into policies, named."""

from __future__ import annotations

from guardrails.baseline.management import all_management
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import limited_to
from guardrails.errors import Finding, InputError
from guardrails.organization.form import FOREIGN
from guardrails.policy.language.document import RCP, TYPES
from guardrails.posture.compile.contributions import parts_of
from guardrails.posture.compile.foreign import foreign_policies, has_full_access, taken_names
from guardrails.posture.compile.full_access import full_access
from guardrails.posture.compile.limits import limits_of
from guardrails.posture.compile.naming import FAMILY_TITLES, colliding
from guardrails.posture.compile.no_room import no_room
from guardrails.posture.compile.pack import pack
from guardrails.posture.model import Posture


def compile_posture(baseline: Baseline) -> Posture:
    """Compile a baseline: exact for every account, one policy a family and node while there is room.

    Service control policies limit principals, and resource control policies limit access to resources. Each
    type has room of its own at a node.

    Raises:
        InputError: when a node has no room for its guardrails, with the cheapest ways out.
    """
    organization = baseline.tree
    parts = parts_of(baseline)
    order = {node.path: position for position, node in enumerate(organization.nodes)}
    families = {family: rank for rank, family in enumerate(("aws", FOREIGN, *FAMILY_TITLES))}
    unordered = [full_access(node) for node in organization.nodes if has_full_access(baseline, node)]
    unordered += foreign_policies(baseline)
    findings: list[Finding] = []
    for policy_type, limits in limits_of(baseline).items():
        parts_of_type = [part for part in parts if part.type == policy_type]
        packed, unfit = pack(parts_of_type, limits)
        findings += no_room(unfit, parts_of_type, organization, limits)
        unordered += packed
    if any(policy.type == RCP for policy in unordered):
        unordered += [full_access(node, RCP) for node in organization.nodes]
    policies = sorted(
        unordered,
        key=lambda policy: (order[policy.target], TYPES.index(policy.type), families[policy.family]),
    )
    management = sorted(all_management(baseline), key=lambda policy: order[policy.target])
    if findings := [*findings, *colliding(policies), *taken_names(policies, management)]:
        raise InputError(findings)
    read = baseline.foreign.read if baseline.foreign is not None else None
    return Posture(organization, tuple(policies), tuple(management), limited_to(baseline), read)
