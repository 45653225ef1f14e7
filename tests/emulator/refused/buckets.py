"""Buckets: lifecycle, lock, versioning, policies, logging and encryption."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import allow, resource
from tests.emulator.refused.case import DOCS, RUN, Refused, document

_API = f"{DOCS}/AmazonS3/latest/API"
_GUIDE = f"{DOCS}/AmazonS3/latest/userguide"
_LIFECYCLE = f"{_GUIDE}/lifecycle-transition-general-considerations.html"
_LOCK = f"{_API}/API_PutObjectLockConfiguration.html"
_POLICIES = f"{_GUIDE}/bucket-policies.html"


def _bucket(name: str, page: str, code: str, **properties: Any) -> Refused:
    return Refused(f"bucket: {name}", page, code, resource("AWS::S3::Bucket", **properties))


def _rules(name: str, page: str, code: str, *rules: dict[str, Any]) -> Refused:
    enabled = [{"Status": "Enabled", **rule} for rule in rules]
    return _bucket(name, page, code, LifecycleConfiguration={"Rules": enabled})


def _lock(name: str, code: str, *, page: str = _LOCK, **retention: Any) -> Refused:
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}}
    return _bucket(name, page, code, ObjectLockEnabled=True, ObjectLockConfiguration=lock)


def _policy(name: str, document_of: Any) -> Refused:
    bucket = f"policy-{abs(hash(name)) % 10**8}-{RUN}"
    return Refused(
        name=f"bucket policy: {name}",
        page=_POLICIES,
        code="MalformedPolicy",
        it=resource("AWS::S3::BucketPolicy", Bucket={"Ref": "Logs"}, PolicyDocument=document_of(bucket)),
        others={"Logs": resource("AWS::S3::Bucket", BucketName=bucket)},
    )


def _allow(bucket: str, **elements: Any) -> dict[str, Any]:
    service = {"Service": "cloudtrail.amazonaws.com"}
    statement = {**allow("s3:GetObject", service)["Statement"][0], "Resource": f"arn:aws:s3:::{bucket}/*"}
    return document({**statement, **elements})


_INFREQUENT = {"StorageClass": "STANDARD_IA", "TransitionInDays": 10}
_GLACIER = {"StorageClass": "GLACIER", "TransitionInDays": 90}
CASES = (
    _rules("infrequent access after ten days", _LIFECYCLE, "InvalidArgument", {"Transitions": [_INFREQUENT]}),
    _rules(
        "the end before the move",
        f"{_GUIDE}/intro-lifecycle-rules.html",
        "InvalidArgument",
        {"Transitions": [_GLACIER], "ExpirationInDays": 60},
    ),
    _rules(
        "one id twice",
        f"{_API}/API_LifecycleRule.html",
        "InvalidArgument",
        {"Id": "same", "ExpirationInDays": 60},
        {"Id": "same", "ExpirationInDays": 90},
    ),
    _rules("no action", f"{_GUIDE}/intro-lifecycle-rules.html", "InvalidRequest", {"Prefix": "logs/"}),
    _rules(
        "markers and days",
        f"{_API}/API_LifecycleExpiration.html",
        "MalformedXML",
        {"ExpirationInDays": 60, "ExpiredObjectDeleteMarker": True},
    ),
    _rules("no days", f"{_API}/API_LifecycleExpiration.html", "InvalidArgument", {"ExpirationInDays": 0}),
    _lock("days and years", "MalformedXML", Mode="GOVERNANCE", Days=1, Years=1),
    _lock("neither days nor years", "MalformedXML", Mode="GOVERNANCE"),
    _lock("no mode", "MalformedXML", Days=30),
    _lock(
        "a hundred and one years",
        "InvalidArgument",
        page=f"{_GUIDE}/object-lock-managing.html",
        Mode="COMPLIANCE",
        Years=101,
    ),
    _bucket(
        "a lock without versions",
        f"{_GUIDE}/object-lock.html",
        "InvalidBucketState",
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"},
    ),
    Refused(
        name="bucket: versions suspended under a lock",
        page=f"{_GUIDE}/object-lock-managing.html",
        code="InvalidBucketState",
        before=resource(
            "AWS::S3::Bucket", ObjectLockEnabled=True, VersioningConfiguration={"Status": "Enabled"}
        ),
        it=resource(
            "AWS::S3::Bucket", ObjectLockEnabled=True, VersioningConfiguration={"Status": "Suspended"}
        ),
    ),
    _bucket(
        "access logs into a bucket that isn't there",
        f"{_API}/API_PutBucketLogging.html",
        "InvalidTargetBucketForLogging",
        LoggingConfiguration={"DestinationBucketName": f"nowhere-{RUN}"},
    ),
    _bucket(
        "a key for AES256",
        f"{_API}/API_ServerSideEncryptionByDefault.html",
        "InvalidArgument",
        BucketEncryption={
            "ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256", "KMSMasterKeyID": "alias/any"}}
            ]
        },
    ),
    _policy("another bucket", lambda _: _allow("another-bucket")),
    _policy("an action of another service", lambda bucket: _allow(bucket, Action="sns:Publish")),
    _policy(
        "a role that isn't there",
        lambda bucket: _allow(bucket, Principal={"AWS": "arn:aws:iam::111111111111:role/nobody"}),
    ),
    _policy(
        "no principal",
        lambda bucket: document(
            {name: value for name, value in _allow(bucket)["Statement"][0].items() if name != "Principal"}
        ),
    ),
    _policy(
        "more than 20 KB",
        lambda bucket: _allow(bucket, Condition={"StringEquals": {"aws:SourceAccount": ["1" * 12] * 1500}}),
    ),
)
