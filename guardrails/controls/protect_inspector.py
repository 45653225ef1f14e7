"""Keep Inspector scanning, and its findings unfiltered."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "inspector2:BatchDisassociateCodeSecurityScanConfiguration",
    "inspector2:BatchUpdateMemberEc2DeepInspectionStatus",
    "inspector2:CreateFilter",
    "inspector2:DeleteCisScanConfiguration",
    "inspector2:DeleteCodeSecurityIntegration",
    "inspector2:DeleteCodeSecurityScanConfiguration",
    "inspector2:DeleteFilter",
    "inspector2:Disable",
    "inspector2:DisableDelegatedAdminAccount",
    "inspector2:DisassociateMember",
    "inspector2:UpdateConfiguration",
    "inspector2:UpdateEc2DeepInspectionConfiguration",
    "inspector2:UpdateFilter",
    "inspector2:UpdateOrgEc2DeepInspectionConfiguration",
    "inspector2:UpdateOrganizationConfiguration",
)

CONTROL = Control(
    id="protect_inspector",
    title="Protect Inspector",
    family="protection",
    severity="medium",
    why="A server that nobody scans keeps its holes.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoninspector2.html",
    statements=denying("ProtectInspector", _ACTIONS),
    limits="A delegated administrator works with the same calls: exempt its role, or let the control stand "
    "where its account is not.",
)
