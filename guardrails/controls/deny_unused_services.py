"""Deny the services that the baseline denies, or all that it doesn't allow."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny the listed services; for an allow list, deny everything else, tomorrow's services included."""
    patterns = tuple(f"{name}:*" for name in sorted(context.denied.names))
    allow_list = context.denied.complement
    return (
        Statement(
            sid="DenyUnusedServices",
            effect="Deny",
            actions=() if allow_list else patterns,
            not_actions=patterns if allow_list else (),
            conditions=context.unless_exempt(),
        ),
    )


CONTROL = Control(
    id="deny_unused_services",
    title="Deny unused services",
    family="services",
    severity="medium",
    why="Every service that nobody needs is a bill and an attack surface that nobody watches.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_strategies.html",
    statements=statements,
    places="services",
)
