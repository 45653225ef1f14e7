"""Deny member accounts to leave the organization, or to move straight into another one."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

# An account moves into another organization by accepting its invitation, without leaving this one first.
# Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html: an account
# that "departed one organization and joined another".
_ACTIONS = ("organizations:AcceptHandshake", "organizations:LeaveOrganization")

CONTROL = Control(
    id="deny_leaving_organization",
    title="Deny leaving the organization",
    family="protection",
    severity="critical",
    why="An account that leaves takes its data along and leaves every guardrail behind.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=denying("DenyLeavingOrganization", _ACTIONS),
    limits="An account that is invited into this organization accepts before any policy binds it. The "
    "management account removes members, invites others and takes part in billing transfers all the same.",
)
