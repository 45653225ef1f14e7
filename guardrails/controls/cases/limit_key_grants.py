"""Single calls, and the verdict of limit_key_grants on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT_STRANGER, STRANGER, Case, denied, exempted, untouched

_KEY = "kms:GrantIsForAWSResource"
_PEOPLES, _SERVICES = ({_KEY: value} for value in ("false", "true"))


CASES: tuple[Case, ...] = (
    denied("kms:CreateGrant", context=_PEOPLES),
    denied("kms:CreateGrant", principal=STRANGER, context=_PEOPLES),
    denied("kms:CreateGrant", principal=EXEMPT_STRANGER, context=_PEOPLES),
    untouched("kms:CreateGrant", context=_SERVICES),
    untouched("kms:CreateGrant", principal=STRANGER, context=_SERVICES),
    untouched("kms:CreateGrant", principal="dynamodb.amazonaws.com", context=_PEOPLES),
    exempted("kms:CreateGrant", context=_PEOPLES),
)
