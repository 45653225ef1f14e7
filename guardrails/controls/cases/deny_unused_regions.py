"""Single calls, and the verdict of deny_unused_regions on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_ELSEWHERE = {"services_elsewhere": {"us-east-1": ["ec2", "ses"]}}
_LEFT_OUT = (
    "signin:CreateOAuth2Token",
    "uxc:GetAccountColor",
    "servicequotas:GetServiceQuota",
    "tag:TagResources",
)
_SERVICES = [action.partition(":")[0] for action in _LEFT_OUT]
_LEFT_OUT_ELSEWHERE = {"services_elsewhere": {"us-east-1": _SERVICES}}
_LEFT_OUT_FREE = {"except_actions": [f"{service}:*" for service in _SERVICES]}
_INFERENCE = {"allow_bedrock_inference": True}
_IN_THE_EU = {**_INFERENCE, "bedrock_geographies": ["eu"]}
_MODEL = "arn:aws:bedrock:eu-west-3::foundation-model/some.model-v1:0"
_GUARDRAIL = "arn:aws:bedrock:eu-west-3:444444444441:guardrail/g"
_PROFILE = "arn:aws:bedrock:eu-central-1:444444444441:inference-profile/{}.some.model-v1:0"


def _sent(region: str, profile: str) -> dict[str, str]:
    return {"aws:RequestedRegion": region, "bedrock:InferenceProfileArn": _PROFILE.format(profile)}


_US = {"aws:RequestedRegion": "us-east-1"}


CASES: tuple[Case, ...] = (
    denied("ec2:RunInstances", context=_US),
    *(denied(action, context=_US) for action in _LEFT_OUT),
    *(untouched(action, context=_US, parameters=_LEFT_OUT_ELSEWHERE) for action in _LEFT_OUT),
    *(untouched(action, context=_US, parameters=_LEFT_OUT_FREE) for action in _LEFT_OUT),
    denied("rds:CreateDBInstance", context=_US, parameters=_ELSEWHERE),
    denied("ec2:RunInstances", context={"aws:RequestedRegion": "us-west-2"}, parameters=_ELSEWHERE),
    denied("bedrock:InvokeModel", _MODEL, context=_US, parameters=_INFERENCE),
    denied("bedrock:InvokeModel", _MODEL, context=_sent("unspecified", "global"), parameters=_IN_THE_EU),
    denied("bedrock:ApplyGuardrail", _GUARDRAIL, context=_US, parameters=_INFERENCE),
    untouched("ec2:RunInstances", context={"aws:RequestedRegion": "eu-west-1"}),
    untouched("iam:CreateRole", context=_US),
    untouched("ec2:DescribeRegions", context={"aws:RequestedRegion": "us-west-2"}, parameters=_ELSEWHERE),
    untouched("ec2:RunInstances", context=_US, parameters=_ELSEWHERE),
    untouched("bedrock:InvokeModel", _MODEL, context=_sent("eu-west-3", "eu"), parameters=_IN_THE_EU),
    untouched("bedrock:InvokeModel", _MODEL, context=_sent("unspecified", "global"), parameters=_INFERENCE),
    untouched(
        "bedrock:ApplyGuardrail",
        _GUARDRAIL.replace("guardrail/g", "guardrail-profile/eu.guardrail.v1:0"),
        context={"aws:RequestedRegion": "eu-west-3"},
        parameters=_INFERENCE,
    ),
    untouched(
        "bedrock:InvokeModelWithResponseStream",
        context=_US,
        parameters={**_INFERENCE, "except_actions": ["bedrock:InvokeModel*"]},
    ),
    untouched("rds:CreateDBInstance", parameters=_ELSEWHERE),
    untouched("bedrock:InvokeModel", _MODEL, parameters=_INFERENCE),
    untouched("bedrock:ApplyGuardrail", _GUARDRAIL, parameters=_INFERENCE),
    exempted("ec2:RunInstances", context=_US),
    exempted("rds:CreateDBInstance", context=_US, parameters=_ELSEWHERE),
    exempted("bedrock:InvokeModel", _MODEL, context=_US, parameters=_INFERENCE),
)
