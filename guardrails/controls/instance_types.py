"""Services that run on a machine, whose type the request for it names."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.aws_facts.arns import arn_anywhere
from guardrails.controls.control import listed
from guardrails.policy import condition
from guardrails.policy.language.document import Conditions

SERVERS = (arn_anywhere("ec2", "instance/*"),)
LAUNCHES = ("ec2:CreateFleet", "ec2:RunInstances")
RESIZES = ("ec2:ModifyInstanceAttribute",)
SPOT_REQUESTS = ("ec2:RequestSpotFleet", "ec2:RequestSpotInstances")
"""The legacy ones, whose types can't be tested."""
DATABASES = listed("""rds:CreateDBCluster rds:CreateDBInstance rds:CreateDBInstanceReadReplica
    rds:ModifyDBCluster rds:ModifyDBInstance rds:RestoreDBClusterFromSnapshot
    rds:RestoreDBClusterToPointInTime rds:RestoreDBInstanceFromDBSnapshot rds:RestoreDBInstanceFromS3
    rds:RestoreDBInstanceToPointInTime""")
CACHES = listed("""elasticache:CreateCacheCluster elasticache:CreateReplicationGroup
    elasticache:ModifyCacheCluster elasticache:ModifyReplicationGroup""")
MACHINES = listed("""sagemaker:CreateApp sagemaker:CreateCluster sagemaker:CreateDomain
    sagemaker:CreateEndpointConfig sagemaker:CreateHyperParameterTuningJob
    sagemaker:CreateMonitoringSchedule sagemaker:CreateNotebookInstance sagemaker:CreateProcessingJob
    sagemaker:CreateSpace sagemaker:CreateTrainingJob sagemaker:CreateTransformJob
    sagemaker:CreateUserProfile sagemaker:UpdateCluster sagemaker:UpdateDomain
    sagemaker:UpdateMonitoringSchedule sagemaker:UpdateNotebookInstance sagemaker:UpdateSpace
    sagemaker:UpdateTrainingJob sagemaker:UpdateUserProfile""")


def server(types: Sequence[str]) -> Conditions:
    """Write the test that a request launches a server of none of these types."""
    return _outside("ec2:InstanceType", types)


def resize(types: Sequence[str]) -> Conditions:
    """Write the test that a request gives a server a new type that is none of these.

    ec2:InstanceType is the present one.
    """
    return _outside("ec2:Attribute/InstanceType", types)


def database(types: Sequence[str]) -> Conditions:
    """Write the test that a request names a class of databases that is none of these."""
    return _outside("rds:DatabaseClass", types)


def node(types: Sequence[str]) -> Conditions:
    """Write the test that a request names a type of cache nodes that is none of these."""
    return _outside("elasticache:CacheNodeType", types)


def machine(types: Sequence[str]) -> Conditions:
    """Write the test that a request names to SageMaker a type beside these and Studio's own, system."""
    return condition("ForAnyValue:StringNotLike", "sagemaker:InstanceTypes", sorted({*types, "system"}))


def _outside(key: str, types: Sequence[str]) -> Conditions:
    """Write the test that a request names a type and none of these; a change of something else names none."""
    return condition("StringNotLike", key, sorted(types)) + condition("Null", key, ("false",))
