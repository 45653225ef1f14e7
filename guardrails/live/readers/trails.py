"""Read the trails of the management account, and what protects the files that they deliver."""

from __future__ import annotations

import re
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.sections.trail import CapturedBucket, CapturedKey, CapturedTrail, CapturedTrails
from guardrails.live.members import inside
from guardrails.live.reading import Reader, Reading

_NO_INSIGHTS = frozenset({"InsightNotEnabledException"})
_NO_POLICY = frozenset({"NoSuchBucketPolicy"})
_NO_LIFECYCLE = frozenset({"NoSuchLifecycleConfiguration"})
_NO_LOCK = frozenset({"ObjectLockConfigurationNotFoundError"})
_NO_ENCRYPTION = frozenset({"ServerSideEncryptionConfigurationNotFoundError"})
_NO_BLOCK = frozenset({"NoSuchPublicAccessBlockConfiguration"})
_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_DAYS_OF_YEAR = 365


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    answer = reading.ask("cloudtrail:DescribeTrails", includeShadowTrails=True)
    if answer is None:
        return {}
    distinct = {trail["TrailARN"]: trail for trail in answer["trailList"]}
    trails = reading.each(distinct.values(), lambda trail: _trail(reading, trail))
    accounts = {account for trail in trails for account in (evidence_account(trail), bucket_account(trail))}
    owners = {account: _inside(reading, capture, account) for account in sorted(accounts)}
    evidence = sorted({(trail.bucket, trail.home_region, bucket_account(trail)) for trail in trails})
    keys = sorted({(trail.key, trail.home_region, evidence_account(trail)) for trail in trails if trail.key})
    section = CapturedTrails(
        trails=tuple(sorted(trails, key=lambda trail: trail.arn)),
        buckets=tuple(reading.each(evidence, lambda place: _bucket(owners[place[2]], *place[:2]))),
        keys=tuple(reading.each(keys, lambda place: read_key(owners[place[2]], *place[:2]))),
    )
    return {"trails": section}


def evidence_account(trail: CapturedTrail) -> str:
    """Return the account of a trail's key, or the one that the bucket's name has in it; else nothing.

    No call tells whose a bucket is. AWS Control Tower names its bucket after the account.
    Source: https://docs.aws.amazon.com/controltower/latest/userguide/shared-account-resources.html
    """
    return trail.key.split(":")[4] if trail.key else _named_account(trail)


def bucket_account(trail: CapturedTrail) -> str:
    """Return the account that a bucket's name has in it, else that of the trail's key.

    AWS Control Tower keeps the bucket in the archive account, and its key in the management account.
    Source: https://docs.aws.amazon.com/controltower/latest/userguide/configure-kms-keys.html
    """
    return _named_account(trail) or evidence_account(trail)


def _named_account(trail: CapturedTrail) -> str:
    numbers = re.findall(r"(?<!\d)\d{12}(?!\d)", trail.bucket)
    return str(numbers[0]) if numbers else ""


def _inside(reading: Reading, capture: Capture, account: str) -> Reading | None:
    """Return how the evidence in an account is read: through its role, or as the caller."""
    role = capture.read_by.member_role
    if not role or account in ("", capture.read_by.account):
        return reading
    return inside(reading, account, role)


def _trail(reading: Reading, trail: dict[str, Any]) -> CapturedTrail:
    name, arn = trail["Name"], trail["TrailARN"]
    home = reading.at(trail["HomeRegion"])
    status = home.ask("cloudtrail:GetTrailStatus", name, Name=arn)
    selected = home.ask("cloudtrail:GetEventSelectors", name, TrailName=arn)
    insights = home.ask("cloudtrail:GetInsightSelectors", name, absent=_NO_INSIGHTS, TrailName=arn)
    return CapturedTrail(
        name=name,
        arn=arn,
        home_region=trail["HomeRegion"],
        bucket=trail["S3BucketName"],
        prefix=trail.get("S3KeyPrefix", ""),
        key=trail.get("KmsKeyId", ""),
        log_group=trail.get("CloudWatchLogsLogGroupArn", ""),
        log_role=trail.get("CloudWatchLogsRoleArn", ""),
        organization=trail.get("IsOrganizationTrail", False),
        multi_region=trail.get("IsMultiRegionTrail", False),
        global_events=trail.get("IncludeGlobalServiceEvents", False),
        validation=trail.get("LogFileValidationEnabled", False),
        logging=None if status is None else status["IsLogging"],
        delivery_error=None if status is None else status.get("LatestDeliveryError", ""),
        selectors=None if selected is None else tuple(selected.get("AdvancedEventSelectors", ())),
        basic_selectors=None if selected is None else tuple(selected.get("EventSelectors", ())),
        insights=None
        if insights is None
        else tuple(sorted(kind["InsightType"] for kind in insights.get("InsightSelectors", ()))),
    )


