"""Single calls, and the verdict of limit_presigned_urls on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT_STRANGER, STRANGER, Case, denied, exempted, untouched

_KEY = "s3:signatureAge"
_MINUTE = 60_000
"""Milliseconds, in which the key counts."""
_OBJECT = "arn:aws:s3:::a/b"
_FRESH, _DAY = ({_KEY: str(minutes * _MINUTE)} for minutes in (30, 1_440))


CASES: tuple[Case, ...] = (
    denied("s3:GetObject", _OBJECT, context=_DAY),
    denied("s3:GetObject", _OBJECT, STRANGER, _DAY),
    denied("s3:GetObject", _OBJECT, EXEMPT_STRANGER, _DAY),
    denied("s3:GetObject", _OBJECT, context=_FRESH, parameters={"minutes": 15}),
    untouched("s3:GetObject", _OBJECT, context=_FRESH),
    untouched("s3:GetObject", _OBJECT, STRANGER, _FRESH),
    untouched("s3:GetObject", _OBJECT),
    exempted("s3:GetObject", _OBJECT, context=_DAY),
)
