"""Requests to S3 as operations with parameters, as far as they are checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import xmltodict  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from emulator.validation.service import Parameters

_LISTS = ("Rule", "Transition", "NoncurrentVersionTransition", "Tag")
# What stands in the query of a PUT on a bucket, and the operation that it means.
_OPERATIONS = {
    "lifecycle": "PutBucketLifecycleConfiguration",
    "object-lock": "PutObjectLockConfiguration",
    "versioning": "PutBucketVersioning",
    "policy": "PutBucketPolicy",
    "logging": "PutBucketLogging",
    "encryption": "PutBucketEncryption",
    "tagging": "PutBucketTagging",
}


def read(
    method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
) -> tuple[str, Parameters]:
    """Read the operation and its parameters; one that isn't checked has an empty name."""
    bucket, _, key = path.lstrip("/").partition("/")
    if method != "PUT" or not bucket or key:
        return "", {}
    subresource = next((name for name in _OPERATIONS if name in query), None)
    if subresource is None:
        locked = headers.get("x-amz-bucket-object-lock-enabled", "").lower() == "true"
        return ("", {}) if query else ("CreateBucket", {"Bucket": bucket, "ObjectLock": locked})
    if subresource == "policy":
        return _OPERATIONS[subresource], {"Bucket": bucket, "Policy": body.decode()}
    return _OPERATIONS[subresource], {"Bucket": bucket, "Body": _parsed(body)}


def _parsed(body: bytes) -> dict[str, Any]:
    document = xmltodict.parse(body, force_list=_LISTS) if body else {}
    root = next(iter(document.values()), None) or {}
    plain: dict[str, Any] = json.loads(json.dumps(root))
    return plain
