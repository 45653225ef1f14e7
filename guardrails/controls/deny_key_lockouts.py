"""Deny key policies that lock out the account whose key it is."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import RCP

_KEY = "kms:BypassPolicyLockoutSafetyCheck"
_ACTIONS = ("kms:CreateKey", "kms:PutKeyPolicy")


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny skipping the check by which KMS keeps a key's policy changeable."""
    return context.deny_everybody("DenyKeyLockouts", _ACTIONS, when=condition("Bool", _KEY, ("true",)))


CONTROL = Control(
    id="deny_key_lockouts",
    title="Deny key policies that nobody can change",
    family="data",
    severity="medium",
    why="A key whose policy nobody may change is lost, with all that it encrypts, or held for ransom.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    statements=statements,
    type=RCP,
)
