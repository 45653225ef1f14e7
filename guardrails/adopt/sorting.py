"""Sort policies by what becomes of them: taken over, left alone, or listed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from guardrails.adopt.vendors import vendor_of_policy
from guardrails.capture import Capture
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.management_policies import BY_API_NAME
from guardrails.organization import Organization
from guardrails.policy import Document
from guardrails.policy.language.document import SCP, TYPES
from guardrails.policy.language.read import read_document


@dataclass(frozen=True)
class AttachedPolicy:
    """A policy that this organization attached itself."""

    policy: CapturedPolicy
    paths: tuple[str, ...]
    """Where it is attached, in the order of the tree, without the management account."""
    document: Document | None
    """Its content; None for a policy that sets services."""

    @property
    def origin(self) -> str:
        """Where it comes from, for a comment."""
        return f"{self.policy.name} ({self.policy.id})"


@dataclass(frozen=True)
class SortedPolicies:
    """The policies of an organization, by what becomes of them."""

    own: tuple[AttachedPolicy, ...]
    """The policies that are taken over."""
    foreign: tuple[CapturedPolicy, ...]
    """The policies that a tool manages."""
    unattached: tuple[CapturedPolicy, ...]
    """The policies that are attached nowhere, or whose type is switched off."""
    unknown: tuple[CapturedPolicy, ...]
    """Attached policies of types that a baseline doesn't have."""
    at_management: tuple[CapturedPolicy, ...]
    """The policies that are attached to the management account."""
    narrowed: tuple[str, ...]
    """The ids of the nodes from which FullAWSAccess was detached."""


def sort(capture: Capture, tree: Organization, enabled: Iterable[str]) -> SortedPolicies:
    """Sort the policies of a capture, which knows all of them.

    Args:
        capture: What was read.
        tree: Its tree.
        enabled: The policy types that are switched on; a policy of another type is in force nowhere.
    """
    switched_on = frozenset(enabled)
    order = {node.id: position for position, node in enumerate(tree.nodes)}
    management = tree.management_account.id
    sections: dict[str, list[CapturedPolicy]] = {}
    own: list[AttachedPolicy] = []
    for policy in capture.policies or ():
        if policy.aws_managed:
            continue
        targets = sorted(
            (target for target in policy.targets or () if target in order), key=order.__getitem__
        )
        if management in (policy.targets or ()):
            sections.setdefault("at_management", []).append(policy)
        kind = _kind(policy, targets) or ("" if policy.type in switched_on else "unattached")
        if kind:
            sections.setdefault(kind, []).append(policy)
        else:
            paths = tuple(tree.by_id[target].path for target in targets)
            own.append(AttachedPolicy(policy, paths, _document(policy)))
    return SortedPolicies(
        own=tuple(own),
        foreign=tuple(sections.get("foreign", ())),
        unattached=tuple(sections.get("unattached", ())),
        unknown=tuple(sections.get("unknown", ())),
        at_management=tuple(sections.get("at_management", ())),
        narrowed=_narrowed(capture, tree) if SCP in switched_on else (),
    )


def _kind(policy: CapturedPolicy, targets: list[str]) -> str:
    """Say why a policy isn't taken over; nothing where it is."""
    if vendor_of_policy(policy.name):
        return "foreign"
    if not targets:
        return "unattached"
    return "" if policy.type in TYPES or policy.type in BY_API_NAME else "unknown"


def _document(policy: CapturedPolicy) -> Document | None:
    return read_document(json.loads(policy.content or "")) if policy.type in TYPES else None


def _narrowed(capture: Capture, tree: Organization) -> tuple[str, ...]:
    attached = {
        target
        for policy in capture.policies or ()
        if policy.aws_managed and policy.type == SCP
        for target in policy.targets or ()
    }
    return tuple(node.id for node in tree.nodes if node.id not in attached)
