"""Keep accounts in the behavior graph of Detective."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "detective:DeleteGraph",
    "detective:DeleteMembers",
    "detective:DisableOrganizationAdminAccount",
    "detective:DisassociateMembership",
    "detective:UpdateDatasourcePackages",
    "detective:UpdateOrganizationConfiguration",
)

CONTROL = Control(
    id="protect_detective",
    title="Protect Detective",
    family="protection",
    severity="medium",
    why="The graph of who did what is worth most when somebody tries to leave it.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondetective.html",
    statements=denying("ProtectDetective", _ACTIONS),
    limits="A delegated administrator works with the same calls: exempt its role, or let the control stand "
    "where its account is not.",
)
