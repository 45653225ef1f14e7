"""Single calls, and the verdict of protect_public_access_blocks on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_SETTING = "arn:aws:ssm:eu-central-1:444444444441:servicesetting/ssm/{}"
_DOCUMENTS = _SETTING.format("documents/console/public-sharing-permission")


CASES: tuple[Case, ...] = (
    denied("s3:PutAccountPublicAccessBlock"),
    denied("ec2:DisableSnapshotBlockPublicAccess"),
    denied("ssm:UpdateServiceSetting", _DOCUMENTS),
    denied("s3:PutBucketPublicAccessBlock", "arn:aws:s3:::a", parameters={"buckets": True}),
    untouched("s3:PutBucketPublicAccessBlock", "arn:aws:s3:::a"),
    untouched("ec2:EnableImageBlockPublicAccess"),
    untouched("ssm:UpdateServiceSetting", _SETTING.format("automation/customer-script-log-destination")),
    exempted("s3:PutAccountPublicAccessBlock"),
)
