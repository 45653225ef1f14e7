"""The stack of IAM Identity Center: permission sets, groups, and who gets what where."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import NamedTuple

from aws_cdk import App
from aws_cdk import aws_identitystore as identitystore
from aws_cdk import aws_sso as sso
from constructs import Construct

from guardrails.baseline import Baseline
from guardrails.baseline.sections.access import Access, PermissionSet
from guardrails.organization import Organization
from guardrails.stacks.stack import BaselineStack, check_size

NAME = "guardrails-access"
MAX_RESOURCES = 450
"""Leaves room below CloudFormation's limit for what a later version adds."""
LANES = 10
"""Assignments that CloudFormation writes at once; Identity Center throttles more."""


class Grant(NamedTuple):
    """One assignment: a group gets a permission set in an account."""

    group: str
    permission_set: str
    account: str

    @property
    def id(self) -> str:
        """What names it for good: it survives that the account is moved or renamed."""
        return ":".join(self)


class AccessStack(BaselineStack):
    """Who may do what in which account."""

    def __init__(self, app: App, baseline: Baseline, section: Access) -> None:
        all_grants = grants(section, baseline.tree)
        count = len(section.permission_sets) + len(section.groups) + len(all_grants)
        check_size(
            NAME,
            count,
            location=baseline.locate("access", "assignments"),
            field="access.assignments",
            remedy="assign to fewer accounts",
            limit=MAX_RESOURCES,
        )
        super().__init__(app, NAME, baseline, description="Who may do what in which account")
        self.section = section
        self.permission_sets = self._permission_sets(baseline)
        self.group_ids = self._groups()
        self._assign(all_grants)

    def _permission_sets(self, baseline: Baseline) -> dict[str, sso.CfnPermissionSet]:
        scope = Construct(self, "PermissionSets")
        return {
            name: permission_set(scope, name, section, baseline, self.section.instance)
            for name, section in self.section.permission_sets.items()
        }

    def _groups(self) -> dict[str, str]:
        scope = Construct(self, "Groups")
        return {
            name: group.id
            or identitystore.CfnGroup(
                scope,
                name,
                identity_store_id=self.section.identity_store,
                display_name=name,
                description=group.description or None,
            ).attr_group_id
            for name, group in self.section.groups.items()
        }

    def _assign(self, all_grants: list[Grant]) -> None:
        scope = Construct(self, "Assignments")
        resources = [
            sso.CfnAssignment(
                scope,
                grant.id,
                instance_arn=self.section.instance,
                permission_set_arn=self.permission_sets[grant.permission_set].attr_permission_set_arn,
                principal_type="GROUP",
                principal_id=self.group_ids[grant.group],
                target_type="AWS_ACCOUNT",
                target_id=grant.account,
            )
            for grant in all_grants
        ]
        for lane in range(LANES):
            for earlier, later in pairwise(resources[lane::LANES]):
                later.add_resource_dependency(earlier)


def permission_set(
    scope: Construct, name: str, section: PermissionSet, baseline: Baseline, instance: str
) -> sso.CfnPermissionSet:
    """Declare a permission set; its inline policy is an object so that drift detection sees it."""
    inline = None if section.inline is None else json.loads(baseline.file_text(section.inline))
    return sso.CfnPermissionSet(
        scope,
        name,
        instance_arn=instance,
        name=name,
        description=section.description or None,
        session_duration=f"PT{section.session_hours}H",
        managed_policies=[f"arn:aws:iam::aws:policy/{managed}" for managed in section.managed],
        inline_policy=inline,
    )


def grants(section: Access, organization: Organization) -> list[Grant]:
    """List every assignment once, sorted; a path stands for each account below it.

    The management account has assignments only where a path names it.
    """
    return sorted(
        {
            Grant(assignment.group, assignment.permission_set, account.id)
            for assignment in section.assignments
            for path in assignment.at
            for account in organization.accounts_under(path)
        }
    )
