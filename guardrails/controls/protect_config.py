"""Keep AWS Config recording."""

from __future__ import annotations

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement

_RECORDING = (
    "config:AssociateResourceTypes",
    "config:DeleteAggregationAuthorization",
    "config:DeleteConfigurationAggregator",
    "config:DeleteConfigurationRecorder",
    "config:DeleteDeliveryChannel",
    "config:DeleteEvaluationResults",
    "config:DeleteRetentionConfiguration",
    "config:DeleteServiceLinkedConfigurationRecorder",
    "config:DisassociateResourceTypes",
    "config:PutConfigurationRecorder",
    "config:PutDeliveryChannel",
    "config:PutRetentionConfiguration",
    "config:StopConfigurationRecorder",
)
_RULES = (
    "config:DeleteConfigRule",
    "config:DeleteConformancePack",
    "config:DeleteOrganizationConfigRule",
    "config:DeleteOrganizationConformancePack",
    "config:DeleteRemediationConfiguration",
    "config:DeleteRemediationExceptions",
    "config:PutConfigRule",
    "config:PutConformancePack",
    "config:PutOrganizationConfigRule",
    "config:PutOrganizationConformancePack",
    "config:PutRemediationConfigurations",
    "config:PutRemediationExceptions",
)


class Choice(Parameters):
    """What is protected beside the recording."""

    rules: bool = False
    """Deny adding, changing and deleting rules, conformance packs and remediations, one's own included."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny stopping or narrowing the recording and, where it is wanted, changing what it is held against."""
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    parts = (("ProtectConfig", _RECORDING, True), ("ProtectConfigRules", _RULES, choice.rules))
    return tuple(situation.deny(sid, actions) for sid, actions, wanted in parts if wanted)


CONTROL = Control(
    id="protect_config",
    title="Protect AWS Config",
    family="protection",
    severity="high",
    why="The record of what was configured how is what an investigation starts from.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_config.html",
    statements=statements,
    cases=(
        denied("config:StopConfigurationRecorder"),
        denied("config:DeleteDeliveryChannel"),
        denied("config:DeleteConfigRule", parameters={"rules": True}),
        untouched("config:PutConfigRule"),
        untouched("config:StartConfigurationRecorder"),
        exempted("config:StopConfigurationRecorder"),
    ),
    parameters=Choice,
    limits="Whoever sets Config up needs an exemption, or sets it up before the control stands.",
)
