"""Deny every region that the baseline doesn't list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.controls.bedrock import GUARDRAIL, INFERENCE, inference_statements
from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.controls.kinds import Action, Region, Service
from guardrails.policy import Statement, condition
from guardrails.policy.document import Conditions


def _regional(service: str) -> str:
    if f"{service}:*" in GLOBAL_ACTIONS:
        raise ValueError(f"{service} is global, and works whatever the regions are", "remove it")
    return service


_Services = Annotated[tuple[Annotated[Service, AfterValidator(_regional)], ...], Field(min_length=1)]


class Choice(Parameters):
    """What may be called in more regions than the lists name."""

    except_actions: tuple[Action, ...] = ()
    """Actions or patterns, such as bedrock:ListFoundationModels, that stay allowed in every region."""
    services_elsewhere: dict[Region, _Services] = {}
    """Services that may be used in one more region: {us-east-1: [ses, ecr]}."""
    allow_bedrock_inference: bool = False
    """Let Bedrock's inference profiles send calls from an allowed region to whichever regions are theirs."""
    bedrock_geographies: tuple[Annotated[str, Field(pattern="^[a-z][a-z-]*$")], ...] = ()
    """Only through profiles of these geographies, such as eu; of any, global included, when left out."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny all but the global services wherever the requested region is not one of the allowed.

    The shape, NotAction with a test of aws:RequestedRegion, is the one that scanners recognise. A region in
    which only some services are allowed gets a statement of its own, so that no two of them overlap.
    """
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    allowed = sorted(situation.denied.names)
    elsewhere = {r: names for r, names in choice.services_elsewhere.items() if r not in allowed}
    inference = (*INFERENCE, *GUARDRAIL) if choice.allow_bedrock_inference else ()
    free = {*GLOBAL_ACTIONS, *choice.except_actions, *inference}
    spared = situation.unless_spared()
    bedrock = sorted({*allowed, *(region for region, names in elsewhere.items() if "bedrock" in names)})
    return (
        Statement(
            sid="DenyUnusedRegions",
            effect="Deny",
            not_actions=tuple(sorted(free)),
            conditions=condition("StringNotEquals", "aws:RequestedRegion", sorted({*allowed, *elsewhere}))
            + spared,
        ),
        *_elsewhere(elsewhere, free, spared),
        *(
            inference_statements(bedrock, choice.bedrock_geographies, choice.except_actions, spared)
            if inference
            else ()
        ),
    )


def _elsewhere(
    services: Mapping[str, Sequence[str]], free: set[str], spared: Conditions
) -> Iterator[Statement]:
    """Deny what isn't allowed in a region of only some services; regions of the same services share one."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for region, names in sorted(services.items()):
        groups.setdefault(tuple(sorted(set(names))), []).append(region)
    for group, regions in groups.items():
        yield Statement(
            sid="DenyOtherServicesIn" + "".join(region.title().replace("-", "") for region in regions),
            effect="Deny",
            not_actions=tuple(sorted({*free, *(f"{service}:*" for service in group)})),
            conditions=condition("StringEquals", "aws:RequestedRegion", regions) + spared,
        )


_ELSEWHERE = {"services_elsewhere": {"us-east-1": ["ec2", "ses"]}}
_INFERENCE = {"allow_bedrock_inference": True}
_IN_THE_EU = {**_INFERENCE, "bedrock_geographies": ["eu"]}
_MODEL = "arn:aws:bedrock:eu-west-3::foundation-model/some.model-v1:0"
_GUARDRAIL = "arn:aws:bedrock:eu-west-3:444444444441:guardrail/g"
_PROFILE = "arn:aws:bedrock:eu-central-1:444444444441:inference-profile/{}.some.model-v1:0"


def _sent(region: str, profile: str) -> dict[str, str]:
    return {"aws:RequestedRegion": region, "bedrock:InferenceProfileArn": _PROFILE.format(profile)}


_US = {"aws:RequestedRegion": "us-east-1"}

CONTROL = Control(
    id="deny_unused_regions",
    title="Deny unused regions",
    family="regions",
    severity="high",
    why="A region that nobody uses is one that nobody watches: attackers mine there, and data drifts there.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=statements,
    cases=(
        denied("ec2:RunInstances", context=_US),
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
        untouched(
            "bedrock:InvokeModel", _MODEL, context=_sent("unspecified", "global"), parameters=_INFERENCE
        ),
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
    ),
    parameters=Choice,
    places="regions",
)
