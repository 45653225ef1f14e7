"""Limit servers, databases, caches and machine learning to listed instance types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import model_validator

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.controls.kinds import InstanceType
from guardrails.policy import Statement, condition
from guardrails.policy.document import Conditions

_RDS = (
    "rds:CreateDBCluster",
    "rds:CreateDBInstance",
    "rds:CreateDBInstanceReadReplica",
    "rds:ModifyDBCluster",
    "rds:ModifyDBInstance",
    "rds:RestoreDBClusterFromSnapshot",
    "rds:RestoreDBClusterToPointInTime",
    "rds:RestoreDBInstanceFromDBSnapshot",
    "rds:RestoreDBInstanceFromS3",
    "rds:RestoreDBInstanceToPointInTime",
)
_ELASTICACHE = (
    "elasticache:CreateCacheCluster",
    "elasticache:CreateReplicationGroup",
    "elasticache:ModifyCacheCluster",
    "elasticache:ModifyReplicationGroup",
)
_SAGEMAKER = tuple(
    f"sagemaker:{name}"
    for name in (
        *("CreateApp", "CreateCluster", "CreateDomain", "CreateEndpointConfig"),
        *("CreateHyperParameterTuningJob", "CreateMonitoringSchedule", "CreateNotebookInstance"),
        *("CreateProcessingJob", "CreateSpace", "CreateTrainingJob", "CreateTransformJob"),
        *("CreateUserProfile", "UpdateCluster", "UpdateDomain", "UpdateMonitoringSchedule"),
        *("UpdateNotebookInstance", "UpdateSpace", "UpdateTrainingJob", "UpdateUserProfile"),
    )
)
_NEW_TYPE = "Attribute/InstanceType"
_NODE = "elasticache:CacheNodeType"
_INSTANCES = ("arn:aws:ec2:*:*:instance/*",)


class Choice(Parameters):
    """Which types may be used; a service whose list is left out is not limited."""

    ec2: tuple[InstanceType, ...] = ()
    """Servers, such as t3.*; the legacy spot requests, whose types can't be tested, are denied with it."""
    rds: tuple[InstanceType, ...] = ()
    """Databases, such as db.t4g.*; db.serverless is Aurora's serverless class."""
    elasticache: tuple[InstanceType, ...] = ()
    """Cache nodes, such as cache.t4g.*."""
    sagemaker: tuple[InstanceType, ...] = ()
    """Notebooks, jobs and endpoints, such as ml.t3.*; Studio's own type, system, is always allowed."""

    @model_validator(mode="after")
    def _something(self) -> Choice:
        if not (self.ec2 or self.rds or self.elasticache or self.sagemaker):
            raise ValueError("limits nothing", "list the types of ec2, rds, elasticache or sagemaker")
        return self


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny launching, creating and resizing to any other type.

    A resize names its new type under ec2:Attribute/InstanceType; ec2:InstanceType is the present one.
    """
    choice = situation.parameters
    return tuple(_statements(situation, choice)) if isinstance(choice, Choice) else ()


def _statements(situation: Situation, choice: Choice) -> Iterator[Statement]:
    if choice.ec2:
        launch, resize = (
            _other(key, choice.ec2) for key in ("ec2:InstanceType", "ec2:Attribute/InstanceType")
        )
        yield situation.deny("LimitServers", ("ec2:CreateFleet", "ec2:RunInstances"), _INSTANCES, launch)
        yield situation.deny("LimitServerResizing", ("ec2:ModifyInstanceAttribute",), _INSTANCES, resize)
        yield situation.deny("DenySpotRequests", ("ec2:RequestSpotFleet", "ec2:RequestSpotInstances"))
    if choice.rds:
        yield situation.deny("LimitDatabases", _RDS, when=_other("rds:DatabaseClass", choice.rds))
    if choice.elasticache:
        yield situation.deny("LimitCaches", _ELASTICACHE, when=_other(_NODE, choice.elasticache))
    if choice.sagemaker:
        types = sorted({*choice.sagemaker, "system"})
        other = condition("ForAnyValue:StringNotLike", "sagemaker:InstanceTypes", types)
        yield situation.deny("LimitMachineLearning", _SAGEMAKER, when=other)


def _other(key: str, types: Sequence[str]) -> Conditions:
    """Write the test that a request names a type and none of these; a change of something else names none."""
    return condition("StringNotLike", key, sorted(types)) + condition("Null", key, ("false",))


_ALL = {"ec2": ["t3.*"], "rds": ["db.t4g.*"], "elasticache": ["cache.t4g.*"], "sagemaker": ["ml.t3.*"]}
_INSTANCE = "arn:aws:ec2:eu-central-1:444444444441:instance/i-1"


_OTHER = "arn:aws:ec2:eu-central-1:444444444441:volume/*"


def _resize(kind: str) -> dict[str, str]:
    return {"ec2:InstanceType": "t3.micro", "ec2:Attribute/InstanceType": kind}


def _case(kind: str) -> dict[str, str]:
    return {"ec2:InstanceType": kind}


CONTROL = Control(
    id="limit_instance_types",
    title="Limit instance types",
    family="services",
    severity="medium",
    why="One forgotten instance with accelerators costs more in a day than a team in a month, and stolen "
    "credentials start the largest first.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_ec2.html",
    statements=statements,
    cases=(
        denied("ec2:RunInstances", _INSTANCE, context=_case("p5.48xlarge"), parameters=_ALL),
        denied(
            "ec2:ModifyInstanceAttribute",
            _INSTANCE,
            context=_resize("p5.48xlarge"),
            parameters=_ALL,
        ),
        denied("ec2:RequestSpotFleet", parameters=_ALL),
        denied("rds:CreateDBInstance", context={"rds:DatabaseClass": "db.r6g.16xlarge"}, parameters=_ALL),
        denied(
            "elasticache:CreateCacheCluster",
            context={_NODE: "cache.r7g.large"},
            parameters=_ALL,
        ),
        denied(
            "sagemaker:CreateTrainingJob",
            context={"sagemaker:InstanceTypes": ["ml.t3.large", "ml.p5.48xlarge"]},
            parameters=_ALL,
        ),
        untouched("ec2:RunInstances", _INSTANCE, context=_case("t3.micro"), parameters=_ALL),
        untouched("ec2:ModifyInstanceAttribute", _INSTANCE, context=_case("p5.48xlarge"), parameters=_ALL),
        untouched("rds:ModifyDBInstance", parameters=_ALL),
        untouched("sagemaker:CreateApp", context={"sagemaker:InstanceTypes": ["system"]}, parameters=_ALL),
        untouched(
            "rds:CreateDBInstance", context={"rds:DatabaseClass": "db.x"}, parameters={"ec2": ["t3.*"]}
        ),
        untouched("ec2:CreateFleet", _INSTANCE, parameters=_ALL),
        untouched("ec2:RunInstances", _OTHER, context=_case("p5.48xlarge"), parameters=_ALL),
        untouched("ec2:ModifyInstanceAttribute", _INSTANCE, context=_resize("t3.large"), parameters=_ALL),
        untouched("ec2:ModifyInstanceAttribute", _OTHER, context=_resize("p5.48xlarge"), parameters=_ALL),
        untouched("rds:CreateDBInstance", context={"rds:DatabaseClass": "db.t4g.micro"}, parameters=_ALL),
        untouched("elasticache:ModifyCacheCluster", parameters=_ALL),
        untouched("elasticache:CreateCacheCluster", context={_NODE: "cache.t4g.micro"}, parameters=_ALL),
        exempted("ec2:RunInstances", _INSTANCE, context=_case("p5.48xlarge"), parameters=_ALL),
    ),
    parameters=Choice,
    limits="Auto Scaling launches through a service-linked role, which no policy binds: it is limited as far "
    "as it tests the caller's right to launch. No condition key tells the types of OpenSearch, Redshift, "
    "EMR and MSK.",
)
