"""Deny grants on keys to anything but AWS's services."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import RCP

_KEY = "kms:GrantIsForAWSResource"


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny grants that no service of AWS makes, neither for somebody nor by itself."""
    conditions = condition("BoolIfExists", _KEY, ("false",))
    conditions += condition("BoolIfExists", "aws:PrincipalIsAWSService", ("false",))
    return context.deny_everybody("DenyKeyGrants", ("kms:CreateGrant",), when=conditions)


CONTROL = Control(
    id="limit_key_grants",
    title="Limit grants on keys to AWS services",
    family="data",
    severity="medium",
    why="A grant lets somebody use a key without a word in the key's policy, where nobody looks for it.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/grants.html",
    statements=statements,
    type=RCP,
)
