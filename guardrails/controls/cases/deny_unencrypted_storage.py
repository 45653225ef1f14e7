"""Single calls, and the verdict of deny_unencrypted_storage on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_VOLUME = "arn:aws:ec2:eu-central-1:444444444441:volume/*"
_SNAPSHOT = "arn:aws:ec2:eu-central-1::snapshot/snap-1"
_PLAIN = {"rds:StorageEncrypted": "false", "rds:DatabaseEngine": "postgres"}


CASES: tuple[Case, ...] = (
    denied("ec2:CreateVolume", _VOLUME, context={"ec2:Encrypted": "false"}),
    denied("ec2:DisableEbsEncryptionByDefault"),
    denied("rds:CreateDBInstance", context=_PLAIN),
    denied("rds:CreateDBCluster", context={"rds:StorageEncrypted": "false"}),
    denied("elasticfilesystem:CreateFileSystem", context={"elasticfilesystem:Encrypted": "false"}),
    denied("elasticache:CreateReplicationGroup", context={"elasticache:AtRestEncryptionEnabled": "false"}),
    untouched("ec2:CreateVolume", _VOLUME, context={"ec2:Encrypted": "true"}),
    untouched("ec2:CreateVolume", _SNAPSHOT, context={"ec2:Encrypted": "false"}),
    untouched("rds:CreateDBInstance", context={**_PLAIN, "rds:DatabaseEngine": "aurora-mysql"}),
    untouched("rds:CreateDBInstance", context=_PLAIN, parameters={"services": ["ebs"]}),
    untouched("rds:CreateDBInstance", context={**_PLAIN, "rds:StorageEncrypted": "true"}),
    untouched("rds:CreateDBCluster", context={"rds:StorageEncrypted": "true"}),
    untouched("elasticfilesystem:CreateFileSystem", context={"elasticfilesystem:Encrypted": "true"}),
    untouched("elasticache:CreateReplicationGroup"),
    exempted("ec2:CreateVolume", _VOLUME, context={"ec2:Encrypted": "false"}),
    exempted("rds:CreateDBInstance", context=_PLAIN),
)
