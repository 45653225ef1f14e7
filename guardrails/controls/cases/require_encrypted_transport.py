"""Single calls, and the verdict of require_encrypted_transport on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_PLAIN, _TLS = ({"aws:SecureTransport": value} for value in ("false", "true"))
_CACHE = {"elasticache:TransitEncryptionEnabled": "false"}


CASES: tuple[Case, ...] = (
    denied("s3:GetObject", "arn:aws:s3:::a/b", context=_PLAIN),
    denied("elasticache:CreateReplicationGroup", context=_CACHE),
    denied("memorydb:CreateCluster", context={"memorydb:TLSEnabled": "false"}),
    denied("kinesis:PutRecord", context=_PLAIN, parameters={"services": ["kinesis"]}),
    untouched("s3:GetObject", "arn:aws:s3:::a/b", context=_TLS),
    untouched("s3:GetObject", "arn:aws:s3:::a/b"),
    untouched("elasticache:CreateReplicationGroup", context=_CACHE, parameters={"caches": False}),
    untouched("elasticache:CreateReplicationGroup"),
    untouched("memorydb:CreateCluster", context={"memorydb:TLSEnabled": "true"}),
    exempted("s3:GetObject", "arn:aws:s3:::a/b", context=_PLAIN),
)
