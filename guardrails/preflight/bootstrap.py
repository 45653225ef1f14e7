"""The places that stacks deploy into, and the roles of their bootstraps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guardrails.baseline.bootstrap import Role, role_arn
from guardrails.baseline.declared_stacks import stack_members
from guardrails.capture.sections.stacks import CapturedRole, CapturedStack
from guardrails.organization import Account
from guardrails.preflight.check import Inspection, Unknown
from guardrails.preflight.inside import ENTRY


@dataclass(frozen=True)
class DeploymentPlace:
    """An account and region with stacks.

    Attributes:
        roles: The trust policy of each role that is known, by name; None where nobody read them.
        entered: Whether the account was read from the inside.
    """

    account: Account
    region: str
    is_management: bool
    roles: Mapping[str, str] | None
    entered: bool

    @property
    def member(self) -> str:
        """The id of the member; empty in the management account, as a captured stack has it."""
        return "" if self.is_management else self.account.id

    def stacks(self, inspection: Inspection) -> tuple[CapturedStack, ...] | None:
        """Return the stacks of the account; None where nobody read them."""
        captured = inspection.capture.stacks
        if captured is None or captured.stacks is None:
            return None
        if not self.is_management and self.account.id not in captured.members:
            return None
        return tuple(stack for stack in captured.stacks if stack.member == self.member)

    def role(self, inspection: Inspection, role: Role) -> CapturedRole | None:
        """Return a role of the bootstrap with its policies; None where there is none, or nobody read it."""
        name = role_name(role, inspection, self)
        captured = inspection.capture.stacks
        return next((each for each in (captured.roles if captured else ()) if each.name == name), None)

    @property
    def name(self) -> str:
        """The account's path and the region."""
        return f"{self.account.path} in {self.region}"

    def unknown(self, inspection: Inspection) -> Unknown:
        """Say that the roles are unknown."""
        if self.is_management:
            return inspection.unknown(self.name, "iam:GetRole", "cloudformation:DescribeStacks")
        if self.entered:
            return inspection.unknown(self.name, "iam:ListRoles", ENTRY)
        return Unknown(self.name, (ENTRY,), "capture again with --member-role and a role of this account")


def places(inspection: Inspection) -> Iterator[DeploymentPlace]:
    """Give the management account in each region with stacks, and the archive account where it has one."""
    baseline = inspection.baseline
    management, home = baseline.tree.management_account, baseline.organization.home_region
    roles = _management_roles(inspection)
    for region in dict.fromkeys((home, baseline.budgets_region, baseline.access_region)):
        yield DeploymentPlace(management, region, is_management=True, roles=roles, entered=True)
    archive = baseline.archive_account
    if archive.id in stack_members(baseline):
        details = {account.id: account for account in inspection.capture.accounts or ()}.get(archive.id)
        archive_roles = None if details is None else details.roles
        yield DeploymentPlace(
            archive, home, is_management=False, roles=archive_roles, entered=details is not None
        )


def role_name(role: Role, inspection: Inspection, place: DeploymentPlace) -> str:
    """Return the name of a bootstrap's role in a place."""
    qualifier = inspection.baseline.organization.qualifier
    return role_arn(role, qualifier, place.account.id, place.region).rpartition("/")[2]


def _management_roles(inspection: Inspection) -> Mapping[str, str] | None:
    """Return the roles of bootstraps; None where AWS refused to show one of them, or the stacks."""
    captured, management = inspection.capture.stacks, inspection.baseline.tree.management_account.id
    refused = any(
        call.reader == "stacks"
        and call.action == "iam:GetRole"
        and (not call.about or any(f"-{management}-" in name for name in call.about))
        for call in inspection.capture.refused
    )
    if captured is None or captured.stacks is None or refused:
        return None
    return {role.name: role.trust for role in captured.roles}