def _bucket(owner: Reading | None, name: str, region: str) -> CapturedBucket:
    if owner is None:
        return CapturedBucket(name=name)
    reading = owner.at(region)
    policy = reading.ask("s3:GetBucketPolicy", name, absent=_NO_POLICY, Bucket=name)
    lifecycle = reading.ask("s3:GetBucketLifecycleConfiguration", name, absent=_NO_LIFECYCLE, Bucket=name)
    versioning = reading.ask("s3:GetBucketVersioning", name, Bucket=name)
    block = reading.ask("s3:GetPublicAccessBlock", name, absent=_NO_BLOCK, Bucket=name)
    return CapturedBucket(
        name=name,
        policy=None if policy is None else policy.get("Policy", ""),
        lifecycle=None if lifecycle is None else tuple(lifecycle.get("Rules", ())),
        versioning=None if versioning is None else versioning.get("Status") == "Enabled",
        public_access_blocked=None
        if block is None
        else all(block.get("PublicAccessBlockConfiguration", {}).get(part, False) for part in _BLOCKS),
        **_lock(reading, name),
        **_encryption(reading, name),
    )


def _lock(reading: Reading, name: str) -> dict[str, Any]:
    answer = reading.ask("s3:GetObjectLockConfiguration", name, absent=_NO_LOCK, Bucket=name)
    if answer is None:
        return {}
    rule = answer.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
    days = rule.get("Days", 0) + rule.get("Years", 0) * _DAYS_OF_YEAR
    return {"lock_mode": rule.get("Mode", ""), "lock_days": days}


def _encryption(reading: Reading, name: str) -> dict[str, Any]:
    answer = reading.ask("s3:GetBucketEncryption", name, absent=_NO_ENCRYPTION, Bucket=name)
    if answer is None:
        return {}
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", ())
    default: dict[str, Any] = next((rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules), {})
    return {
        "encryption": default.get("SSEAlgorithm", ""),
        "encryption_key": default.get("KMSMasterKeyID", ""),
    }


def read_key(owner: Reading | None, arn: str, region: str) -> CapturedKey:
    """Read the key of a trail; without a way into its account, everything about it is unknown."""
    if owner is None:
        return CapturedKey(arn=arn)
    reading = owner.at(region)
    described = reading.ask("kms:DescribeKey", arn, KeyId=arn)
    aliases = reading.list("kms:ListAliases", "Aliases", arn, KeyId=arn)
    if described is None and not aliases:  # the list has aliases of the caller's own account alone
        aliases = None
    policy = reading.ask("kms:GetKeyPolicy", arn, KeyId=arn, PolicyName="default")
    rotation = reading.ask("kms:GetKeyRotationStatus", arn, KeyId=arn)
    return CapturedKey(
        arn=arn,
        aliases=None if aliases is None else tuple(sorted(alias["AliasName"] for alias in aliases)),
        policy=None if policy is None else policy["Policy"],
        rotation=None if rotation is None else rotation["KeyRotationEnabled"],
        state=None if described is None else described["KeyMetadata"].get("KeyState", ""),
    )


READER = Reader(
    name="trails",
    operations={
        "cloudtrail:DescribeTrails": "which trails there are",
        "cloudtrail:GetTrailStatus": "whether a trail is logging",
        "cloudtrail:GetEventSelectors": "which events a trail records",
        "cloudtrail:GetInsightSelectors": "which unusual activity a trail reports",
        "sts:AssumeRole": "how a trail's files are protected in another account",
        "s3:GetBucketPolicy": "who may write to and read from a trail's bucket",
        "s3:GetBucketLifecycleConfiguration": "how long a trail's files are kept",
        "s3:GetObjectLockConfiguration": "whether a trail's files are locked",
        "s3:GetBucketEncryption": "how a trail's bucket is encrypted",
        "s3:GetBucketVersioning": "whether a trail's bucket keeps old versions",
        "s3:GetPublicAccessBlock": "whether a trail's bucket blocks public access",
        "kms:DescribeKey": "whether the key of a trail is enabled",
        "kms:ListAliases": "the aliases of a trail's key",
        "kms:GetKeyPolicy": "who may use a trail's key",
        "kms:GetKeyRotationStatus": "whether a trail's key is rotated",
    },
    read=_read,
)
