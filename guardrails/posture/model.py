"""The one noun that everything turns around."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from guardrails.errors import Location
from guardrails.management_policies import ManagementPolicy
from guardrails.organization import Organization, Provenance, covers
from guardrails.organization.form import FOREIGN
from guardrails.policy import Document

EARLY, MIDDLE, LATE = 0, 1, 2
"""The order of updates at a node: what statements may move to comes before what they may move from."""


@dataclass(frozen=True)
class Policy:
    """An organization policy and the one node that it is attached to.

    `key` is short and stable: it survives the renaming of the node. A construct id is made of it, and a
    changed construct id replaces a live guardrail.
    """

    key: str
    name: str
    type: str
    family: str
    target: str
    """The path of the node."""
    description: str
    document: Document
    intents: tuple[str, ...] = ()
    """The ids of the controls, or the files, that it says the will of."""
    origins: tuple[Location, ...] = ()
    """Where the baseline asks for it."""
    aws_managed: bool = False
    """Attached by AWS itself, such as FullAWSAccess; no stack declares it."""
    turn: int = MIDDLE
    """When it is updated among the policies of its node: EARLY, MIDDLE or LATE."""
    together: str = ""
    """The key of the policy in AWS, where one is attached to several nodes; empty where each has its own."""

    @property
    def resource(self) -> str:
        """The key of the policy in AWS: several of the posture are one where they stand together."""
        return self.together or self.key

    @property
    def foreign(self) -> bool:
        """Whether others manage it; no stack declares it."""
        return self.family == FOREIGN


@dataclass(frozen=True)
class Posture:
    """An organization and every policy attached to it, parents' policies before their children's."""

    organization: Organization
    policies: tuple[Policy, ...]
    """The policies that bind requests: service and resource control policies."""
    management: tuple[ManagementPolicy, ...] = ()
    """The policies that configure services: those of the other types, which bind no request."""
    scope: tuple[str, ...] = ()
    """The paths of the units and accounts that it is about; none where it is about the whole organization."""
    read: Provenance | None = None
    """When and by whom the policies of others were read; None where they aren't among the policies."""
    notes: tuple[str, ...] = ()
    """Sentences about policies that are left out, as those of a policy type that is switched off."""

    @cached_property
    def by_target(self) -> dict[str, tuple[Policy, ...]]:
        """The policies of every node that has any, by path."""
        grouped: dict[str, list[Policy]] = {}
        for policy in self.policies:
            grouped.setdefault(policy.target, []).append(policy)
        return {path: tuple(policies) for path, policies in grouped.items()}

    @cached_property
    def management_by_target(self) -> dict[str, tuple[ManagementPolicy, ...]]:
        """The management policies of every node that has any, by path."""
        grouped: dict[str, list[ManagementPolicy]] = {}
        for policy in self.management:
            grouped.setdefault(policy.target, []).append(policy)
        return {path: tuple(policies) for path, policies in grouped.items()}

    def inherited(self, path: str) -> tuple[tuple[Policy, ...], ...]:
        """List the policies that bind the node at a path, one level of the tree after the other.

        Raises:
            KeyError: when nothing stands at the path.
        """
        return tuple(self.by_target.get(node.path, ()) for node in self.organization.lineage(path))

    @property
    def outside(self) -> int:
        """How many member accounts are outside the scope."""
        return sum(
            not any(covers(unit, account.path) for unit in self.scope)
            for account in self.organization.accounts
            if self.scope
        )

    @property
    def declared(self) -> tuple[Policy, ...]:
        """The policies that the baseline declares, without those that AWS or others attach."""
        return tuple(policy for policy in self.policies if not (policy.aws_managed or policy.foreign))

    @property
    def declared_management(self) -> tuple[ManagementPolicy, ...]:
        """The management policies that the baseline declares, without those of others."""
        return tuple(policy for policy in self.management if not policy.foreign)
