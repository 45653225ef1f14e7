"""How much room there is for policies at each node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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

    def taken(self, path: str) -> int:
        """Return how many policies others attach to a node."""
        return self.overrides.get(path, self.reserved)

    def slots(self, path: str) -> int:
        """Return how many policies of ours a node has room for."""
        return max(0, self.attached - self.taken(path))


def limits_of(baseline: Baseline) -> Mapping[str, Limits]:
    """Return the limits of a baseline's organization, by type: AWS's, or the narrower ones that it names."""
    quotas, reserved = baseline.organization.quotas, baseline.organization.reserved_slots
    of_scps = Limits(quotas.scp_characters, quotas.scp_attached, reserved.default, reserved.overrides)
    of_rcps = Limits(
        quotas.rcp_characters, quotas.rcp_attached, reserved.rcp_default, reserved.rcp_overrides, RCP
    )
    return {limits.type: limits for limits in (of_scps, of_rcps)}
