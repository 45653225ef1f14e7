"""Limit servers, databases, caches and machine learning to listed instance types."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import model_validator

from guardrails.controls import instance_types as typed
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import InstanceType
from guardrails.policy import Statement


class LimitInstanceTypesParameters(Parameters):
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
    def _something(self) -> LimitInstanceTypesParameters:
        if not (self.ec2 or self.rds or self.elasticache or self.sagemaker):
            raise ValueError("limits nothing", "list the types of ec2, rds, elasticache or sagemaker")
        return self


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny launching, creating and resizing to any other type."""
    choice = context.chosen(LimitInstanceTypesParameters)
    if choice.ec2:
        yield context.deny("LimitServers", typed.LAUNCHES, typed.SERVERS, typed.server(choice.ec2))
        yield context.deny("LimitServerResizing", typed.RESIZES, typed.SERVERS, typed.resize(choice.ec2))
        yield context.deny("DenySpotRequests", typed.SPOT_REQUESTS)
    if choice.rds:
        yield context.deny("LimitDatabases", typed.DATABASES, when=typed.database(choice.rds))
    if choice.elasticache:
        yield context.deny("LimitCaches", typed.CACHES, when=typed.node(choice.elasticache))
    if choice.sagemaker:
        yield context.deny("LimitMachineLearning", typed.MACHINES, when=typed.machine(choice.sagemaker))


CONTROL = Control(
    id="limit_instance_types",
    title="Limit instance types",
    family="services",
    severity="medium",
    why="One forgotten accelerator costs more than a team, and stolen credentials start the largest first.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_ec2.html",
    statements=statements,
    parameters=LimitInstanceTypesParameters,
    limits="Auto Scaling launches through a service-linked role, which no policy binds, having tested its "
    "caller's right to launch. No condition key tells the types of OpenSearch, Redshift, EMR and MSK.",
)
