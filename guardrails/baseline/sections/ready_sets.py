"""Permission sets that are ready to use: a baseline takes one with `like:` and changes what it wants."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

ReadySet = Literal[
    "read-only",
    "billing",
    "developer",
    "administrator",
    "security-audit",
    "network-administrator",
    "database-administrator",
    "system-administrator",
    "support",
    "consultant",
    "break-glass",
]


def _ready(description: str, hours: int, *managed: str) -> Mapping[str, Any]:
    return MappingProxyType({"description": description, "session_hours": hours, "managed": list(managed)})


READY_SETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "read-only": _ready("Reads everything, data included, and changes nothing", 8, "ReadOnlyAccess"),
        "billing": _ready("Watches and manages costs and payment", 4, "job-function/Billing"),
        "developer": _ready("Builds with every service, but not with IAM", 8, "PowerUserAccess"),
        "administrator": _ready("May do everything", 1, "AdministratorAccess"),
        "security-audit": _ready(
            "Reads how everything is configured, but no data",
            8,
            "SecurityAudit",
            "job-function/ViewOnlyAccess",
        ),
        "network-administrator": _ready("Builds and runs networks", 4, "job-function/NetworkAdministrator"),
        "database-administrator": _ready(
            "Builds and runs databases", 4, "job-function/DatabaseAdministrator"
        ),
        "system-administrator": _ready(
            "Builds and runs the resources of applications", 4, "job-function/SystemAdministrator"
        ),
        "support": _ready("Looks into problems and opens cases with AWS", 8, "job-function/SupportUser"),
        "consultant": _ready(
            "Lists resources for an hour, but reads no data", 1, "job-function/ViewOnlyAccess"
        ),
        "break-glass": _ready("Restores access when everything else fails", 1, "AdministratorAccess"),
    }
)
"""The content of each set, in the words of the section `access.permission_sets`.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html, November 2026.
"""
