"""The trail's bucket and key: who may read, write and delete the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guardrails.aws_facts.arns import bucket_arn, build_arn
from guardrails.capture.sections.trail import CapturedBucket, CapturedKey
from guardrails.drift.context import DriftContext, Outcome, Watched, refusal_of
from guardrails.drift.declared import UNRESOLVED, Declared, is_resolved
from guardrails.drift.documents import document_difference, same_document
from guardrails.drift.model import DriftDirection, Lookup, UnknownState

TYPES = ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::KMS::Key", "AWS::KMS::Alias")
_BUCKET_EVENTS = (
    "PutBucketPolicy",
    "DeleteBucketPolicy",
    "PutBucketLifecycle",
    "PutBucketObjectLockConfiguration",
    "PutBucketEncryption",
    "DeleteBucketEncryption",
    "PutBucketVersioning",
    "PutBucketPublicAccessBlock",
    "DeleteBucketPublicAccessBlock",
)
_KEY_EVENTS = ("PutKeyPolicy", "DisableKey", "DisableKeyRotation", "ScheduleKeyDeletion", "UpdateAlias")
_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_ENABLED = "Enabled"


def delivered_buckets(context: DriftContext) -> set[str]:
    """Return the names of the buckets that the deployed trails deliver to."""
    return {str(trail.get("S3BucketName")) for trail in context.declarations.of("AWS::CloudTrail::Trail")}


def trail_aliases(context: DriftContext) -> set[str]:
    """Return the aliases by which the deployed trails name their keys."""
    keys = (str(trail.get("KMSKeyId", "")) for trail in context.declarations.of("AWS::CloudTrail::Trail"))
    return {f"alias/{key.partition(':alias/')[2]}" for key in keys if ":alias/" in key}


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare each bucket and key of the trails with its template."""
    policies = {str(policy.get("Bucket")): policy for policy in context.declarations.of(TYPES[1])}
    wanted_buckets, wanted_aliases = delivered_buckets(context), trail_aliases(context)
    buckets = {str(bucket.get("BucketName")): bucket for bucket in context.declarations.of(TYPES[0])}
    for name in sorted(wanted_buckets - context.borrowed):
        if name in buckets:
            yield from _bucket(context, buckets[name], policies.get(name))
        else:
            yield UnknownState(f"bucket {name}", "all of it", _NO_TEMPLATE)
    aliases = {str(alias.get("AliasName")): alias for alias in context.declarations.of(TYPES[3])}
    for name in sorted(wanted_aliases):
        if name in aliases:
            yield from _key(context, aliases[name])
        else:
            yield UnknownState(f"key {name}", "all of it", _NO_TEMPLATE)


_NO_TEMPLATE = "no template that was read has it; name the synthesized assembly with --assembly"


def _bucket(context: DriftContext, resource: Declared, policy: Declared | None) -> Iterator[Outcome]:
    name = str(resource.get("BucketName"))
    watched = context.watched(
        resource,
        f"bucket {name}",
        bucket_arn(name),
        section="trail",
        reader="trails",
        lookup=Lookup(resource.stack.region, name, _BUCKET_EVENTS),
    )
    buckets = context.capture.trails.buckets if context.capture.trails else ()
    actual = next((bucket for bucket in buckets if bucket.name == name), None)
    if actual is None:
        reason = refusal_of(context.capture, "trails", "cloudtrail:DescribeTrails")
        yield UnknownState(watched.subject, "all of it", f"no trail delivers to it: {reason}")
        return
    if policy is not None:
        yield from _document(
            watched, "policy", policy.get("PolicyDocument"), actual.policy, "s3:GetBucketPolicy"
        )
    yield from _protection(watched, resource, actual)
    yield from _encryption(watched, resource, actual, trail_aliases(context))


def _protection(watched: Watched, resource: Declared, actual: CapturedBucket) -> Iterator[Outcome]:
    rules = resource.get("LifecycleConfiguration", {}).get("Rules", ())
    lifecycle = None if actual.lifecycle is None else _lifecycle(actual.lifecycle)
    yield from watched.compared("lifecycle", _lifecycle(rules), lifecycle, "s3:GetLifecycleConfiguration")
    retention = resource.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
    days = retention.get("Days", 0) + retention.get("Years", 0) * _DAYS_OF_YEAR
    action = "s3:GetBucketObjectLockConfiguration"
    strengths = ("", "GOVERNANCE", "COMPLIANCE")
    mode = retention.get("Mode", "")
    yield from watched.compared(
        "lock", mode, actual.lock_mode, action, direction=_ranked(strengths, mode, actual.lock_mode)
    )
    shorter = (actual.lock_days or 0) < days
    yield from watched.compared(
        "days of the lock",
        days,
        actual.lock_days,
        action,
        direction=DriftDirection.WIDER if shorter else DriftDirection.NARROWER,
    )
    versioning = resource.get("VersioningConfiguration", {}).get("Status") == _ENABLED
    yield from watched.compared(
        "versioning",
        versioning,
        actual.versioning,
        "s3:GetBucketVersioning",
        direction=DriftDirection.WIDER if versioning else DriftDirection.NARROWER,
    )
    blocks = resource.get("PublicAccessBlockConfiguration", {})
    blocked = all(blocks.get(part, False) for part in _BLOCKS)
    yield from watched.compared(
        "block of public access",
        blocked,
        actual.public_access_blocked,
        "s3:GetBucketPublicAccessBlock",
        direction=DriftDirection.WIDER if blocked else DriftDirection.NARROWER,
    )


