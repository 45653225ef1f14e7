"""The stack of what every account gets: the audit role, in members by a stack set."""

from __future__ import annotations

import json

from aws_cdk import App
from aws_cdk import aws_cloudformation as cloudformation
from aws_cdk import aws_iam as iam

from guardrails.baseline import Baseline
from guardrails.baseline.sections.accounts import STACK_SET, Accounts
from guardrails.errors import Finding, InputError
from guardrails.stacks import audit_role, waivers
from guardrails.stacks.stack import BaselineStack

NAME = "guardrails-accounts"
TEMPLATE_BYTES = 51_200
"""Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html."""
TRUST_CHARACTERS = 2_048
"""Without white space. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""


class AccountsStack(BaselineStack):
    """The audit role in the management account, and the stack set that has it in every member account.

    Switched off, the stack stays and holds nothing: that is what removes the role with a deployment.
    """

    def __init__(self, app: App, baseline: Baseline, section: Accounts) -> None:
        super().__init__(app, NAME, baseline, description="Lets the auditor read every account")
        self.organization = baseline.tree
        self.section = section
        if not section.audit_role.enabled:
            # CloudFormation takes no stack without a resource, and this one is nothing.
            cloudformation.CfnWaitConditionHandle(self, "SwitchedOff")
            return
        self._check_sizes(baseline)
        self._management_role()
        self._stack_set()

    def _check_sizes(self, baseline: Baseline) -> None:
        trust = audit_role.trust(self.section.audit_role, self.organization)
        template = audit_role.member_template(self.section.audit_role, self.organization)
        sizes = (
            ("trust policy", len(json.dumps(trust, separators=(",", ":"))), TRUST_CHARACTERS, "characters"),
            ("template", len(template.encode()), TEMPLATE_BYTES, "bytes"),
        )
        location = baseline.locate("accounts", "audit_role")
        findings = [
            Finding(
                location,
                "accounts.audit_role",
                f"the role's {what} has {size:,} {unit}; AWS takes {limit:,}",
                "name fewer source_addresses",
            )
            for what, size, limit, unit in sizes
            if size > limit
        ]
        if findings:
            raise InputError(findings)

    def _management_role(self) -> iam.CfnRole:
        """Declare the role here, where a service-managed stack set never comes."""
        role = audit_role.role_properties(self.section.audit_role, self.organization)
        resource = iam.CfnRole(
            self,
            "AuditRole",
            role_name=role["RoleName"],
            description=role["Description"],
            assume_role_policy_document=role["AssumeRolePolicyDocument"],
            managed_policy_arns=role["ManagedPolicyArns"],
            max_session_duration=role["MaxSessionDuration"],
        )
        waivers.audit_role(resource, role["ManagedPolicyArns"])
        return resource

    def _stack_set(self) -> cloudformation.CfnStackSet:
        targets = [self.organization.by_path[path].id for path in self.section.at]
        operations = self.section.operations
        return cloudformation.CfnStackSet(
            self,
            "AuditRoles",
            stack_set_name=STACK_SET,
            description="The role that the auditor reads every member account with",
            permission_model="SERVICE_MANAGED",
            auto_deployment=cloudformation.CfnStackSet.AutoDeploymentProperty(
                enabled=True, retain_stacks_on_account_removal=False
            ),
            # Accounts may join while it is being changed: operations wait for each other instead of failing.
            managed_execution={"Active": True},
            capabilities=["CAPABILITY_NAMED_IAM"],
            template_body=audit_role.member_template(self.section.audit_role, self.organization),
            operation_preferences=cloudformation.CfnStackSet.OperationPreferencesProperty(
                concurrency_mode=operations.concurrency_mode,
                max_concurrent_percentage=operations.max_concurrent_percentage,
                failure_tolerance_percentage=operations.failure_tolerance_percentage,
            ),
            stack_instances_group=[
                cloudformation.CfnStackSet.StackInstancesProperty(
                    deployment_targets=cloudformation.CfnStackSet.DeploymentTargetsProperty(
                        organizational_unit_ids=targets
                    ),
                    regions=[self.organization.home_region],  # roles are global: one region is every region
                )
            ],
        )
