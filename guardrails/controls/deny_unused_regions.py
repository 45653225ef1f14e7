"""Deny every region that the baseline doesn't list."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.controls.bedrock import GUARDRAIL, INFERENCE, inference_statements
from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.elsewhere import LEFT_OUT, Services, elsewhere_statements
from guardrails.controls.kinds import Action, Geography, Region
from guardrails.policy import Statement, condition


class DenyUnusedRegionsParameters(Parameters):
    """Calls that are allowed in more regions than the lists name."""

    except_actions: tuple[Action, ...] = ()
    """Actions or patterns, such as bedrock:ListFoundationModels, that stay allowed in every region."""
    services_elsewhere: dict[Region, Services] = {}
    """Services that may be used in one more region: {us-east-1: [ses, ecr]}."""
    allow_bedrock_inference: bool = False
    """Let Bedrock's inference profiles send calls from an allowed region to whichever regions are theirs."""
    bedrock_geographies: tuple[Geography, ...] = ()
    """Only through profiles of these geographies, such as eu; of any, global included, when left out."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny all but the global services elsewhere, in the shape that scanners recognise; none overlap."""
    choice = context.chosen(DenyUnusedRegionsParameters)
    allowed, exempt = sorted(context.denied.names), context.unless_exempt()
    elsewhere = {r: names for r, names in choice.services_elsewhere.items() if r not in allowed}
    inference = (*INFERENCE, *GUARDRAIL) if choice.allow_bedrock_inference else ()
    free = {*GLOBAL_ACTIONS, *choice.except_actions, *inference}
    other_regions = condition("StringNotEquals", "aws:RequestedRegion", sorted({*allowed, *elsewhere}))
    yield Statement(
        "DenyUnusedRegions", "Deny", not_actions=tuple(sorted(free)), conditions=other_regions + exempt
    )
    yield from elsewhere_statements(elsewhere, free, exempt)
    if inference:
        bedrock = sorted({*allowed, *(region for region, names in elsewhere.items() if "bedrock" in names)})
        yield from inference_statements(bedrock, choice.bedrock_geographies, choice.except_actions, exempt)


CONTROL = Control(
    id="deny_unused_regions",
    title="Deny unused regions",
    family="regions",
    severity="high",
    why="A region that nobody uses is one that nobody watches: attackers mine there, and data drifts there.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=statements,
    parameters=DenyUnusedRegionsParameters,
    places="regions",
    needs=("regions",),
    limits=LEFT_OUT,
)
