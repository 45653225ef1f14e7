"""Single calls, and the verdict of deny_key_lockouts on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT_STRANGER, STRANGER, Case, denied, exempted, untouched

_KEY = "kms:BypassPolicyLockoutSafetyCheck"
_SKIPPED, _CHECKED = ({_KEY: value} for value in ("true", "false"))


CASES: tuple[Case, ...] = (
    denied("kms:PutKeyPolicy", context=_SKIPPED),
    denied("kms:CreateKey", context=_SKIPPED),
    denied("kms:PutKeyPolicy", principal=STRANGER, context=_SKIPPED),
    denied("kms:PutKeyPolicy", principal=EXEMPT_STRANGER, context=_SKIPPED),
    untouched("kms:PutKeyPolicy", context=_CHECKED),
    untouched("kms:PutKeyPolicy"),
    untouched("kms:PutKeyPolicy", principal=STRANGER, context=_CHECKED),
    exempted("kms:PutKeyPolicy", context=_SKIPPED),
)
