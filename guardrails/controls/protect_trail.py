"""Keep the organization trail, its log bucket and its key as the baseline made them."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import build_arn, trail_arn
from guardrails.controls.control import Control, ControlContext, listed
from guardrails.controls.evidence import aliased_keys, bucket_arns
from guardrails.policy import Statement, condition

_TRAIL = listed("""cloudtrail:AddTags cloudtrail:DeleteTrail cloudtrail:PutEventConfiguration
    cloudtrail:PutEventSelectors cloudtrail:PutInsightSelectors cloudtrail:RemoveTags cloudtrail:StopLogging
    cloudtrail:UpdateTrail""")
_BUCKET = listed("""s3:BypassGovernanceRetention s3:CreateBucket* s3:Delete* s3:InitiateReplication
    s3:ObjectOwnerOverrideToBucketOwner s3:PauseReplication s3:Put* s3:Replicate* s3:TagResource
    s3:UntagResource s3:Update*""")
_KEY = listed("""kms:CreateGrant kms:DeleteImportedKeyMaterial kms:Disable* kms:ImportKeyMaterial
    kms:PutKeyPolicy kms:ReplicateKey kms:RetireGrant kms:RevokeGrant kms:ScheduleKeyDeletion
    kms:TagResource kms:UntagResource kms:UpdatePrimaryRegion""")
_ALIAS = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny changing the trails, and changing or emptying the buckets and the keys behind them.

    A key of ours has no id until it is deployed, so its alias names it, and is protected with it. A key that
    existed already, or has lost its alias, is named by its own ARN. A request through an access point names
    that and not the bucket, so nothing is written through access points of the account. No service control
    policy binds CloudTrail itself, which writes as a service principal. Sources:
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases,
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
    """
    evidence = tuple(facts for facts in (context.trail, *context.former) if facts is not None)
    trails = dict.fromkeys(trail_arn("*", "*", facts.name) for facts in evidence if facts.name)
    if trails:
        yield context.deny("ProtectTrail", _TRAIL, trails)
    if buckets := bucket_arns(evidence):
        yield context.deny("ProtectTrailBucket", _BUCKET, buckets)
    if keys := dict.fromkeys(facts.key_arn for facts in evidence if facts.key_arn):
        yield context.deny("ProtectTrailKey", _KEY, keys)
    for accounts, aliases in aliased_keys(evidence):
        named = condition("ForAnyValue:StringEquals", "kms:ResourceAliases", aliases)
        yield context.deny(
            "ProtectTrailKey", _KEY, [build_arn("kms", "*", account, "key/*") for account in accounts], named
        )
        arns = [build_arn("kms", "*", account, alias) for account in accounts for alias in aliases]
        yield context.deny("ProtectTrailKeyAlias", _ALIAS, arns)


CONTROL = Control(
    id="protect_trail",
    title="Protect the trail, its bucket and key",
    family="protection",
    severity="critical",
    why="A caller who can stop the recording or delete the evidence can do the rest unseen.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    statements=statements,
    needs=("trail", "former"),
)
