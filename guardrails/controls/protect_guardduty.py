"""Keep GuardDuty on, and its findings unfiltered."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "guardduty:AcceptAdministratorInvitation",
    "guardduty:AcceptInvitation",
    "guardduty:ArchiveFindings",
    "guardduty:CreateFilter",
    "guardduty:CreateIPSet",
    "guardduty:CreateThreatEntitySet",
    "guardduty:CreateThreatIntelSet",
    "guardduty:CreateTrustedEntitySet",
    "guardduty:DeleteDetector",
    "guardduty:DeleteFilter",
    "guardduty:DeleteIPSet",
    "guardduty:DeleteMalwareProtectionPlan",
    "guardduty:DeleteMembers",
    "guardduty:DeletePublishingDestination",
    "guardduty:DeleteThreatEntitySet",
    "guardduty:DeleteThreatIntelSet",
    "guardduty:DeleteTrustedEntitySet",
    "guardduty:DisableOrganizationAdminAccount",
    "guardduty:DisassociateFromAdministratorAccount",
    "guardduty:DisassociateFromMasterAccount",
    "guardduty:DisassociateMembers",
    "guardduty:StopMonitoringMembers",
    "guardduty:UpdateDetector",
    "guardduty:UpdateFilter",
    "guardduty:UpdateIPSet",
    "guardduty:UpdateMalwareProtectionPlan",
    "guardduty:UpdateMalwareScanSettings",
    "guardduty:UpdateMemberDetectors",
    "guardduty:UpdateOrganizationConfiguration",
    "guardduty:UpdatePublishingDestination",
    "guardduty:UpdateThreatEntitySet",
    "guardduty:UpdateThreatIntelSet",
    "guardduty:UpdateTrustedEntitySet",
)

CONTROL = Control(
    id="protect_guardduty",
    title="Protect GuardDuty",
    family="protection",
    severity="high",
    why="An intruder who can filter findings or trust an address stays invisible.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonguardduty.html",
    statements=denying("ProtectGuardDuty", _ACTIONS),
    limits="A delegated administrator works with the same calls: exempt its role, or let the control stand "
    "where its account is not.",
)
