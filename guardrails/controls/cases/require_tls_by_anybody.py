"""Single calls, and the verdict of require_tls_by_anybody on each."""

from __future__ import annotations

from guardrails.controls.case import EXEMPT_STRANGER, STRANGER, Case, denied, exempted, untouched

_OBJECT = "arn:aws:s3:::a/b"
_PLAIN, _TLS = ({"aws:SecureTransport": value} for value in ("false", "true"))
_OLD, _NEW = ({**_TLS, "s3:TlsVersion": version} for version in ("1.1", "1.2"))


CASES: tuple[Case, ...] = (
    denied("s3:GetObject", _OBJECT, context=_PLAIN),
    denied("s3:GetObject", _OBJECT, STRANGER, _PLAIN),
    denied("s3:GetObject", _OBJECT, EXEMPT_STRANGER, _PLAIN),
    denied("s3:GetObject", _OBJECT, context=_OLD),
    denied("s3:GetObject", _OBJECT, EXEMPT_STRANGER, _OLD),
    denied("s3:GetObject", _OBJECT, context=_NEW, parameters={"s3_version": "1.3"}),
    denied("codeartifact:ReadFromRepository", context=_PLAIN, parameters={"services": ["codeartifact"]}),
    untouched("s3:GetObject", _OBJECT, context=_NEW),
    untouched("s3:GetObject", _OBJECT, STRANGER, _NEW),
    untouched("s3:GetObject", _OBJECT),
    untouched("s3:GetObject", _OBJECT, context=_OLD, parameters={"s3_version": None}),
    untouched("s3:GetObject", _OBJECT, context=_PLAIN, parameters={"services": ["sqs"]}),
    exempted("s3:GetObject", _OBJECT, context=_PLAIN),
    exempted("s3:GetObject", _OBJECT, context=_OLD),
)
