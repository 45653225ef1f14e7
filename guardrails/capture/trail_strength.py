"""Hold a trail of others against one that this product would make: what it records, and how that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.baseline.sections.trail import Trail
from guardrails.capture.model import Capture
from guardrails.capture.sections.alerts import CapturedLogGroup
from guardrails.capture.sections.trail import CapturedBucket, CapturedKey, CapturedTrail

_FILE_DAYS: int = Trail.model_fields["expire_after_days"].default
_LOG_GROUP_DAYS: int = Trail.model_fields["log_group_days"].default
_IN_USE = "Enabled"


@dataclass(frozen=True)
class Weakness:
    """A property of a trail, its bucket, key or log group that is weaker than ours."""

    subject: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class UnknownStrength:
    """A property that the capture doesn't know."""

    subject: str
    actions: tuple[str, ...]
    """The IAM actions that read it."""


Strength = Weakness | UnknownStrength


def weaknesses(trail: CapturedTrail, capture: Capture) -> Iterator[Strength]:
    """Yield everything in which a trail is weaker than one of ours, and what nobody knows of it."""
    yield from _recording(trail)
    section = capture.trails
    buckets = section.buckets if section is not None else ()
    yield from _of_bucket(
        next((b for b in buckets if b.name == trail.bucket), CapturedBucket(name=trail.bucket))
    )
    if trail.key:
        keys = section.keys if section is not None else ()
        yield from _of_key(next((key for key in keys if key.arn == trail.key), CapturedKey(arn=trail.key)))
    if trail.log_group:
        yield from _of_log_group(trail.log_group.split(":")[6], trail.home_region, capture)


def records_all(trail: CapturedTrail) -> bool | None:
    """Return whether a trail records every management event; None where the capture doesn't know.

    Without any selector CloudTrail records all of them.
    """
    if trail.selectors is None or trail.basic_selectors is None:
        return None
    fields = [selector.get("FieldSelectors", ()) for selector in trail.selectors]
    whole = {"Field": "eventCategory", "Equals": ["Management"]}
    return (
        not (trail.selectors or trail.basic_selectors)
        or any(list(parts) == [whole] for parts in fields)
        or any(
            selector.get("ReadWriteType", "All") == "All"
            and selector.get("IncludeManagementEvents", True)
            and not selector.get("ExcludeManagementEventSources")
            for selector in trail.basic_selectors
        )
    )


def _recording(trail: CapturedTrail) -> Iterator[Strength]:
    if not trail.multi_region:
        yield Weakness(trail.name, f"records {trail.home_region} alone", "let it record all regions")
    if not trail.global_events:
        yield Weakness(trail.name, "leaves out global services, such as IAM", "let it record global services")
    if not trail.validation:
        problem = "writes no digests, so nobody can show that a log file is unchanged"
        yield Weakness(trail.name, problem, "switch on the validation of log files")
    if not trail.key:
        problem = "encrypts its log files with a key of S3, which everybody may use who may read the bucket"
        yield Weakness(trail.name, problem, "encrypt them with a key of KMS")
    if not trail.log_group:
        yield Weakness(trail.name, "has no log group, so there can be no alarms", "give it a log group")


def _of_bucket(bucket: CapturedBucket) -> Iterator[Strength]:
    for action, value, weak, problem, remedy in (
        (
            "s3:GetBucketObjectLockConfiguration",
            bucket.lock_mode,
            bucket.lock_mode == "",
            "locks no log file: whoever may delete files in it may delete evidence",
            "switch on object lock",
        ),
        (
            "s3:GetBucketVersioning",
            bucket.versioning,
            bucket.versioning is False,
            "keeps no old versions of a file that is overwritten or deleted",
            "switch on versioning",
        ),
        (
            "s3:GetBucketPublicAccessBlock",
            bucket.public_access_blocked,
            bucket.public_access_blocked is False,
            "may be made public",
            "switch on all four blocks of public access",
        ),
    ):
        if value is None:
            yield UnknownStrength(bucket.name, (action,))
        elif weak:
            yield Weakness(bucket.name, problem, remedy)
    if bucket.lifecycle is None:
        yield UnknownStrength(bucket.name, ("s3:GetLifecycleConfiguration",))
    elif (days := _kept(bucket)) is not None and days < _FILE_DAYS:
        problem = f"deletes log files after {days:,} days, and ours after {_FILE_DAYS:,}"
        yield Weakness(bucket.name, problem, "keep them for longer")


def _kept(bucket: CapturedBucket) -> int | None:
    """Return after how many days the first of its files are deleted; None where none is."""
    rules = [rule for rule in bucket.lifecycle or () if rule.get("Status") == _IN_USE]
    days = [rule["Expiration"]["Days"] for rule in rules if "Days" in (rule.get("Expiration") or {})]
    return min(days, default=None)


def _of_key(key: CapturedKey) -> Iterator[Strength]:
    if key.state is None:
        yield UnknownStrength(key.arn, ("kms:DescribeKey",))
    elif key.state != _IN_USE:
        yield Weakness(key.arn, f"is in the state {key.state}, so log files can't be encrypted", "enable it")
    if key.rotation is None:
        yield UnknownStrength(key.arn, ("kms:GetKeyRotationStatus",))
    elif not key.rotation:
        yield Weakness(key.arn, "is never rotated", "switch on its rotation")


def _of_log_group(name: str, region: str, capture: Capture) -> Iterator[Strength]:
    groups = capture.alerts.log_groups if capture.alerts is not None else None
    if groups is None:
        yield UnknownStrength(name, ("logs:DescribeLogGroups",))
    for group in groups or ():
        if (group.name, group.region) == (name, region):
            yield from _of_group(group)


def _of_group(group: CapturedLogGroup) -> Iterator[Strength]:
    if group.retention_days is None:
        yield UnknownStrength(group.name, ("logs:DescribeLogGroups",))
    elif 0 < group.retention_days < _LOG_GROUP_DAYS:
        problem = f"keeps events for {group.retention_days} days, and ours for {_LOG_GROUP_DAYS}"
        yield Weakness(group.name, problem, "keep them for longer; alarms don't need it")
    if not group.key:
        yield Weakness(group.name, "has no key of its own", "encrypt it with a key of KMS")
