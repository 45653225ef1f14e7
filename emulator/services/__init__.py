"""The services, or parts of services, that ministack lacks, each a table of operations in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import hooks, totp
from emulator.services import (
    account_access,
    accounts,
    budgets,
    cloudformation,
    cloudtrail,
    cloudwatch,
    cost_explorer,
    iam,
    identity_store,
    logs,
    paged,
    public_access,
    s3,
    sns,
)
from emulator.services.stack_sets import gateway as stack_sets

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState


def install(organization: OrganizationState, *, enforce: bool, confirmed_emails: bool = True) -> None:
    """Let the gateway answer for them."""
    account_access.install()
    accounts.install(organization)
    budgets.install()
    cost_explorer.install()
    iam.install()
    identity_store.install()
    public_access.install()
    cloudformation.install(organization, enforce=enforce)
    cloudtrail.install(organization)
    cloudwatch.install()
    logs.install()
    s3.install()
    sns.install(confirmed_emails=confirmed_emails)
    stack_sets.install(organization, enforce=enforce)
    paged.install()
    hooks.take_second_factors(totp.shown_now)
