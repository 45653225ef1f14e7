"""Keep the organization trail, its log bucket and its key as the baseline made them."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.controls.control import Control, Situation, listed
from guardrails.policy import Statement, condition

_TRAIL = listed("""cloudtrail:DeleteTrail cloudtrail:PutEventSelectors cloudtrail:PutInsightSelectors
    cloudtrail:RemoveTags cloudtrail:StopLogging cloudtrail:UpdateTrail""")
_BUCKET = listed("""s3:BypassGovernanceRetention s3:DeleteBucket s3:DeleteBucketPolicy
    s3:DeleteBucketWebsite s3:DeleteObject s3:DeleteObjectVersion s3:PutBucketAcl s3:PutBucketLogging
    s3:PutBucketObjectLockConfiguration s3:PutBucketOwnershipControls s3:PutBucketPolicy
    s3:PutBucketPublicAccessBlock s3:PutBucketVersioning s3:PutBucketWebsite s3:PutEncryptionConfiguration
    s3:PutLifecycleConfiguration s3:PutObject s3:PutObjectAcl s3:PutObjectLegalHold s3:PutObjectRetention
    s3:PutReplicationConfiguration""")
_KEY = listed("""kms:CreateGrant kms:DisableKey kms:DisableKeyRotation kms:PutKeyPolicy
    kms:ScheduleKeyDeletion kms:TagResource kms:UntagResource""")
_ALIAS = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")


def statements(situation: Situation) -> Iterator[Statement]:
    """Deny changing the trail, and changing or emptying the bucket and the key behind it.

    A key of ours has no id until it is deployed, so its alias tells it, and the alias is protected with it:
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases
    A key that existed already is told by its own ARN.
    CloudTrail itself writes as a service principal, which no service control policy binds.
    """
    if (trail := situation.trail) is None:
        return
    yield situation.deny("ProtectTrail", _TRAIL, [f"arn:aws:cloudtrail:*:*:trail/{trail.name}"])
    objects = [f"arn:aws:s3:::{name}{part}" for name in trail.buckets for part in ("", "/*")]
    yield situation.deny("ProtectTrailBucket", _BUCKET, objects)
    if trail.key_arn is not None:
        yield situation.deny("ProtectTrailKey", _KEY, [trail.key_arn])
        return
    keys, alias = f"arn:aws:kms:*:{trail.archive_account}", f"alias/{trail.key_alias}"
    named = condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [alias])
    yield situation.deny("ProtectTrailKey", _KEY, [f"{keys}:key/*"], named)
    yield situation.deny("ProtectTrailKeyAlias", _ALIAS, [f"{keys}:{alias}"])


CONTROL = Control(
    id="protect_trail",
    title="Protect the trail, its bucket and key",
    family="protection",
    severity="critical",
    why="Whoever can stop the recording or delete the evidence can do the rest unseen.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    statements=statements,
    needs="trail",
)
