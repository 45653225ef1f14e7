"""Compile a baseline into a posture: which policy stands at which node, and what it says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guardrails.baseline.canonical import canonical_model, order_of
from guardrails.baseline.lists import denied_by_path
from guardrails.baseline.management import declared
from guardrails.baseline.model import Baseline, Exemption
from guardrails.baseline.scope import limited_to, narrowed
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.baseline.sections.guardrails import Guardrail
from guardrails.baseline.sections.trail import Trail
from guardrails.controls import AuditRoleFacts, Control, ControlContext, TrailFacts, control
from guardrails.controls.registry import ranked
from guardrails.errors import Finding, InputError, Location
from guardrails.management_policies import ManagementPolicy
from guardrails.organization import Node
from guardrails.policy import Document
from guardrails.policy.language.document import FULL_ACCESS, RCP, RCP_FULL_ACCESS, SCP, TYPES, from_dict
from guardrails.policy.lint import type_of_text
from guardrails.policy.name_set import NameSet
from guardrails.posture.compile.expiry import over_time
from guardrails.posture.compile.limits import limits_of
from guardrails.posture.compile.naming import FAMILY_TITLES, colliding
from guardrails.posture.compile.no_room import no_room
from guardrails.posture.compile.pack import pack
from guardrails.posture.compile.place import place
from guardrails.posture.compile.texts import Part
from guardrails.posture.elsewhere import Elsewhere
from guardrails.posture.model import Policy, Posture


def compile_posture(baseline: Baseline) -> Posture:
    """Compile a baseline: exact for every account, one policy a family and node while there is room.

    What principals may do is said by service control policies, who may reach resources by resource control
    policies; each type has room of its own at a node.

    Raises:
        InputError: when a node has no room for its guardrails, with the cheapest ways out.
    """
    organization = baseline.tree
    parts = parts_of(baseline)
    order = {node.path: position for position, node in enumerate(organization.nodes)}
    families = {family: rank for rank, family in enumerate(("aws", *FAMILY_TITLES))}
    unordered = [full_access(node) for node in organization.nodes]
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
    if findings := [*findings, *colliding(policies)]:
        raise InputError(findings)
    management = sorted(_management(baseline), key=lambda policy: order[policy.target])
    return Posture(organization, tuple(policies), tuple(management), limited_to(baseline))


def _management(baseline: Baseline) -> tuple[ManagementPolicy, ...]:
    """Return the management policies, whose order and lists don't follow the file's."""
    entries = baseline.management_policies
    in_order = {name: canonical_model(entries[name]) for name in sorted(entries)}
    return declared(baseline.model_copy(update={"management_policies": in_order}))


def parts_of(baseline: Baseline) -> tuple[Part, ...]:
    """Return what each guardrail says at each node, before it is packed into policies."""
    return tuple(part for index in _in_order(baseline.guardrails) for part in _parts(baseline, index))


def _in_order(guardrails: Sequence[Guardrail]) -> list[int]:
    """Return the indices of guardrails in the order of the presets' controls, not in that of the file."""
    canonical_guardrails = [canonical_model(guardrail) for guardrail in guardrails]
    rank = {name: place for place, name in enumerate(ranked())}
    return sorted(
        range(len(canonical_guardrails)),
        key=lambda index: (
            rank.get(canonical_guardrails[index].control or "", -1),
            order_of(canonical_guardrails[index]),
        ),
    )


def _parts(baseline: Baseline, index: int) -> Iterator[Part]:
    guardrail = baseline.guardrails[index]
    nodes = [baseline.tree.by_path[path] for path in narrowed(baseline, guardrail.at)]
    origin = baseline.locate("guardrails", index)
    if guardrail.control is None:
        yield from _custom_parts(baseline, guardrail, nodes, origin)
        return
    definition = control(guardrail.control)
    context = context_of(baseline, guardrail, definition)
    elsewhere = Elsewhere(baseline, definition.type)
    written: dict[tuple[NameSet, frozenset[str]], Document] = {}
    for node, denied in _places(baseline, definition, nodes):
        key = (denied, elsewhere.than(node))
        if key not in written:
            node_context = replace(context.without(key[1]), denied=denied)
            written[key] = Document(over_time(definition, node_context))
        if written[key].statements:
            yield Part(
                node,
                definition.family,
                definition.id,
                definition.title,
                origin,
                written[key],
                definition.type,
            )


