"""The IAM actions that repair takes, from what its parts declare."""

from __future__ import annotations

import json

from guardrails.live.readers import caller, organization, policies, stacks
from guardrails.live.repair import steps

READING = (*caller.ACTIONS, *organization.ACTIONS, *policies.ACTIONS, *stacks.ACTIONS)
"""The actions that the plan calls."""
ACTIONS = frozenset((*READING, *steps.ACTIONS))
"""The actions that `--apply` calls."""
WITHOUT_PERMISSION = frozenset({"sts:GetCallerIdentity"})
"""Everybody may call these.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, checked 2026-11-28.
"""


def policy() -> str:
    """Render the IAM policy of whoever runs repair."""

    def statement(sid: str, actions: tuple[str, ...]) -> dict[str, object]:
        allowed = sorted(set(actions) - WITHOUT_PERMISSION)
        return {"Sid": sid, "Effect": "Allow", "Action": allowed, "Resource": "*"}

    statements = [statement("Plan", READING), statement("Apply", steps.ACTIONS)]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
