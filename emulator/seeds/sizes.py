"""Organizations of a number of accounts, with units, policies, tags and assignments in proportion."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from emulator.arns import build_arn
from emulator.baseline import AccountSeed, IdentityCenterSeed, Seed, UnitSeed
from emulator.organization.state import RESOURCE_CONTROL, SERVICE_CONTROL

if TYPE_CHECKING:
    from collections.abc import Callable

CONTENT = "size"
JOINED = 1_704_067_200.0
"""The first day of 2024, on which all accounts joined."""
TEAM = 20
"""The accounts of a team, which are in a unit of their own."""
ROOT, SECURITY, WORKLOADS, SANDBOX = "r-size", "ou-size-security", "ou-size-workload", "ou-size-sandbox1"
_FIRST = 200_000_000_000


def of(count: int) -> Callable[[], Seed]:
    """Give what makes the seed of a number of accounts, the management account among them."""
    return partial(_seed, count)


def _seed(count: int) -> Seed:
    members = [AccountSeed(f"account-{number:04}", str(_FIRST + number)) for number in range(1, count)]
    central, others = tuple(members[:2]), members[2:]
    teams = tuple(
        UnitSeed(
            f"team-{number:03}", f"ou-size-team{number:04}", accounts=tuple(others[begin : begin + TEAM])
        )
        for number, begin in enumerate(range(0, len(others), TEAM), 1)
    )
    units = (
        UnitSeed("Security", SECURITY, accounts=central),
        UnitSeed("Workloads", WORKLOADS, units=teams),
        UnitSeed("Sandbox", SANDBOX),
    )
    return Seed(
        organization_id=f"o-accounts{count:05}",
        home_region="eu-central-1",
        management=AccountSeed("management", str(_FIRST)),
        root=UnitSeed("Root", ROOT, units=units),
        identity_center=IdentityCenterSeed(
            build_arn("sso", "", "", "instance/ssoins-5153000000000001"), "d-5153000001"
        ),
        policy_types=(SERVICE_CONTROL, RESOURCE_CONTROL, "TAG_POLICY"),
        joined=JOINED,
        content=CONTENT,
    )
