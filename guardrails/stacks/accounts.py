"""The stack of what every account gets: the audit and the break-glass role, in members by stack sets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aws_cdk import App
from aws_cdk import aws_cloudformation as cloudformation
from aws_cdk import aws_iam as iam

from guardrails.baseline import Baseline
from guardrails.baseline.scope import narrowed, scope_of
from guardrails.baseline.sections.accounts import STACK_SET, Accounts, Operations
from guardrails.baseline.sections.break_glass import BREAK_GLASS_SET
from guardrails.errors import Finding, InputError
from guardrails.stacks import audit_role, break_glass, waivers
from guardrails.stacks.stack import BaselineStack

NAME = "guardrails-accounts"
TEMPLATE_BYTES = 51_200
"""Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html."""
TRUST_CHARACTERS = 2_048
"""Without white space. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""


@dataclass(frozen=True)
class _EverywhereRole:
    """A role of one name in every account, and the stack set that has it in the members."""

    construct_id: str
    field: str
    """The part of the section `accounts` that asks for it."""
    purpose: str
    stack_set_id: str
    stack_set: str
    properties: dict[str, Any]
    targets: tuple[str, ...]
    """The ids of the root or the units whose accounts have it."""
    reason: str
    """Why its policies are AWS's own."""

    @property
    def template(self) -> str:
        """The template of a member account: compact, because a stack set takes little inline."""
        template = {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": self.purpose,
            "Resources": {self.construct_id: {"Type": "AWS::IAM::Role", "Properties": self.properties}},
        }
        return json.dumps(template, separators=(",", ":"))


class AccountsStack(BaselineStack):
    """The roles in the management account, and the stack sets that have them in every member account.

    With both switched off, the stack stays and holds nothing: that is what removes them with a deployment.
    """

    def __init__(self, app: App, baseline: Baseline, section: Accounts) -> None:
        super().__init__(app, NAME, baseline, description="Lets auditors and rescuers into every account")
        roles = _roles(baseline, section)
        if not roles:
            # CloudFormation takes no stack without a resource, and this one is nothing.
            cloudformation.CfnWaitConditionHandle(self, "SwitchedOff")
            return
        _check_sizes(baseline, roles)
        for role in roles:
            self._management_role(role)
            if role.targets:
                self._stack_set(role, section.operations, baseline.tree.home_region)

    def _management_role(self, role: _EverywhereRole) -> None:
        """Declare the role here, where a service-managed stack set never comes."""
        properties = role.properties
        resource = iam.CfnRole(
            self,
            role.construct_id,
            role_name=properties["RoleName"],
            description=properties["Description"],
            assume_role_policy_document=properties["AssumeRolePolicyDocument"],
            managed_policy_arns=properties["ManagedPolicyArns"],
            max_session_duration=properties["MaxSessionDuration"],
            permissions_boundary=properties.get("PermissionsBoundary"),
        )
        waivers.managed_policies(resource, properties["ManagedPolicyArns"], role.reason)

    def _stack_set(self, role: _EverywhereRole, operations: Operations, region: str) -> None:
        cloudformation.CfnStackSet(
            self,
            role.stack_set_id,
            stack_set_name=role.stack_set,
            description=role.purpose,
            permission_model="SERVICE_MANAGED",
            auto_deployment=cloudformation.CfnStackSet.AutoDeploymentProperty(
                enabled=True, retain_stacks_on_account_removal=False
            ),
            # Accounts may join while it is being changed: operations wait for each other instead of failing.
            managed_execution={"Active": True},
            capabilities=["CAPABILITY_NAMED_IAM"],
            template_body=role.template,
            operation_preferences=cloudformation.CfnStackSet.OperationPreferencesProperty(
                concurrency_mode=operations.concurrency_mode,
                max_concurrent_percentage=operations.max_concurrent_percentage,
                failure_tolerance_percentage=operations.failure_tolerance_percentage,
            ),
            stack_instances_group=[
                cloudformation.CfnStackSet.StackInstancesProperty(
                    deployment_targets=cloudformation.CfnStackSet.DeploymentTargetsProperty(
                        organizational_unit_ids=list(role.targets)
                    ),
                    regions=[region],  # roles are global: one region is every region
                )
            ],
        )


def _bounded(properties: dict[str, Any]) -> dict[str, Any]:
    """Bound a role by its own policy, where it has one alone, so that nobody who changes it gives it more.

    No policy of AWS's says as much as several others together.
    """
    policies = properties["ManagedPolicyArns"]
    return properties | ({"PermissionsBoundary": policies[0]} if len(policies) == 1 else {})


def _roles(baseline: Baseline, section: Accounts) -> tuple[_EverywhereRole, ...]:
    tree, roles = baseline.tree, []
    if section.audit_role.enabled:
        roles.append(
            _EverywhereRole(
                "AuditRole",
                "audit_role",
                "The role that the auditor reads every member account with",
                "AuditRoles",
                STACK_SET,
                _bounded(audit_role.role_properties(section.audit_role, tree)),
                tuple(tree.by_path[path].id for path in narrowed(baseline, section.at)),
                waivers.AUDIT_POLICIES,
            )
        )
    if section.break_glass is not None and section.break_glass.enabled:
        roles.append(
            _EverywhereRole(
                "BreakGlassRole",
                "break_glass",
                "The role that restores access to a member account when everything else fails",
                "BreakGlassRoles",
                BREAK_GLASS_SET,
                _bounded(break_glass.role_properties(section.break_glass, tree)),
                tuple(tree.by_path[path].id for path in scope_of(baseline)),
                waivers.BREAK_GLASS_POLICIES,
            )
        )
    return tuple(roles)


def _check_sizes(baseline: Baseline, roles: tuple[_EverywhereRole, ...]) -> None:
    sizes = (
        (role.field, what, size, limit, unit, owner)
        for role in roles
        for what, size, limit, unit, owner in (
            (
                "trust policy",
                len(json.dumps(role.properties["AssumeRolePolicyDocument"], separators=(",", ":"))),
                TRUST_CHARACTERS,
                "characters besides white space",
                "IAM",
            ),
            ("template", len(role.template.encode()), TEMPLATE_BYTES, "bytes", "CloudFormation StackSets"),
        )
    )
    findings = [
        Finding(
            baseline.locate("accounts", field),
            f"accounts.{field}",
            f"the role's {what} has {size:,} {unit}; {owner} takes {limit:,}",
            "name fewer source_addresses",
        )
        for field, what, size, limit, unit, owner in sizes
        if size > limit
    ]
    if findings:
        raise InputError(findings)
