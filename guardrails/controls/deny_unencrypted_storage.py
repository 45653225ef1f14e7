"""Deny storage that would not be encrypted, wherever a request tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from guardrails.aws_facts.arns import arn_anywhere
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement, condition

_VOLUMES = ("ec2:CreateVolume", "ec2:RunInstances")
_VOLUME_ARNS = (arn_anywhere("ec2", "volume/*"),)  # a snapshot has ec2:Encrypted as well, and doesn't count
_Service = Literal["ebs", "efs", "elasticache", "rds"]
_INSTANCES = ("rds:CreateDBInstance", "rds:RestoreDBInstanceFromS3")
_CLUSTERS = ("rds:CreateDBCluster", "rds:RestoreDBClusterFromS3")
_OF_CLUSTERS = ("aurora*", "docdb", "neptune")  # an instance stores in its cluster's volume, and names none


class DenyUnencryptedStorageParameters(Parameters):
    """The services whose storage must be encrypted."""

    services: tuple[_Service, ...] = Field(default=("ebs", "efs", "elasticache", "rds"), min_length=1)
    """The services: ebs, efs, elasticache, rds (with Aurora, DocumentDB and Neptune)."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny creating storage whose request says that it is not to be encrypted."""
    services = context.chosen(DenyUnencryptedStorageParameters).services
    if "ebs" in services:
        yield context.deny("KeepEncryptionByDefault", ("ec2:DisableEbsEncryptionByDefault",))
        off = condition("Bool", "ec2:Encrypted", ("false",))
        yield context.deny("DenyUnencryptedVolumes", _VOLUMES, _VOLUME_ARNS, off)
    if "efs" in services:
        off = condition("Bool", "elasticfilesystem:Encrypted", ("false",))
        yield context.deny("DenyUnencryptedFileSystems", ("elasticfilesystem:CreateFileSystem",), when=off)
    if "elasticache" in services:
        off = condition("Bool", "elasticache:AtRestEncryptionEnabled", ("false",))
        yield context.deny("DenyUnencryptedCaches", ("elasticache:CreateReplicationGroup",), when=off)
    if "rds" in services:
        off = condition("Bool", "rds:StorageEncrypted", ("false",))
        instance_engines = condition("StringNotLike", "rds:DatabaseEngine", _OF_CLUSTERS)
        yield context.deny("DenyUnencryptedDatabases", _INSTANCES, when=off + instance_engines)
        yield context.deny("DenyUnencryptedClusters", _CLUSTERS, when=off)


CONTROL = Control(
    id="deny_unencrypted_storage",
    title="Deny unencrypted storage",
    family="data",
    severity="high",
    why="Data stored in the clear stays in the clear in every copy; encryption can't be added later.",
    source="https://docs.aws.amazon.com/efs/latest/ug/using-iam-to-enforce-encryption-at-rest.html",
    statements=statements,
    parameters=DenyUnencryptedStorageParameters,
    limits="S3 and DynamoDB encrypt by themselves. No key tells of SNS, SQS, OpenSearch, Redshift and MSK: "
    "rules of AWS Config find those. A cluster's request has to ask for it, even where AWS encrypts anyway.",
)
