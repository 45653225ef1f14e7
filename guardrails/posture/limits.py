"""How much room there is for policies at each node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guardrails.baseline.model import Baseline

SCP = "SERVICE_CONTROL_POLICY"


@dataclass(frozen=True)
class Limits:
    """What AWS allows of service control policies, and what others take of it."""

    characters: int
    """Of one document."""
    attached: int
    """Policies on one node."""
    reserved: int = 1
    """How many of them others attach, AWS's own FullAWSAccess included."""
    overrides: Mapping[str, int] = field(default_factory=dict)
    """The same at single nodes, by path."""

    def taken(self, path: str) -> int:
        """Return how many policies others attach to a node."""
        return self.overrides.get(path, self.reserved)

    def slots(self, path: str) -> int:
        """Return how many policies of ours a node has room for."""
        return max(0, self.attached - self.taken(path))


def limits_of(baseline: Baseline) -> Limits:
    """Return the limits of a baseline's organization: AWS's, or the narrower ones that it names."""
    quotas, reserved = baseline.organization.quotas, baseline.organization.reserved_slots
    return Limits(quotas.scp_characters, quotas.scp_attached, reserved.default, reserved.overrides)
