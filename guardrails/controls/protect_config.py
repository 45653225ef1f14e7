"""Keep AWS Config recording."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, denying_each, listed

_RECORDING = listed("""config:AssociateResourceTypes config:DeleteAggregationAuthorization
    config:DeleteConfigurationAggregator config:DeleteConfigurationRecorder config:DeleteDeliveryChannel
    config:DeleteEvaluationResults config:DeleteRetentionConfiguration
    config:DeleteServiceLinkedConfigurationRecorder config:DisassociateResourceTypes
    config:PutConfigurationRecorder config:PutDeliveryChannel config:PutRetentionConfiguration
    config:StopConfigurationRecorder""")
_RULES = listed("""config:DeleteConfigRule config:DeleteConformancePack
    config:DeleteOrganizationConfigRule config:DeleteOrganizationConformancePack
    config:DeleteRemediationConfiguration config:DeleteRemediationExceptions config:PutConfigRule
    config:PutConformancePack config:PutOrganizationConfigRule config:PutOrganizationConformancePack
    config:PutRemediationConfigurations config:PutRemediationExceptions""")


class ProtectConfigParameters(Parameters):
    """Parts that are protected beside the recording."""

    rules: bool = False
    """Deny adding, changing and deleting rules, conformance packs and remediations, one's own included."""


CONTROL = Control(
    id="protect_config",
    title="Protect AWS Config",
    family="protection",
    severity="high",
    why="An investigation starts from the record of earlier configurations.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_config.html",
    statements=denying_each(("ProtectConfig", _RECORDING, ""), ("ProtectConfigRules", _RULES, "rules")),
    parameters=ProtectConfigParameters,
    limits="The role that sets Config up needs an exemption, or sets it up before the control is attached.",
)