def _custom_parts(
    baseline: Baseline, guardrail: Guardrail, nodes: Iterable[Node], origin: Location
) -> Iterator[Part]:
    name = guardrail.document or ""
    document, policy_type = custom_policy(baseline, name), type_of(baseline, guardrail)
    for node in nodes:
        yield Part(node, "own", name, name, origin, document, policy_type)


def type_of(baseline: Baseline, guardrail: Guardrail) -> str:
    """Return the type of the policies that a guardrail becomes."""
    if guardrail.control is not None:
        return control(guardrail.control).type
    return (guardrail.type or type_of_text(baseline.file_text(guardrail.document or ""))).api_name


def custom_policy(baseline: Baseline, name: str) -> Document:
    """Return a document of your own as it is written; loading the baseline has checked its grammar."""
    return from_dict(json.loads(baseline.file_text(name)))


def _places(baseline: Baseline, definition: Control, nodes: Iterable[Node]) -> Iterator[tuple[Node, NameSet]]:
    if definition.places == "as_told":
        yield from ((node, NameSet()) for node in nodes)
        return
    lists = denied_by_path(baseline, definition.places)
    for node in nodes:
        yield from place(node, lists.__getitem__)


def context_of(baseline: Baseline, guardrail: Guardrail, definition: Control) -> ControlContext:
    """Return what a control is told of the baseline, whichever node it stands at."""
    exemptions = baseline.exemptions.values()
    trail = baseline.trail
    former = sorted(map(canonical_model, baseline.former), key=order_of)
    ends = _ends(e for e in exemptions if e.controls is None or definition.id in e.controls)
    return ControlContext(
        parameters=canonical_model(definition.parameters.model_validate(guardrail.parameters)),
        exempt=tuple(sorted(ends)),
        endings=tuple((principal, last) for principal, last in sorted(ends.items()) if last is not None),
        all_exempt=tuple(sorted({e.principal for e in exemptions})),
        organization=baseline.organization.id,
        management_account=baseline.organization.management_account.id,
        qualifier=baseline.organization.qualifier,
        trail=_trail_facts(baseline, trail) if trail else None,
        former=tuple(_former_facts(entry) for entry in former if entry.deleted is None),
        audit_role=AuditRoleFacts(baseline.accounts.audit_role.name, STACK_SET)
        if baseline.accounts
        else None,
    )


def _trail_facts(baseline: Baseline, trail: Trail) -> TrailFacts:
    alias = "" if trail.existing_key else trail.key_alias
    return TrailFacts(trail.name, trail.buckets, alias, baseline.archive_account.id, trail.existing_key)


def _former_facts(entry: FormerEvidence) -> TrailFacts:
    return TrailFacts(entry.trail or "", entry.buckets, entry.key_alias or "", entry.account, entry.key_arn)


def _ends(exemptions: Iterable[Exemption]) -> dict[str, dt.date | None]:
    """Map every principal to the last day on which an exemption names it; None where one never ends."""
    ends: dict[str, dt.date | None] = {}
    for exemption in exemptions:
        latest = ends.get(exemption.principal, dt.date.min)
        ends[exemption.principal] = max(latest, exemption.expires) if latest and exemption.expires else None
    return ends


def full_access(node: Node, policy_type: str = SCP) -> Policy:
    """Return the policy that AWS attaches to every node by itself, once a type of policies is enabled.

    Without FullAWSAccess nothing is allowed at a node; RCPFullAWSAccess can't be detached.
    """
    is_scp = policy_type == SCP
    return Policy(
        key=f"{'' if is_scp else 'rcp-'}full-access-{node.id}",
        name="FullAWSAccess" if is_scp else "RCPFullAWSAccess",
        type=policy_type,
        family="aws",
        target=node.path,
        description="Allows every operation; attached by AWS to every node",
        document=FULL_ACCESS if is_scp else RCP_FULL_ACCESS,
        aws_managed=True,
    )
