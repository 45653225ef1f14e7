"""The meaning of `baseline.yaml`: everything resolved and parsed once, each part with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guardrails.baseline.elevations import with_elevations
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.foreign import Foreign
from guardrails.baseline.foreign_center import ForeignCenter, with_existing
from guardrails.baseline.guardrail import Exemption, Guardrail
from guardrails.baseline.lists import ListKind
from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.sections.acceptance import Acceptance
from guardrails.baseline.sections.access import Access
from guardrails.baseline.sections.accounts import AccountRoles
from guardrails.baseline.sections.alerts import Alerts
from guardrails.baseline.sections.budgets import Budgets
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.baseline.sections.lists import Regions, Services
from guardrails.baseline.sections.management_policies import ManagementPolicyEntry
from guardrails.baseline.sections.organization import OrganizationSection
from guardrails.baseline.sections.trail import Trail
from guardrails.errors import Location
from guardrails.management_policies import ManagementPolicy
from guardrails.marked import SourceMap
from guardrails.organization import Account, Organization
from guardrails.policy.name_set import NameSet


@dataclass(frozen=True)
class Baseline:
    """The baseline of one organization. `guardrails.baseline.resolve` makes it of a file."""

    file: BaselineFile
    """The file as a person typed it; sections that need nothing else are read from it."""
    tree: Organization
    scope: tuple[str, ...]
    """The paths that guardrails and the proof are limited to; the root's for the whole organization."""
    guardrails: tuple[Guardrail, ...]
    """Controls and custom policies, in the order of the file; presets are expanded."""
    exemptions: Mapping[str, Exemption]
    """By name."""
    denied: Mapping[ListKind, Mapping[str, NameSet]]
    """The names of regions and of services that are denied, by path of the node."""
    policy_files: Mapping[str, PolicyFile]
    """The files that guardrails, management policies and permission sets name, by name."""
    inline_policies: Mapping[str, PolicyFile]
    """By permission set."""
    source: SourceMap = field(compare=False)
    """Where each part of the file stands."""
    declared_policies: tuple[ManagementPolicy, ...] = ()
    """The management policies with their documents, one for each node that they are attached to."""
    foreign: Foreign | None = None
    """The policies of others; None if the file names none."""

    @property
    def foreign_center(self) -> ForeignCenter | None:
        """The part of Identity Center that others manage; None if no file says it."""
        return self.foreign.center if self.foreign is not None else None

    @property
    def organization(self) -> OrganizationSection:
        """The section of the tree, with quotas and what others attach."""
        return self.file.organization

    @property
    def regions(self) -> Regions:
        """The lists of regions as they are typed."""
        return self.file.regions

    @property
    def services(self) -> Services:
        """The lists of services as they are typed."""
        return self.file.services

    @property
    def management_policies(self) -> Mapping[str, ManagementPolicyEntry]:
        """The policies of Organizations' other types, by name of the entry."""
        return self.file.management_policies

    @property
    def trail(self) -> Trail | None:
        """The organization trail and its evidence."""
        return self.file.trail

    @property
    def former(self) -> tuple[FormerEvidence, ...]:
        """The evidence that earlier deployments left in AWS."""
        return self.file.former

    @property
    def alerts(self) -> Alerts | None:
        """Who hears of which events."""
        return self.file.alerts

    @property
    def budgets(self) -> Budgets | None:
        """The limits of spending and who hears of them."""
        return self.file.budgets

    @cached_property
    def access(self) -> Access | None:
        """Permission sets, groups and assignments of Identity Center.

        Existing permission sets have the policies, and existing groups the ids, of the file with the
        policies of others.
        """
        return with_existing(self.file.access, self.foreign_center)

    @cached_property
    def granted_access(self) -> Access | None:
        """The section `access` with the permission sets and the assignments of its elevations."""
        return with_elevations(self.access) if self.access is not None else None

    @property
    def accounts(self) -> AccountRoles | None:
        """The roles in every account."""
        return self.file.accounts.roles if self.file.accounts else None

    @property
    def tags(self) -> Mapping[str, str]:
        """Tags on every resource of every stack."""
        return self.file.tags

    @property
    def accept(self) -> tuple[Acceptance, ...]:
        """Findings that somebody answers for, each until a day."""
        return self.file.accept

    @property
    def archive_account(self) -> Account:
        """The account that holds the trail's bucket and key."""
        path = self.trail.archive_account if self.trail else None
        node = self.tree.by_path[path] if path else self.tree.management_account
        if not isinstance(node, Account):
            raise TypeError(f"{path} is not an account")
        return node

    @property
    def deployed_budgets(self) -> tuple[str, ...]:
        """The names of the budgets that are deployed: all but those of a closed account alone.

        A budget of a unit goes on counting the closed accounts in it, which AWS bills for what they used.
        Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
        """
        limits = self.budgets.limits if self.budgets else {}
        return tuple(name for name, budget in limits.items() if budget.scope not in self.tree.closed)

    @property
    def budgets_region(self) -> str:
        """The region of the budgets' stacks and of their topics."""
        typed_region = self.budgets.region if self.budgets else None
        return typed_region or self.organization.home_region

    @property
    def access_region(self) -> str:
        """The region of Identity Center, and of the stacks of the section `access`."""
        return self.tree.identity_center_region

    def name(self, *path: str | int) -> str:
        """Render the path of a part as a person finds it in the file, such as `regions.allowed[1]`."""
        return self.source.name(path)

    def locate(self, *path: str | int) -> Location:
        """Return where a part stands in the file, such as `locate("trail", "bucket")`."""
        return self.source.locate(path)
