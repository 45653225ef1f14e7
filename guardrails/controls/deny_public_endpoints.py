"""Deny databases, brokers and clusters that answer on the internet."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import Conditions

_DATABASES = listed("""rds:CreateDBInstance rds:CreateDBInstanceReadReplica rds:CreateDBShardGroup
    rds:RestoreDBInstanceFromDBSnapshot rds:RestoreDBInstanceFromS3 rds:RestoreDBInstanceToPointInTime""")
_GRAPHS = listed("""neptune-graph:CreateGraph neptune-graph:CreateGraphUsingImportTask
    neptune-graph:RestoreGraphFromSnapshot neptune-graph:UpdateGraph""")
_BROKERS = ("kafka:UpdateConnectivity",)
_CLUSTERS = ("eks:CreateCluster", "eks:UpdateClusterConfig")


class DenyPublicEndpointsParameters(Parameters):
    """Endpoints that are denied beside those of databases and brokers."""

    kubernetes: bool = False
    """Deny a public endpoint of a cluster's Kubernetes API too."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny making them public, or public later where a key tells."""
    choice = context.chosen(DenyPublicEndpointsParameters)
    parts = (
        ("DenyPublicDatabases", _DATABASES, "rds:PubliclyAccessible", True),
        ("DenyPublicGraphs", _GRAPHS, "neptune-graph:PublicConnectivity", True),
        ("DenyPublicBrokers", _BROKERS, "kafka:publicAccessEnabled", True),
        ("DenyPublicClusters", _CLUSTERS, "eks:endpointPublicAccess", choice.kubernetes),
    )
    return tuple(context.deny(sid, actions, when=_on(key)) for sid, actions, key, enabled in parts if enabled)


def _on(key: str) -> Conditions:
    return condition("Bool", key, ("true",))


CONTROL = Control(
    id="deny_public_endpoints",
    title="Deny public endpoints of databases and brokers",
    family="network",
    severity="high",
    why="A database on the internet is one guessed password away from being somebody else's.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.Conditions.html",
    statements=statements,
    parameters=DenyPublicEndpointsParameters,
    limits="Making a database public later, by rds:ModifyDBInstance, carries no key that tells, and a "
    "cluster's public endpoint is on unless its request says no: rules of AWS Config find those.",
)
