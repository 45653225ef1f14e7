"""The stacks of IAM Identity Center: permission sets, groups, and who gets what where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from aws_cdk import App, ReferenceStrength, Stack, Token
from aws_cdk import aws_identitystore as identitystore
from aws_cdk import aws_sso as sso
from constructs import Construct

from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import stack_name
from guardrails.baseline.sections.access import Access
from guardrails.stacks.access.grants import Grant, grants
from guardrails.stacks.access.permission_sets import access_control_attributes, permission_set
from guardrails.stacks.access.room import NAME
from guardrails.stacks.common.spread import spread
from guardrails.stacks.common.stack import BaselineStack, keep_empty

DESCRIPTION = "Who may do what in which account"
LANES = 10
"""Assignments that CloudFormation writes at once; Identity Center throttles more."""


@dataclass(frozen=True)
class CenterReferences:
    """The references of assignments: ARNs of permission sets and ids of groups, by name."""

    instance: str
    permission_sets: Mapping[str, str]
    groups: Mapping[str, str]


def add_access(app: App, baseline: Baseline, section: Access) -> None:
    """Add the stacks of the access to an app, each deployed after the one before it.

    A stack stays in the app when nothing is left in it, so that what it had is taken away.
    """
    everything = {grant.id: grant for grant in grants(section, baseline.tree)}
    first, *further_parts = spread(list(everything), section.stacks)
    access = AccessStack(app, baseline, section, [everything[id_] for id_ in first])
    before: BaselineStack = access
    for index, part in enumerate(further_parts, start=1):
        stack = AssignmentsStack(
            app, stack_name(NAME, index), baseline, access.center, [everything[id_] for id_ in part]
        )
        stack.add_stack_dependency(before)
        before = stack


class AccessStack(BaselineStack):
    """The permission sets, the groups, the attributes, and assignments."""

    def __init__(self, app: App, baseline: Baseline, section: Access, assigned: Iterable[Grant]) -> None:
        super().__init__(app, NAME, baseline, description=DESCRIPTION, region=baseline.access_region)
        sets = Construct(self, "PermissionSets")
        self.center = CenterReferences(
            section.instance,
            {
                name: _existing_set(baseline, name)
                if declaration.existing
                else permission_set(
                    sets, name, declaration, baseline, section.instance
                ).attr_permission_set_arn
                for name, declaration in section.permission_sets.items()
            },
            self._groups(section),
        )
        if section.attributes:
            access_control_attributes(self, section.instance, section.attributes)
        assign(self, self.center, assigned)

    def _groups(self, section: Access) -> dict[str, str]:
        scope = Construct(self, "Groups")
        return {
            name: group.id
            or identitystore.CfnGroup(
                scope,
                name,
                identity_store_id=section.identity_store,
                display_name=name,
                description=group.description or None,
            ).attr_group_id
            for name, group in section.groups.items()
        }


class AssignmentsStack(BaselineStack):
    """Further assignments.

    They refer to the first stack weakly: an export that is imported elsewhere can't be removed, so neither
    could a permission set or a group.
    """

    def __init__(
        self, app: App, name: str, baseline: Baseline, center: CenterReferences, assigned: Iterable[Grant]
    ) -> None:
        super().__init__(app, name, baseline, description=DESCRIPTION, region=baseline.access_region)
        assigned = tuple(assigned)
        if not assigned:
            keep_empty(self, "NoAssignments")
            return
        sets = {grant.permission_set for grant in assigned}
        groups = {grant.group for grant in assigned}
        weak_center = CenterReferences(
            center.instance,
            {name: _weak(arn) for name, arn in center.permission_sets.items() if name in sets},
            {name: _weak(id_) for name, id_ in center.groups.items() if name in groups},
        )
        assign(self, weak_center, assigned)


def _existing_set(baseline: Baseline, name: str) -> str:
    """Return the ARN of a permission set of others, which `check` has found in their file."""
    center = baseline.foreign_center
    if center is None:
        raise ValueError(f"nobody knows the permission set {name}")
    return center.sets[name].arn


def _weak(value: str) -> str:
    """Refer weakly to what the first stack makes; what exists already has an id or an ARN."""
    if not Token.is_unresolved(value):
        return value
    return Stack.consume_reference(value, ReferenceStrength.WEAK)


def assign(stack: Stack, center: CenterReferences, assigned: Iterable[Grant]) -> None:
    """Declare assignments, of which CloudFormation writes a few at once."""
    scope = Construct(stack, "Assignments")
    resources = [
        sso.CfnAssignment(
            scope,
            grant.id,
            instance_arn=center.instance,
            permission_set_arn=center.permission_sets[grant.permission_set],
            principal_type="GROUP",
            principal_id=center.groups[grant.group],
            target_type="AWS_ACCOUNT",
            target_id=grant.account,
        )
        for grant in assigned
    ]
    for lane in range(LANES):
        for earlier, later in pairwise(resources[lane::LANES]):
            later.add_resource_dependency(earlier)
