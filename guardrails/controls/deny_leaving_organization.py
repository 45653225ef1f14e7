"""Deny member accounts to leave the organization."""

from __future__ import annotations

from guardrails.controls.control import Control, Situation
from guardrails.policy import Statement


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny the one call that takes an account out from under every other guardrail."""
    return (
        Statement(
            sid="DenyLeavingOrganization",
            effect="Deny",
            actions=("organizations:LeaveOrganization",),
            conditions=situation.unless_spared(),
        ),
    )


CONTROL = Control(
    id="deny_leaving_organization",
    title="Deny leaving the organization",
    family="protection",
    severity="critical",
    why="An account that leaves takes its data along and leaves every guardrail behind.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=statements,
)
