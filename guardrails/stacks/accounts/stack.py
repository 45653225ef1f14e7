"""The stack of what every account gets: the audit and the break-glass role, in members by stack sets."""

from __future__ import annotations

from aws_cdk import App
from aws_cdk import aws_cloudformation as cloudformation
from aws_cdk import aws_iam as iam

from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import ACCOUNTS_STACK
from guardrails.baseline.sections.accounts import AccountRoles, Operations
from guardrails.stacks.accounts.everywhere_roles import EverywhereRole, everywhere_roles
from guardrails.stacks.common import waivers
from guardrails.stacks.common.stack import BaselineStack, keep_empty

NAME = ACCOUNTS_STACK
_REASONS = {"AuditRole": waivers.AUDIT_POLICIES, "BreakGlassRole": waivers.BREAK_GLASS_POLICIES}
"""By role, why its policies are AWS's own."""


class AccountsStack(BaselineStack):
    """The roles in the management account, and the stack sets that have them in every member account.

    With both switched off, the stack stays and holds nothing: that is what removes them with a deployment.
    """

    def __init__(self, app: App, baseline: Baseline, section: AccountRoles) -> None:
        super().__init__(app, NAME, baseline, description="Lets auditors and rescuers into every account")
        roles = everywhere_roles(baseline, section)
        if not roles:
            keep_empty(self, "SwitchedOff")
            return
        for role in roles:
            self._management_role(role)
            if role.targets:
                self._stack_set(role, section.operations, baseline.tree.home_region)

    def _management_role(self, role: EverywhereRole) -> None:
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
        waivers.managed_policies(resource, properties["ManagedPolicyArns"], _REASONS[role.construct_id])

    def _stack_set(self, role: EverywhereRole, operations: Operations, region: str) -> None:
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
