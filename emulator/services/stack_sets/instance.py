"""One stack of a stack set, in one account and region."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class StackInstance:
    """A stack of a set in one account and region; without a stack id it failed to be made."""

    account: str
    region: str
    unit: str
    stack_id: str = ""
    status: str = "CURRENT"
    detailed: str = "SUCCEEDED"
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The account and region, which distinguish it from others of its set."""
        return self.account, self.region
