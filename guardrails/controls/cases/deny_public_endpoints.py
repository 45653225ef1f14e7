"""Single calls, and the verdict of deny_public_endpoints on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_PUBLIC, _PRIVATE = ({"rds:PubliclyAccessible": value} for value in ("true", "false"))
_CLUSTER = {"eks:endpointPublicAccess": "true"}


CASES: tuple[Case, ...] = (
    denied("rds:CreateDBInstance", context=_PUBLIC),
    denied("kafka:UpdateConnectivity", context={"kafka:publicAccessEnabled": "true"}),
    denied("neptune-graph:CreateGraph", context={"neptune-graph:PublicConnectivity": "true"}),
    denied("eks:CreateCluster", context=_CLUSTER, parameters={"kubernetes": True}),
    untouched("rds:CreateDBInstance", context=_PRIVATE),
    untouched("eks:CreateCluster", context=_CLUSTER),
    untouched("neptune-graph:CreateGraph"),
    untouched("kafka:UpdateConnectivity"),
    untouched("eks:CreateCluster", parameters={"kubernetes": True}),
    exempted("rds:CreateDBInstance", context=_PUBLIC),
)
