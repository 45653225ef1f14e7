"""Keep the organization trail, its log bucket and its key as the baseline made them."""

from __future__ import annotations

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Situation, TrailFacts
from guardrails.policy import Statement, condition
from guardrails.policy.document import Conditions

_TRAIL = (
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:PutInsightSelectors",
    "cloudtrail:RemoveTags",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
)
_BUCKET = (
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:DeleteBucketWebsite",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutBucketAcl",
    "s3:PutBucketLogging",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutBucketWebsite",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:PutReplicationConfiguration",
)
_KEY = (
    "kms:CreateGrant",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
)
_ALIAS = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")
_TRAIL_ARN = "arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail"
_ALIAS_ARN = "arn:aws:kms:eu-central-1:222222222222:alias/organization-trail"
_KEY_ARN = "arn:aws:kms:eu-central-1:222222222222:key/1234"
_ALIASED = {"kms:ResourceAliases": "alias/organization-trail"}


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny changing the trail, and changing or emptying the bucket and the key behind it.

    A key of ours has no id until it is deployed, so its alias tells it, and the alias is protected with it:
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases
    A key that existed already is told by its own ARN.
    CloudTrail itself writes as a service principal, which no service control policy binds.
    """
    trail = situation.trail
    if trail is None:
        return ()
    spared = situation.unless_spared()
    return (
        Statement("ProtectTrail", "Deny", _TRAIL, resources=_trail_arns(trail), conditions=spared),
        Statement("ProtectTrailBucket", "Deny", _BUCKET, resources=_bucket_arns(trail), conditions=spared),
        *_key_statements(trail, spared),
    )


def _key_statements(trail: TrailFacts, spared: Conditions) -> tuple[Statement, ...]:
    if trail.key_arn is not None:
        return (Statement("ProtectTrailKey", "Deny", _KEY, resources=(trail.key_arn,), conditions=spared),)
    any_key = f"arn:aws:kms:*:{trail.archive_account}:key/*"
    named = condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [f"alias/{trail.key_alias}"])
    return (
        Statement("ProtectTrailKey", "Deny", _KEY, resources=(any_key,), conditions=named + spared),
        Statement("ProtectTrailKeyAlias", "Deny", _ALIAS, resources=_alias_arns(trail), conditions=spared),
    )


def _trail_arns(trail: TrailFacts) -> tuple[str, ...]:
    return (f"arn:aws:cloudtrail:*:*:trail/{trail.name}",)


def _bucket_arns(trail: TrailFacts) -> tuple[str, ...]:
    return tuple(arn for name in trail.buckets for arn in (f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"))


def _alias_arns(trail: TrailFacts) -> tuple[str, ...]:
    return (f"arn:aws:kms:*:{trail.archive_account}:alias/{trail.key_alias}",)


CONTROL = Control(
    id="protect_trail",
    title="Protect the trail, its bucket and key",
    family="protection",
    severity="critical",
    why="Whoever can stop the recording or delete the evidence can do the rest unseen.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    statements=statements,
    cases=(
        denied("cloudtrail:StopLogging", _TRAIL_ARN),
        denied("s3:DeleteObject", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
        denied("kms:ScheduleKeyDeletion", _KEY_ARN, context=_ALIASED),
        untouched("cloudtrail:StopLogging", "arn:aws:cloudtrail:eu-central-1:444444444441:trail/mine"),
        untouched("s3:GetObject", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
        untouched("kms:ScheduleKeyDeletion", _KEY_ARN),
        denied("kms:UpdateAlias", _ALIAS_ARN),
        untouched("kms:UpdateAlias", f"{_ALIAS_ARN}s"),
        untouched("s3:DeleteObject", "arn:aws:s3:::exampleorg1-trails/x"),
        untouched("kms:ScheduleKeyDeletion", _KEY_ARN.replace("2222", "4444"), context=_ALIASED),
        exempted("cloudtrail:StopLogging", _TRAIL_ARN),
        exempted("kms:ScheduleKeyDeletion", _KEY_ARN, context=_ALIASED),
    ),
    needs="trail",
)
