"""Bring organization policies back that somebody detached, changed or deleted by hand."""

from guardrails.live.repair.permissions import ACTIONS
from guardrails.live.repair.plan import RepairPlan, plan
from guardrails.live.repair.state import ActualState, read_state

__all__ = ["ACTIONS", "ActualState", "RepairPlan", "plan", "read_state"]
