"""Compile a baseline into a posture: which policy stands at which node, and what it says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from guardrails.baseline.management import declared
from guardrails.baseline.model import Baseline, Exemption, Guardrail
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.controls import AuditRoleFacts, Control, Situation, TrailFacts, control
from guardrails.errors import InputError, Location
from guardrails.organization import Node
from guardrails.policy import Document
from guardrails.policy.document import FULL_ACCESS, from_dict
from guardrails.policy.name_set import NameSet
from guardrails.posture.expiry import over_time
from guardrails.posture.limits import SCP, limits_of
from guardrails.posture.model import Policy, Posture
from guardrails.posture.naming import FAMILY_TITLES, colliding
from guardrails.posture.no_room import no_room
from guardrails.posture.pack import pack
from guardrails.posture.place import place
from guardrails.posture.texts import Part


def compile_posture(baseline: Baseline) -> Posture:
    """Compile a baseline: exact for every account, one policy a family and node while there is room.

    Raises:
        InputError: when a node has no room for its guardrails, with the cheapest ways out.
    """
    organization = baseline.tree
    parts = tuple(part for index in range(len(baseline.guardrails)) for part in _parts(baseline, index))
    order = {node.path: position for position, node in enumerate(organization.nodes)}
    families = {family: rank for rank, family in enumerate(("aws", *FAMILY_TITLES))}
    limits = limits_of(baseline)
    packed, unfit = pack(parts, limits)
    policies = sorted(
        (*map(full_access, organization.nodes), *packed),
        key=lambda policy: (order[policy.target], families[policy.family]),
    )
    if findings := (*no_room(unfit, parts, organization, limits), *colliding(policies)):
        raise InputError(findings)
    management = sorted(declared(baseline), key=lambda policy: order[policy.target])
    return Posture(organization, tuple(policies), tuple(management))


def effective_lists(baseline: Baseline, kind: str) -> dict[str, NameSet]:
    """Return what the baseline denies at every path: the nearest list at or above it.

    Args:
        baseline: a checked baseline.
        kind: "regions" or "services".
    """
    if kind == "regions":
        default = NameSet(frozenset(baseline.regions.allowed), complement=True)
        own = {
            path: NameSet(frozenset(names), complement=True)
            for path, names in baseline.regions.overrides.items()
        }
    else:
        default = _denied_services(baseline.services.allowed, baseline.services.denied)
        own = {
            path: _denied_services(entry.allowed, entry.denied)
            for path, entry in baseline.services.overrides.items()
        }
    tree = baseline.tree
    effective: dict[str, NameSet] = {}
    for node in tree.nodes:
        parent = tree.parents.get(node.path)
        effective[node.path] = own.get(node.path, effective[parent] if parent is not None else default)
    return effective


def _denied_services(allowed: tuple[str, ...] | None, denied: tuple[str, ...] | None) -> NameSet:
    if allowed is not None:
        return NameSet(frozenset(allowed), complement=True)
    return NameSet(frozenset(denied or ()))


def _parts(baseline: Baseline, index: int) -> Iterator[Part]:
    guardrail = baseline.guardrails[index]
    nodes = [baseline.tree.by_path[path] for path in guardrail.at]
    origin = baseline.locate("guardrails", index)
    if guardrail.control is None:
        yield from _own_parts(baseline, guardrail.document or "", nodes, origin)
        return
    found = control(guardrail.control)
    situation = situation_of(baseline, guardrail, found)
    for node, denied in _places(baseline, found, nodes):
        document = Document(over_time(found, replace(situation, denied=denied)))
        if document.statements:
            yield Part(node, found.family, found.id, found.title, origin, document)


def _own_parts(baseline: Baseline, name: str, nodes: Iterable[Node], origin: Location) -> Iterator[Part]:
    document = own_document(baseline, name)
    for node in nodes:
        yield Part(node, "own", name, name, origin, document)


def own_document(baseline: Baseline, name: str) -> Document:
    """Return a document of your own as it is written; loading the baseline has checked its grammar."""
    return from_dict(json.loads(baseline.file_text(name)))


def _places(baseline: Baseline, found: Control, nodes: Iterable[Node]) -> Iterator[tuple[Node, NameSet]]:
    if found.places == "as_told":
        yield from ((node, NameSet()) for node in nodes)
        return
    lists = effective_lists(baseline, found.places)
    for node in nodes:
        yield from place(node, lists.__getitem__)


def situation_of(baseline: Baseline, guardrail: Guardrail, found: Control) -> Situation:
    """Return what a control is told of the baseline, without what is denied at a node."""
    exemptions = baseline.exemptions.values()
    trail = baseline.trail
    ends = _ends(e for e in exemptions if e.controls is None or found.id in e.controls)
    return Situation(
        parameters=found.parameters.model_validate(guardrail.parameters),
        spared=tuple(sorted(ends)),
        endings=tuple((principal, last) for principal, last in sorted(ends.items()) if last is not None),
        exempt=tuple(sorted({e.principal for e in exemptions})),
        trail=TrailFacts(
            trail.name, trail.buckets, trail.key_alias, baseline.archive_account.id, trail.existing_key
        )
        if trail
        else None,
        audit_role=AuditRoleFacts(baseline.accounts.audit_role.name, STACK_SET)
        if baseline.accounts
        else None,
    )


def _ends(exemptions: Iterable[Exemption]) -> dict[str, dt.date | None]:
    """Map every principal to the last day on which an exemption spares it; None where one never ends."""
    ends: dict[str, dt.date | None] = {}
    for one in exemptions:
        known = ends.get(one.principal, dt.date.min)
        ends[one.principal] = max(known, one.expires) if known and one.expires else None
    return ends


def full_access(node: Node) -> Policy:
    """Return the policy that AWS attaches to every node by itself, without which nothing is allowed there."""
    return Policy(
        key=f"full-access-{node.id}",
        name="FullAWSAccess",
        type=SCP,
        family="aws",
        target=node.path,
        description="Allows every operation; attached by AWS to every node",
        document=FULL_ACCESS,
        aws_managed=True,
    )
