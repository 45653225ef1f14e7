"""Keep Macie on, and its findings unfiltered."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "macie2:BatchUpdateAutomatedDiscoveryAccounts",
    "macie2:CreateAllowList",
    "macie2:CreateFindingsFilter",
    "macie2:DeleteAllowList",
    "macie2:DeleteCustomDataIdentifier",
    "macie2:DeleteFindingsFilter",
    "macie2:DeleteMember",
    "macie2:DisableMacie",
    "macie2:DisableOrganizationAdminAccount",
    "macie2:DisassociateFromAdministratorAccount",
    "macie2:DisassociateFromMasterAccount",
    "macie2:DisassociateMember",
    "macie2:PutClassificationExportConfiguration",
    "macie2:PutFindingsPublicationConfiguration",
    "macie2:UpdateAllowList",
    "macie2:UpdateAutomatedDiscoveryConfiguration",
    "macie2:UpdateClassificationScope",
    "macie2:UpdateFindingsFilter",
    "macie2:UpdateMacieSession",
    "macie2:UpdateMemberSession",
    "macie2:UpdateOrganizationConfiguration",
    "macie2:UpdateResourceProfile",
    "macie2:UpdateResourceProfileDetections",
    "macie2:UpdateRevealConfiguration",
    "macie2:UpdateSensitivityInspectionTemplate",
)

CONTROL = Control(
    id="protect_macie",
    title="Protect Macie",
    family="protection",
    severity="medium",
    why="Macie finds personal data in buckets; somebody in a hurry switches it off first.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmacie.html",
    statements=denying("ProtectMacie", _ACTIONS),
    limits="A delegated administrator works with the same calls: exempt its role, or let the control stand "
    "where its account is not.",
)
