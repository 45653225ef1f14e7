"""Bring organization policies back that somebody detached, changed or deleted by hand."""

from guardrails.live.repair.permissions import ACTIONS
from guardrails.live.repair.plan import Plan, plan
from guardrails.live.repair.state import State, read_state

__all__ = ["ACTIONS", "Plan", "State", "plan", "read_state"]
