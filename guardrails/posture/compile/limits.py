"""How much room there is for policies at each node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guardrails.baseline.foreign import Foreign
from guardrails.baseline.model import Baseline
from guardrails.policy.language.document import RCP, SCP


@dataclass(frozen=True)
class Limits:
    """AWS's limits for one type of policies, and the part of them that others take."""

    characters: int
    """Of one document."""
    attached: int
    """Policies on one node."""
    reserved: int = 1
    """How many of them others attach, AWS's own that allows everything included."""
    overrides: Mapping[str, int] = field(default_factory=dict)
    """The same at single nodes, by path."""
    type: str = SCP
    foreign: Foreign | None = None
    """The policies of others, if the baseline names a file with them."""

    def taken(self, path: str) -> int:
        """Return how many policies others attach to a node: what is reserved for them, or more of a file."""
        return max(self._reserved(path), self._attached(path))

    def counted_in(self, path: str) -> str:
        """Return the field of the organization that says how many they are."""
        return "foreign" if self._attached(path) > self._reserved(path) else "reserved_slots"

    def named(self, path: str) -> str:
        """Name the policies of others at a node, where a file does; empty where none does."""
        names = self.foreign.names(path, self.type) if self.foreign is not None else ()
        return f": {', '.join(names)} of {self.foreign.file}" if self.foreign is not None and names else ""

    def _reserved(self, path: str) -> int:
        return self.overrides.get(path, self.reserved)

    def _attached(self, path: str) -> int:
        return self.foreign.counted(path, self.type) if self.foreign is not None else 0

    def slots(self, path: str) -> int:
        """Return how many policies of ours a node has room for."""
        return max(0, self.attached - self.taken(path))


def limits_of(baseline: Baseline) -> Mapping[str, Limits]:
    """Return the limits of a baseline's organization, by type: AWS's, or the narrower ones that it names."""
    quotas, reserved = baseline.organization.quotas, baseline.organization.reserved_slots
    of_scps = Limits(
        quotas.scp_characters,
        quotas.scp_attached,
        reserved.default,
        reserved.overrides,
        foreign=baseline.foreign,
    )
    of_rcps = Limits(
        quotas.rcp_characters,
        quotas.rcp_attached,
        reserved.rcp_default,
        reserved.rcp_overrides,
        RCP,
        baseline.foreign,
    )
    return {limits.type: limits for limits in (of_scps, of_rcps)}
