"""The stack of the organization trail, with the log group that alarms and searches read."""

from __future__ import annotations

from aws_cdk import App, RemovalPolicy
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs

from guardrails.aws_facts.arns import managed_policy_arn
from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import TRAIL_STACK
from guardrails.baseline.sections.trail import Trail
from guardrails.stacks.common import trails, waivers
from guardrails.stacks.common.keys import customer_key
from guardrails.stacks.common.stack import BaselineStack
from guardrails.stacks.trail import documents
from guardrails.stacks.trail.selectors import event_selectors, insight_selectors

NAME = TRAIL_STACK
LOG_WRITER_BOUNDARY = managed_policy_arn("service-role/AWSLambdaBasicExecutionRole")
"""AWS's smallest policy that writes log events. Somebody who changes the role's permissions gives it no more
than that, and no bootstrap has to make a boundary first.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
"""


class TrailStack(BaselineStack):
    """The trail of every account and region, recorded by the management account.

    A delegated administrator can't create it: CloudFormation's resource fails there.
    """

    def __init__(self, app: App, baseline: Baseline, section: Trail) -> None:
        super().__init__(
            app, NAME, baseline, description="Records every API call of the organization's accounts"
        )
        self.organization = baseline.tree
        self.section = section
        self.key = section.existing_key or trails.trail_key_alias(
            self.organization.home_region, baseline.archive_account.id, section
        )
        self.names = trails.trail_names(baseline, section)
        self._trail(self._log_group(section.log_group), *self._writer())

    def _log_group(self, name: str) -> logs.CfnLogGroup:
        # A key of its own: CloudWatch Logs takes none from another account.
        key = customer_key(
            self,
            "LogGroupKey",
            account=self.organization.management_account.id,
            description="Encrypts the events of the organization trail in CloudWatch Logs",
            statements=documents.log_group_key_statements(self.organization, self.names),
            removal=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        group = logs.CfnLogGroup(
            self,
            "LogGroup",
            log_group_name=name,
            kms_key_id=key.attr_arn,
            retention_in_days=self.section.log_group_days,
            deletion_protection_enabled=True,
        )
        group.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        return group

    def _writer(self) -> tuple[iam.CfnRole, iam.CfnManagedPolicy]:
        role = iam.CfnRole(
            self,
            "LogWriter",
            description="CloudTrail writes the organization trail to CloudWatch Logs with it",
            assume_role_policy_document=documents.log_writer_trust(),
            permissions_boundary=LOG_WRITER_BOUNDARY,
        )
        policy = iam.CfnManagedPolicy(
            self,
            "LogWriterPolicy",
            description="Writes the organization trail's log streams",
            policy_document=documents.log_writer_document(self.organization, self.names),
            roles=[role.ref],
        )
        waivers.log_writer(policy, documents.log_streams(self.organization, self.names))
        return role, policy

    def _trail(
        self, group: logs.CfnLogGroup, writer: iam.CfnRole, permission: iam.CfnManagedPolicy
    ) -> cloudtrail.CfnTrail:
        trail = cloudtrail.CfnTrail(
            self,
            "Trail",
            trail_name=self.section.name,
            is_logging=True,
            is_organization_trail=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            s3_bucket_name=self.section.log_bucket,
            kms_key_id=self.key,
            advanced_event_selectors=event_selectors(self.section),
            insight_selectors=insight_selectors(self.section),
            cloud_watch_logs_log_group_arn=group.attr_arn,
            cloud_watch_logs_role_arn=writer.attr_arn,
        )
        trail.add_resource_dependency(permission)  # CloudTrail tries to write before it accepts the log group
        return trail
