"""Keep the logs of what flows through networks."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = ("ec2:DeleteFlowLogs",)
"""A flow log can't be changed once it is there, only deleted.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-limitations.html
"""

CONTROL = Control(
    id="protect_flow_logs",
    title="Protect flow logs",
    family="network",
    severity="high",
    why="Without its log nobody can tell where data went.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    statements=denying("ProtectFlowLogs", _ACTIONS),
    limits="The log group or bucket that a flow log writes to is protected by its own control or policy.",
)
