"""Deny every region that the baseline doesn't list."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from guardrails.aws_facts import GLOBAL_ACTIONS, is_service
from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement, condition


def _known_action(pattern: str) -> str:
    """Refuse what isn't one service's action or a pattern of some: `*` would end the denial."""
    service, _, name = pattern.partition(":")
    if not is_service(service) or not name:
        raise ValueError(f'"{pattern}" is not an action of an AWS service', "write it as service:Action")
    return pattern


class Choice(Parameters):
    """What may be called in any region."""

    except_actions: tuple[Annotated[str, AfterValidator(_known_action)], ...] = ()
    """Actions or patterns, such as bedrock:InvokeModel*, that stay allowed in every region."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny all but the global services wherever the requested region is not one of the allowed.

    The shape, NotAction with StringNotEquals on aws:RequestedRegion, is the one that scanners recognise.
    """
    extra = situation.parameters.except_actions if isinstance(situation.parameters, Choice) else ()
    allowed = sorted(situation.denied.names)
    return (
        Statement(
            sid="DenyUnusedRegions",
            effect="Deny",
            not_actions=tuple(sorted({*GLOBAL_ACTIONS, *extra})),
            conditions=condition("StringNotEquals", "aws:RequestedRegion", allowed)
            + situation.unless_spared(),
        ),
    )


CONTROL = Control(
    id="deny_unused_regions",
    title="Deny unused regions",
    family="regions",
    severity="high",
    why="A region that nobody uses is one that nobody watches: attackers mine there, and data drifts there.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=statements,
    cases=(
        denied("ec2:RunInstances", context={"aws:RequestedRegion": "us-east-1"}),
        untouched("ec2:RunInstances", context={"aws:RequestedRegion": "eu-west-1"}),
        untouched("iam:CreateRole", context={"aws:RequestedRegion": "us-east-1"}),
        untouched(
            "bedrock:InvokeModelWithResponseStream",
            context={"aws:RequestedRegion": "us-east-1"},
            parameters={"except_actions": ["bedrock:InvokeModel*"]},
        ),
        exempted("ec2:RunInstances", context={"aws:RequestedRegion": "us-east-1"}),
    ),
    parameters=Choice,
    places="regions",
)
