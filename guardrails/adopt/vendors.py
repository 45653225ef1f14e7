"""The parts of an organization that AWS Control Tower and the tools around it make: a dated list of names.

Read in November 2026. Control Tower's policies bear aws-guardrails- and a mark.
Source: https://docs.aws.amazon.com/controltower/latest/userguide/governance-drift.html

Source of its roles: https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html

Source of the roles of Account Factory for Terraform:
https://docs.aws.amazon.com/controltower/latest/userguide/aft-required-roles.html

Source of its permission sets and groups:
https://docs.aws.amazon.com/controltower/latest/userguide/sso-groups.html

Customizations for Control Tower name their StackSets CustomControlTower- and a name of the manifest. Their
policies bear the manifest's names, and nothing else.
Source: https://docs.aws.amazon.com/controltower/latest/userguide/cfcn-set-up-custom-scps.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from guardrails.aws_facts.arns import role_arn
from guardrails.aws_facts.control_tower import POLICY_PREFIX
from guardrails.capture import Capture

CHECKED = "2026-11-29"
"""The day on which the list was compared with AWS's pages."""
STACK_SETS = "stacksets-exec-*"
CONTROL_TOWER, AFT, CFCT = (
    "AWS Control Tower",
    "Account Factory for Terraform",
    "Customizations for Control Tower",
)


@dataclass(frozen=True)
class Vendor:
    """A tool that manages a part of an organization."""

    title: str
    policies: tuple[str, ...]
    """How its policies are called, with `*` as a wildcard."""
    stack_sets: tuple[str, ...]
    """How its StackSets are called."""
    roles: tuple[tuple[str, str, str], ...]
    """The roles that it works with in members: a name for the exemption, the role, and what it does."""
    permission_sets: tuple[str, ...] = ()
    """The names of its permission sets in Identity Center."""
    groups: tuple[str, ...] = ()
    """The names of its groups there."""


STACK_SETS_CONTROLS = (
    "deny_privileged_policies",
    "protect_audit_role",
    "protect_exempt_roles",
    "protect_trail",
)
"""The controls that would keep StackSets from deploying; from the others its role needs no exemption."""


VENDORS = (
    Vendor(
        CONTROL_TOWER,
        (f"{POLICY_PREFIX}*",),
        ("AWSControlTower*",),
        (
            (
                "control-tower",
                "AWSControlTowerExecution",
                "AWS Control Tower enrols, updates and repairs accounts with it",
            ),
            (
                "control-tower-roles",
                "aws-controltower-*",
                "AWS Control Tower's functions and recorders work with them",
            ),
            (
                "stacksets",
                STACK_SETS,
                "CloudFormation StackSets with trusted access deploy into accounts with it",
            ),
        ),
        (
            "AWSAdministratorAccess",
            "AWSOrganizationsFullAccess",
            "AWSPowerUserAccess",
            "AWSReadOnlyAccess",
            "AWSServiceCatalogAdminFullAccess",
            "AWSServiceCatalogEndUserAccess",
        ),
        (
            "AWSAccountFactory",
            "AWSAuditAccountAdmins",
            "AWSControlTowerAdmins",
            "AWSLogArchiveAdmins",
            "AWSLogArchiveViewers",
            "AWSSecurityAuditPowerUsers",
            "AWSSecurityAuditors",
            "AWSServiceCatalogAdmins",
        ),
    ),
    Vendor(
        AFT,
        (),
        (),
        (
            ("aft-execution", "AWSAFTExecution", "Account Factory for Terraform sets up accounts with it"),
            ("aft-service", "AWSAFTService", "Account Factory for Terraform's pipelines work with it"),
        ),
    ),
    Vendor(CFCT, (), ("CustomControlTower-*",), ()),
)
"""In the order in which they are looked for."""
AFT_ACCOUNTS = ("AFT-Management", "AFT Management", "aft-management", "AFT")
"""How accounts are called that AFT runs in; AWS's guide leaves the name open."""


def vendor_of_policy(name: str) -> str:
    """Return the tool that manages a policy; an empty text where none is known to."""
    return next((vendor.title for vendor in VENDORS if _matches(name, vendor.policies)), "")


def present(capture: Capture) -> tuple[Vendor, ...]:
    """Return the tools that a capture shows: by policies, StackSets, accounts, or roles in members."""
    policies = [policy.name for policy in capture.policies or () if not policy.aws_managed]
    stack_sets = [stack_set.name for stack_set in (capture.stacks and capture.stacks.stack_sets) or ()]
    accounts = (capture.organization and capture.organization.accounts) or ()
    roles = {role for details in capture.accounts or () for role in details.roles or ()}
    return tuple(
        vendor
        for vendor in VENDORS
        if _any(policies, vendor.policies)
        or _any(stack_sets, vendor.stack_sets)
        or any(role in roles for _, role, _ in vendor.roles)
        or (vendor.title == AFT and any(account.name in AFT_ACCOUNTS for account in accounts))
    )


def known_role(principal: str) -> tuple[str, str] | None:
    """Return the name and the reason of the exemption of a tool's role; None for other principals."""
    for vendor in VENDORS:
        for name, role, reason in vendor.roles:
            if principal == role_arn("*", role):
                return name, reason
    return None


def _any(names: Iterable[str], patterns: tuple[str, ...]) -> bool:
    return any(_matches(name, patterns) for name in names)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
