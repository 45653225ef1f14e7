"""The resolved guardrails and exemptions: presets expanded, parameters validated, lines known."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from guardrails.baseline.policy_file import PolicyFile
from guardrails.controls import Control, NoParameters
from guardrails.controls.control import Parameters
from guardrails.errors import Location
from guardrails.policy.lint import PolicyType


@dataclass(frozen=True)
class Guardrail:
    """A control or a custom policy, and where it is attached."""

    at: tuple[str, ...]
    """The paths of the nodes; it binds every member account below them."""
    entry: int
    """The index of the entry in the file, which is a preset's for each control that the preset brings."""
    field: str = dataclasses.field(compare=False)
    """The entry as a person finds it in the file, such as guardrails[2]."""
    location: Location = dataclasses.field(compare=False)
    definition: Control | None = None
    """The control; None for a custom policy."""
    parameters: Parameters = dataclasses.field(default_factory=NoParameters)
    """The control's parameters, validated and in canonical order."""
    policy: PolicyFile | None = None
    policy_type: PolicyType = PolicyType.SCP
    """The type of a custom policy."""
    preset: str | None = None
    """The preset that brings the control."""
    together: bool = False
    """Whether one policy is attached to all nodes."""

    @property
    def control(self) -> str | None:
        """The id of the control; None for a custom policy."""
        return self.definition.id if self.definition else None

    @property
    def name(self) -> str:
        """The id of the control, or the path of the custom policy."""
        return self.control or (self.policy.name if self.policy else "")

    @property
    def type(self) -> str:
        """The type of the policies that it becomes, as AWS's API names it."""
        return self.definition.type if self.definition else self.policy_type.api_name


@dataclass(frozen=True)
class Exemption:
    """A principal that guardrails leave alone, until its end."""

    name: str
    principal: str
    """The ARN pattern of a role or user."""
    owner: str
    reason: str
    location: Location = dataclasses.field(compare=False)
    expires: dt.date | None = None
    """The last day (UTC); None where it doesn't end."""
    remind_days: int = 0
    controls: tuple[str, ...] | None = None
    """The ids of the controls that leave the principal alone; None for all of them."""

    def covers(self, control_id: str) -> bool:
        """Return whether the exemption is one from a control."""
        return self.controls is None or control_id in self.controls
