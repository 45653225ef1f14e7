"""The services, or parts of services, that ministack lacks, each a table of operations in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import hooks, totp
from emulator.services import cloudformation, cloudtrail, cloudwatch, identity_store, logs, s3, sns
from emulator.services.stack_sets import gateway as stack_sets

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState


def install(organization: OrganizationState, *, enforce: bool) -> None:
    """Let the gateway answer for them."""
    identity_store.install()
    cloudformation.install(organization, enforce=enforce)
    cloudtrail.install(organization)
    cloudwatch.install()
    logs.install()
    s3.install()
    sns.install()
    stack_sets.install(organization, enforce=enforce)
    hooks.take_second_factors(totp.shown_now)
