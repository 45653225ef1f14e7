"""Keep Security Hub on, with its standards and rules as they were set."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "securityhub:BatchDeleteAutomationRules",
    "securityhub:BatchDisableStandards",
    "securityhub:BatchUpdateAutomationRules",
    "securityhub:BatchUpdateStandardsControlAssociations",
    "securityhub:CreateAutomationRule",
    "securityhub:CreateAutomationRuleV2",
    "securityhub:DeleteActionTarget",
    "securityhub:DeleteAggregatorV2",
    "securityhub:DeleteAutomationRuleV2",
    "securityhub:DeleteConfigurationPolicy",
    "securityhub:DeleteConnectorV2",
    "securityhub:DeleteFindingAggregator",
    "securityhub:DeleteMembers",
    "securityhub:DisableImportFindingsForProduct",
    "securityhub:DisableOrganizationAdminAccount",
    "securityhub:DisableSecurityHub",
    "securityhub:DisableSecurityHubFeatureV2",
    "securityhub:DisableSecurityHubV2",
    "securityhub:DisassociateFromAdministratorAccount",
    "securityhub:DisassociateFromMasterAccount",
    "securityhub:DisassociateMembers",
    "securityhub:StartConfigurationPolicyDisassociation",
    "securityhub:UpdateAggregatorV2",
    "securityhub:UpdateAutomationRuleV2",
    "securityhub:UpdateConfigurationPolicy",
    "securityhub:UpdateFindingAggregator",
    "securityhub:UpdateOrganizationConfiguration",
    "securityhub:UpdateSecurityControl",
    "securityhub:UpdateSecurityHubConfiguration",
    "securityhub:UpdateStandardsControl",
)

CONTROL = Control(
    id="protect_security_hub",
    title="Protect Security Hub",
    family="protection",
    severity="high",
    why="A hub whose standards are switched off reports that all is well.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecurityhub.html",
    statements=denying("ProtectSecurityHub", _ACTIONS),
    limits="A delegated administrator works with the same calls: exempt its role, or let the control stand "
    "where its account is not.",
)
