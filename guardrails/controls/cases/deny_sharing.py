"""Single calls, and the verdict of deny_sharing on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_SNAPSHOT = "arn:aws:ec2:eu-central-1::snapshot/snap-1"
_ADDED = {"ec2:Add/userId": "555555555551"}


CASES: tuple[Case, ...] = (
    denied("ec2:ModifyImageAttribute"),
    denied("ec2:ModifySnapshotAttribute", _SNAPSHOT, context=_ADDED),
    denied("ec2:ModifySnapshotAttribute", _SNAPSHOT, context={"ec2:Add/group": "all"}),
    denied("rds:ModifyDBSnapshotAttribute"),
    denied("ssm:ModifyDocumentPermission"),
    untouched("ec2:CreateSnapshot", _SNAPSHOT),
    untouched("ec2:ModifySnapshotAttribute", _SNAPSHOT, context={"ec2:Remove/userId": "555555555551"}),
    untouched(
        "ec2:ModifySnapshotAttribute",
        _SNAPSHOT,
        context=_ADDED,
        parameters={"snapshot_accounts": ["555555555551"]},
    ),
    untouched("ec2:ModifyImageAttribute", parameters={"images": False}),
    untouched("ec2:ModifySnapshotAttribute", context=_ADDED, parameters={"snapshots": False}),
    untouched("rds:ModifyDBSnapshotAttribute", parameters={"databases": False}),
    untouched("ssm:ModifyDocumentPermission", parameters={"documents": False}),
    exempted("ec2:ModifySnapshotAttribute", _SNAPSHOT, context=_ADDED),
    exempted("rds:ModifyDBSnapshotAttribute"),
)
