"""Refuse calls as AWS does, before a service acts, with AWS's error code.

Each module has the rules of one service, from AWS's pages. `constraints` checks every call against the
lengths, patterns and values of the service's API model, and `documents` checks policies against IAM's
grammar. Every call comes here, from a client or from a resource's handler, in any protocol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import hooks
from emulator.validation import (
    budgets,
    cloudtrail,
    cloudwatch,
    cost_explorer,
    iam,
    kms,
    logs,
    organizations,
    s3,
    sns,
    sso,
)
from emulator.validation.gateway import Validated

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

_SERVICES = {
    "budgets": budgets.SERVICE,
    "ce": cost_explorer.SERVICE,
    "cloudtrail": cloudtrail.SERVICE,
    "iam": iam.SERVICE,
    "kms": kms.SERVICE,
    "logs": logs.SERVICE,
    "monitoring": cloudwatch.SERVICE,
    "organizations": organizations.SERVICE,
    "s3": s3.SERVICE,
    "sns": sns.SERVICE,
    "sso": sso.SERVICE,
}


def install(organization: OrganizationState) -> None:
    """Ask before every call to one of these services."""
    for name, service in _SERVICES.items():
        validated = Validated(service, hooks.handler_of(name), organization)
        hooks.route(name, validated.handle, service.iam_namespace)
