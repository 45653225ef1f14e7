"""Plant Control Tower's resources and the company's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.seeds.control_tower import (
    AUDIT,
    LOG_ARCHIVE,
    MANAGEMENT,
    ROOT,
    SANDBOX,
    SECURITY,
    WORKLOADS,
    access,
    guardrails,
    landing_zone,
)

if TYPE_CHECKING:
    from emulator.baseline import Seed
    from emulator.organization.state import OrganizationState


def plant(seed: Seed, organization: OrganizationState) -> None:
    """Plant all of it."""
    guardrails.plant(organization, SECURITY, (SANDBOX, WORKLOADS))
    guardrails.plant_own(organization, ROOT, WORKLOADS)
    access.plant(seed, central=(MANAGEMENT, LOG_ARCHIVE, AUDIT))
    landing_zone.plant(seed, log_archive=LOG_ARCHIVE, audit=AUDIT)
