"""An organization as Control Tower leaves one, with policies, access and a budget of the company's own.

Names are Control Tower's, and each policy says in words of ours what a mandatory control denies.
https://docs.aws.amazon.com/controltower/latest/userguide/how-control-tower-works.html
"""

from __future__ import annotations

from emulator.arns import build_arn, service_principal
from emulator.baseline import AccountSeed, IdentityCenterSeed, Seed, UnitSeed
from emulator.organization.state import SERVICE_CONTROL
from emulator.seeds.sizes import JOINED

CONTENT = "control-tower"
HOME = "eu-west-1"
MANAGEMENT, LOG_ARCHIVE, AUDIT = "300000000001", "300000000002", "300000000003"
ROOT, SECURITY, SANDBOX, WORKLOADS = "r-ctwr", "ou-ctwr-security", "ou-ctwr-sandbox1", "ou-ctwr-workload"
_SANDBOXES = ("sandbox-anna", "sandbox-ben", "sandbox-chloe")
_APPLICATIONS = ("shop-prod", "shop-test", "data-prod", "data-test", "web-prod", "web-test")


def seed() -> Seed:
    """Give twelve accounts in three units."""
    others = [
        AccountSeed(name, str(int(AUDIT) + number))
        for number, name in enumerate((*_SANDBOXES, *_APPLICATIONS), 1)
    ]
    sandboxes, applications = tuple(others[: len(_SANDBOXES)]), tuple(others[len(_SANDBOXES) :])
    central = (AccountSeed("Log Archive", LOG_ARCHIVE), AccountSeed("Audit", AUDIT))
    return Seed(
        organization_id="o-ctower00001",
        home_region=HOME,
        management=AccountSeed("Management", MANAGEMENT),
        root=UnitSeed(
            "Root",
            ROOT,
            units=(
                UnitSeed("Security", SECURITY, accounts=central),
                UnitSeed("Sandbox", SANDBOX, accounts=sandboxes),
                UnitSeed("Workloads", WORKLOADS, accounts=applications),
            ),
        ),
        identity_center=IdentityCenterSeed(
            build_arn("sso", "", "", "instance/ssoins-c7000000000000a1"), "d-c700000001"
        ),
        policy_types=(SERVICE_CONTROL,),
        trusted_services=tuple(
            service_principal(name)
            for name in ("cloudtrail", "config", "controltower", "member.org.stacksets.cloudformation", "sso")
        ),
        joined=JOINED,
        content=CONTENT,
    )
