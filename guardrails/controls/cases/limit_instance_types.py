"""Single calls, and the verdict of limit_instance_types on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_NODE = "elasticache:CacheNodeType"
_ALL = {"ec2": ["t3.*"], "rds": ["db.t4g.*"], "elasticache": ["cache.t4g.*"], "sagemaker": ["ml.t3.*"]}
_INSTANCE = "arn:aws:ec2:eu-central-1:444444444441:instance/i-1"
_OTHER_TYPE = "arn:aws:ec2:eu-central-1:444444444441:volume/*"


def _resize(kind: str) -> dict[str, str]:
    return {"ec2:InstanceType": "t3.micro", "ec2:Attribute/InstanceType": kind}


def _case(kind: str) -> dict[str, str]:
    return {"ec2:InstanceType": kind}


CASES: tuple[Case, ...] = (
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
    untouched("rds:CreateDBInstance", context={"rds:DatabaseClass": "db.x"}, parameters={"ec2": ["t3.*"]}),
    untouched("ec2:CreateFleet", _INSTANCE, parameters=_ALL),
    untouched("ec2:RunInstances", _OTHER_TYPE, context=_case("p5.48xlarge"), parameters=_ALL),
    untouched("ec2:ModifyInstanceAttribute", _INSTANCE, context=_resize("t3.large"), parameters=_ALL),
    untouched("ec2:ModifyInstanceAttribute", _OTHER_TYPE, context=_resize("p5.48xlarge"), parameters=_ALL),
    untouched("rds:CreateDBInstance", context={"rds:DatabaseClass": "db.t4g.micro"}, parameters=_ALL),
    untouched("elasticache:ModifyCacheCluster", parameters=_ALL),
    untouched("elasticache:CreateCacheCluster", context={_NODE: "cache.t4g.micro"}, parameters=_ALL),
    exempted("ec2:RunInstances", _INSTANCE, context=_case("p5.48xlarge"), parameters=_ALL),
)