_DAYS_OF_YEAR = 365


def _encryption(
    watched: Watched, resource: Declared, actual: CapturedBucket, aliases: set[str]
) -> Iterator[Outcome]:
    rules = resource.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", ())
    default: Mapping[str, Any] = next((rule.get("ServerSideEncryptionByDefault", {}) for rule in rules), {})
    action = "s3:GetEncryptionConfiguration"
    yield from watched.compared("encryption", default.get("SSEAlgorithm", ""), actual.encryption, action)
    expected = str(default.get("KMSMasterKeyID", ""))
    trails = watched.capture.trails
    if expected == UNRESOLVED and any(
        actual.encryption_key == key.arn and aliases & set(key.aliases or ())
        for key in (trails.keys if trails else ())
    ):
        return  # the template's own key: it has the alias that the trail names
    yield from watched.compared("encryption key", expected, actual.encryption_key, action)


def _lifecycle(rules: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Write rules in one way, whether CloudFormation or S3 spells them.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
    and https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
    """
    return [
        {
            "id": rule.get("Id") or rule.get("ID", ""),
            "status": rule.get("Status"),
            "prefix": rule.get("Prefix") or rule.get("Filter", {}).get("Prefix", ""),
            "days": rule.get("ExpirationInDays") or rule.get("Expiration", {}).get("Days"),
            "noncurrent": rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays"),
            "abort": rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
            "moves": [
                {"class": move["StorageClass"], "days": move.get("TransitionInDays", move.get("Days"))}
                for move in rule.get("Transitions", ())
            ],
        }
        for rule in rules
    ]


def _key(context: DriftContext, alias: Declared) -> Iterator[Outcome]:
    name = str(alias.get("AliasName"))
    key = next(
        (key for key in context.declarations.of(TYPES[2]) if _is_target(alias, key)),
        None,
    )
    keys = context.capture.trails.keys if context.capture.trails else ()
    actual = next((captured for captured in keys if name in (captured.aliases or ())), None)
    if key is None or actual is None:
        yield UnknownState(
            f"key {name}",
            "all of it",
            refusal_of(context.capture, "trails", "kms:ListAliases", "kms:DescribeKey"),
        )
        return
    watched = context.watched(
        key,
        f"key {name}",
        actual.arn or build_arn("kms", key.stack.region, key.stack.account, name),
        section="trail",
        reader="trails",
        lookup=Lookup(key.stack.region, actual.arn.rpartition("/")[2], _KEY_EVENTS),
    )
    yield from _key_state(watched, key, actual)


def _is_target(alias: Declared, key: Declared) -> bool:
    """Return whether an alias is one of a key: by the template, in which the alias refers to the key."""
    raw = alias.stack.template["Resources"][alias.logical_id]["Properties"].get("TargetKeyId", {})
    same_stack = alias.stack is key.stack
    return same_stack and key.logical_id in (raw.get("Ref"), (raw.get("Fn::GetAtt") or [""])[0])


def _key_state(watched: Watched, resource: Declared, actual: CapturedKey) -> Iterator[Outcome]:
    yield from _document(watched, "policy", resource.get("KeyPolicy"), actual.policy, "kms:GetKeyPolicy")
    rotation = bool(resource.get("EnableKeyRotation", False))
    yield from watched.compared("rotation", rotation, actual.rotation, "kms:GetKeyRotationStatus")
    yield from watched.compared("state", _ENABLED, actual.state, "kms:DescribeKey")


def _document(
    watched: Watched, name: str, expected: Any, actual: str | None, action: str
) -> Iterator[Outcome]:
    """Compare a policy document, and name the statements that differ."""
    if actual is None or not is_resolved(expected):
        yield from watched.compared(name, expected, actual, action)
    elif not same_document(expected, actual):
        yield watched.differs(name, *document_difference(expected, actual), DriftDirection.UNKNOWN)


def _ranked(order: tuple[str, ...], expected: str, actual: str | None) -> DriftDirection:
    if actual not in order or expected not in order:
        return DriftDirection.UNKNOWN
    weaker = order.index(actual) < order.index(expected)
    return DriftDirection.WIDER if weaker else DriftDirection.NARROWER
