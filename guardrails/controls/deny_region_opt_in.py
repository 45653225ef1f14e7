"""Deny switching AWS regions on or off."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny the two calls that change which regions an account has."""
    return (
        Statement(
            sid="DenyRegionOptIn",
            effect="Deny",
            actions=("account:DisableRegion", "account:EnableRegion"),
            conditions=context.unless_exempt(),
        ),
    )


CONTROL = Control(
    id="deny_region_opt_in",
    title="Deny enabling or disabling regions",
    family="regions",
    severity="medium",
    why="Which regions exist is decided for the organization; disabling one cuts off everything in it.",
    source="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html",
    statements=statements,
)
