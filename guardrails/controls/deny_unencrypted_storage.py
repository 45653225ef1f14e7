"""Deny storage that would not be encrypted, wherever a request tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement, condition
from guardrails.policy.document import Conditions

_VOLUMES = ("ec2:CreateVolume", "ec2:RunInstances")
_VOLUME_ARNS = ("arn:aws:ec2:*:*:volume/*",)
_INSTANCES = ("rds:CreateDBInstance", "rds:RestoreDBInstanceFromS3")
_CLUSTERS = ("rds:CreateDBCluster", "rds:RestoreDBClusterFromS3")
_OF_CLUSTERS = ("aurora*", "docdb", "neptune")
"""Engines whose instances store in their cluster's volume, so that a request for one says nothing of it."""
_Service = Literal["ebs", "efs", "elasticache", "rds"]


class Choice(Parameters):
    """Whose storage is meant."""

    services: tuple[_Service, ...] = Field(default=("ebs", "efs", "elasticache", "rds"), min_length=1)
    """The services: ebs, efs, elasticache, rds (with Aurora, DocumentDB and Neptune)."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny creating storage whose request says that it is not to be encrypted.

    Of a volume that is made from a snapshot, both carry ec2:Encrypted: only the volume's counts.
    """
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    return tuple(one for name in sorted(set(choice.services)) for one in _OF[name](situation))


def _ebs(situation: Situation) -> Iterator[Statement]:
    yield situation.deny("KeepEncryptionByDefault", ("ec2:DisableEbsEncryptionByDefault",))
    yield situation.deny("DenyUnencryptedVolumes", _VOLUMES, _VOLUME_ARNS, _off("ec2:Encrypted"))


def _efs(situation: Situation) -> Iterator[Statement]:
    when = _off("elasticfilesystem:Encrypted")
    yield situation.deny("DenyUnencryptedFileSystems", ("elasticfilesystem:CreateFileSystem",), when=when)


def _elasticache(situation: Situation) -> Iterator[Statement]:
    when = _off("elasticache:AtRestEncryptionEnabled")
    yield situation.deny("DenyUnencryptedCaches", ("elasticache:CreateReplicationGroup",), when=when)


def _rds(situation: Situation) -> Iterator[Statement]:
    off = _off("rds:StorageEncrypted")
    own = condition("StringNotLike", "rds:DatabaseEngine", _OF_CLUSTERS)
    yield situation.deny("DenyUnencryptedDatabases", _INSTANCES, when=off + own)
    yield situation.deny("DenyUnencryptedClusters", _CLUSTERS, when=off)


_OF = {"ebs": _ebs, "efs": _efs, "elasticache": _elasticache, "rds": _rds}


def _off(key: str) -> Conditions:
    return condition("Bool", key, ("false",))


_VOLUME = "arn:aws:ec2:eu-central-1:444444444441:volume/*"
_SNAPSHOT = "arn:aws:ec2:eu-central-1::snapshot/snap-1"
_PLAIN = {"rds:StorageEncrypted": "false", "rds:DatabaseEngine": "postgres"}

CONTROL = Control(
    id="deny_unencrypted_storage",
    title="Deny unencrypted storage",
    family="data",
    severity="high",
    why="What is stored in the clear stays in the clear: in every copy, and encryption can't be added later.",
    source="https://docs.aws.amazon.com/efs/latest/ug/using-iam-to-enforce-encryption-at-rest.html",
    statements=statements,
    cases=(
        denied("ec2:CreateVolume", _VOLUME, context={"ec2:Encrypted": "false"}),
        denied("ec2:DisableEbsEncryptionByDefault"),
        denied("rds:CreateDBInstance", context=_PLAIN),
        denied("rds:CreateDBCluster", context={"rds:StorageEncrypted": "false"}),
        denied("elasticfilesystem:CreateFileSystem", context={"elasticfilesystem:Encrypted": "false"}),
        denied(
            "elasticache:CreateReplicationGroup", context={"elasticache:AtRestEncryptionEnabled": "false"}
        ),
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
    ),
    parameters=Choice,
    limits="S3 encrypts every object and DynamoDB every table by itself. For SNS, SQS, OpenSearch, Redshift "
    "and MSK no condition key tells whether a request asks for encryption: rules of AWS Config find those. A "
    "cluster's request has to say that it wants encryption, even where AWS would encrypt it anyway.",
)
