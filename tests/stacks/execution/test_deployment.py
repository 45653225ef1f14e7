"""The execution policies allow what CloudFormation's handlers call for the resources of the example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from guardrails import aws_facts
from guardrails.aws_facts.handlers import handler_actions
from guardrails.policy.language.patterns import matches
from guardrails.stacks.execution.policies import execution_policies
from scripts.handlers import TYPES
from tests.stacks.execution.decisions import decision
from tests.stacks.execution.escalations import Call
from tests.stacks.helpers import ARCHIVE, MANAGEMENT, Assembly, edited, synthesized

HOME = "eu-central-1"
_ORGANIZATION = f"arn:aws:organizations::{MANAGEMENT}"
_INSTANCE = "ssoins-69871a2b3c4d5e6f"
_CONTEXT = {
    "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "iam:PolicyARN": f"arn:aws:iam::{MANAGEMENT}:policy/guardrails-trail-LogWriterPolicy-AbCd",
    "iam:PassedToService": "cloudtrail.amazonaws.com",
    "iam:AWSServiceName": "cloudtrail.amazonaws.com",
    "organizations:PolicyType": "SERVICE_CONTROL_POLICY",
    "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::guardrails-trail-search-results-abcd/1.csv",
    "aws:TagKeys": ["cost-center", "managed-by"],
}
"""The condition keys of the requests, those that a request doesn't carry included: none is denied by one."""
LINKED = "aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail"
RESERVED = f"aws-reserved/sso.amazonaws.com/{HOME}/AWSReservedSSO_Billing_0123456789abcdef"
RESOURCES: dict[str, tuple[str, ...]] = {
    "AWS::Athena::NamedQuery": (f"arn:aws:athena:{HOME}:{ARCHIVE}:workgroup/guardrails-trail",),
    "AWS::Athena::WorkGroup": (
        f"arn:aws:athena:{HOME}:{ARCHIVE}:workgroup/guardrails-trail",
        "arn:aws:s3:::guardrails-trail-search-results-abcd",
        "arn:aws:s3:::guardrails-trail-search-results-abcd/1.csv",
    ),
    "AWS::Budgets::Budget": (
        f"arn:aws:budgets::{MANAGEMENT}:budget/guardrails-workloads-gbjhctjt",
        f"arn:aws:billing::{MANAGEMENT}:billingview/primary",
    ),
    "AWS::CE::AnomalyMonitor": (f"arn:aws:ce::{MANAGEMENT}:anomalymonitor/1234abcd",),
    "AWS::CE::AnomalySubscription": (f"arn:aws:ce::{MANAGEMENT}:anomalysubscription/1234abcd",),
    "AWS::CloudFormation::StackSet": (
        f"arn:aws:cloudformation:{HOME}:{MANAGEMENT}:stackset/guardrails-audit-role:01234567",
        f"arn:aws:cloudformation:{HOME}:{MANAGEMENT}:stackset-target/guardrails-audit-role:01234567/ou-1",
    ),
    "AWS::CloudTrail::Trail": (
        f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/organization-trail",
        f"arn:aws:iam::{MANAGEMENT}:role/guardrails-trail-LogWriter-AbCd",
        f"arn:aws:iam::{MANAGEMENT}:role/{LINKED}",
    ),
    "AWS::CloudWatch::Alarm": (f"arn:aws:cloudwatch:{HOME}:{MANAGEMENT}:alarm:guardrails/root-use",),
    "AWS::CloudWatch::Dashboard": (f"arn:aws:cloudwatch::{MANAGEMENT}:dashboard/guardrails-alerts",),
    "AWS::Glue::Database": (
        f"arn:aws:glue:{HOME}:{ARCHIVE}:catalog",
        f"arn:aws:glue:{HOME}:{ARCHIVE}:database/guardrails_trail",
        f"arn:aws:glue:{HOME}:{ARCHIVE}:table/guardrails_trail/events",
        f"arn:aws:glue:{HOME}:{ARCHIVE}:userDefinedFunction/guardrails_trail/f",
    ),
    "AWS::Glue::Table": (
        f"arn:aws:glue:{HOME}:{ARCHIVE}:catalog",
        f"arn:aws:glue:{HOME}:{ARCHIVE}:database/guardrails_trail",
        f"arn:aws:glue:{HOME}:{ARCHIVE}:table/guardrails_trail/events",
    ),
    "AWS::IAM::ManagedPolicy": (
        f"arn:aws:iam::{MANAGEMENT}:policy/guardrails-trail-LogWriterPolicy-AbCd",
        f"arn:aws:iam::{MANAGEMENT}:role/guardrails-trail-LogWriter-AbCd",
    ),
    "AWS::IAM::Role": (f"arn:aws:iam::{MANAGEMENT}:role/guardrails-trail-LogWriter-AbCd",),
    "AWS::IdentityStore::Group": (
        f"arn:aws:identitystore::{MANAGEMENT}:identitystore/d-99671a2b3c",
        "arn:aws:identitystore:::group/99671a2b3c-0a1b2c3d",
    ),
    "AWS::KMS::Alias": (f"arn:aws:kms:{HOME}:{ARCHIVE}:alias/organization-trail",),
    "AWS::KMS::Key": (f"arn:aws:kms:{HOME}:{ARCHIVE}:key/12345678-1234",),
    "AWS::Logs::LogGroup": (
        f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:/guardrails/organization-trail",
        f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:/guardrails/organization-trail:*",
    ),
    "AWS::Logs::MetricFilter": (
        f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:/guardrails/organization-trail:*",
    ),
    "AWS::Organizations::Policy": (
        f"{_ORGANIZATION}:policy/o-exampleorg1/service_control_policy/p-12345678",
        f"{_ORGANIZATION}:root/o-exampleorg1/r-ex4m",
        f"{_ORGANIZATION}:ou/o-exampleorg1/ou-ex4m-workload1",
        f"{_ORGANIZATION}:account/o-exampleorg1/444444444441",
    ),
    "AWS::S3::Bucket": (
        "arn:aws:s3:::exampleorg1-organization-trail",
        "arn:aws:s3:::exampleorg1-organization-trail-access",
        "arn:aws:s3:::guardrails-trail-search-results-abcd",
    ),
    "AWS::S3::BucketPolicy": ("arn:aws:s3:::exampleorg1-organization-trail",),
    "AWS::SNS::Subscription": (f"arn:aws:sns:{HOME}:{MANAGEMENT}:guardrails-alerts-critical",),
    "AWS::SNS::Topic": (f"arn:aws:sns:{HOME}:{MANAGEMENT}:guardrails-budget-alerts-warning",),
    "AWS::SNS::TopicPolicy": (f"arn:aws:sns:{HOME}:{MANAGEMENT}:guardrails-alerts-critical",),
    "AWS::SSO::Assignment": (
        f"arn:aws:sso:::instance/{_INSTANCE}",
        f"arn:aws:sso:::permissionSet/{_INSTANCE}/ps-0123456789abcdef",
        "arn:aws:sso:::account/444444444441",
        f"arn:aws:iam::{MANAGEMENT}:role/{RESERVED}",
        f"arn:aws:iam::{MANAGEMENT}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE",
    ),
    "AWS::SSO::InstanceAccessControlAttributeConfiguration": (f"arn:aws:sso:::instance/{_INSTANCE}",),
    "AWS::SSO::PermissionSet": (
        f"arn:aws:sso:::instance/{_INSTANCE}",
        f"arn:aws:sso:::permissionSet/{_INSTANCE}/ps-0123456789abcdef",
        "arn:aws:sso:::account/444444444441",
    ),
}
"""What the example has of each type, as AWS names it in a request."""
BY_KEY_POLICY = {
    *("kms:DescribeKey", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy"),
    *("kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"),
    *("kms:UntagResource", "kms:UpdateKeyDescription"),
}
"""What the policy of each key of the baseline allows the role."""
NEVER_CALLED = {
    # A key is never disabled and always rotates.
    *("kms:DisableKey", "kms:DisableKeyRotation"),
    # No role loses its boundary; users and groups aren't ours.
    "iam:DeleteRolePermissionsBoundary",
    *("iam:AttachGroupPolicy", "iam:AttachUserPolicy", "iam:DetachGroupPolicy", "iam:DetachUserPolicy"),
    # What other services would do with properties that no resource has.
    *("firehose:TagDeliveryStream", "lakeformation:GetDataAccess"),
    *("glue:CreateConnection", "glue:DeleteConnection", "glue:GetConnection", "glue:PassConnection"),
    "glue:UpdateConnection",
    *("logs:CreateLogDelivery", "logs:DeleteIndexPolicy", "logs:DeleteResourcePolicy"),
    *("logs:PutBearerTokenAuthentication", "logs:PutIndexPolicy", "logs:PutResourcePolicy"),
    *("s3:CreateBucketMetadataTableConfiguration", "s3:DeleteBucketMetadataTableConfiguration"),
    *("s3:UpdateBucketMetadataAnnotationTableConfiguration", "s3:DeleteBucketWebsite"),
    "s3:UpdateBucketMetadataInventoryTableConfiguration",
    "s3:UpdateBucketMetadataJournalTableConfiguration",
    *("s3:DeleteObject", "s3:PutAccelerateConfiguration", "s3:PutAnalyticsConfiguration"),
    *("s3:PutBucketAbac", "s3:PutBucketAcl", "s3:PutBucketCORS", "s3:PutBucketNotification"),
    *("s3:PutBucketWebsite", "s3:PutIntelligentTieringConfiguration", "s3:PutInventoryConfiguration"),
    *("s3:PutMetricsConfiguration", "s3:PutObjectAcl", "s3:PutReplicationConfiguration"),
}
"""What handlers call for properties that no template has."""
NEVER_CALLED_BY = {
    # No role has inline policies.
    "AWS::IAM::Role": {"iam:DeleteRolePolicy", "iam:PutRolePolicy"},
    # No topic logs its deliveries, no bucket replicates, no stack set is self-managed.
    "AWS::SNS::Topic": {"iam:GetRole", "iam:PassRole"},
    "AWS::SNS::Subscription": {"iam:GetRole", "iam:PassRole"},
    "AWS::S3::Bucket": {"iam:PassRole"},
    "AWS::CloudFormation::StackSet": {"iam:PassRole"},
    # A table's data is the evidence, and it refers to no schema; Athena's roles are for notebooks.
    "AWS::Glue::Table": {"iam:PassRole", "s3:GetObject", "s3:PutObject", "glue:GetSchemaVersion"},
    "AWS::Athena::WorkGroup": {"iam:CreateServiceLinkedRole", "iam:PassRole"},
}
"""The same of single types."""
ACCOUNTS = ("management", "archive")


def _calls(kind: str) -> Iterator[Call]:
    """List each action of a type's handlers with each of its resources that the action knows."""
    elsewhere = NEVER_CALLED | BY_KEY_POLICY | NEVER_CALLED_BY.get(kind, set())
    for action in sorted(handler_actions(kind) - elsewhere):
        service = action.partition(":")[0]
        if service in ("ec2", "lambda", "s3tables"):
            continue
        shapes = [re.sub(r"\$\{\w+\}", "*", shape) for shape in aws_facts.resource_arns(action)]
        named = [arn for arn in RESOURCES[kind] if arn.split(":")[2] == service]
        arns = [arn for arn in named if any(matches(shape, arn) for shape in shapes)]
        arns = [arn for arn in arns if (LINKED in arn) == (action == "iam:CreateServiceLinkedRole")]
        yield from (Call(action, arn, _CONTEXT) for arn in arns or ["*"])


ANOMALIES = frozenset({"AWS::CE::AnomalyMonitor", "AWS::CE::AnomalySubscription"})
"""The types that the example hasn't, because AWS makes a monitor of services itself in new accounts."""


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in ANOMALIES])
def test_a_deployment_may_do_what_the_handlers_do(kind: str) -> None:
    """Make, read, change and delete each resource of the example, by the name that it has."""
    for call in _calls(kind):
        assert "allow" in {decision(account, call) for account in ACCOUNTS}, call


def _watch_services(data: dict[str, Any]) -> None:
    data["budgets"]["anomalies"] = {"services": [{"amount": 100}]}


def test_a_deployment_may_watch_for_anomalies_where_the_file_says_so() -> None:
    """Policies of a file with monitors allow what the handlers of both types call; the example's don't."""
    baseline = edited(_watch_services)
    policies = execution_policies(baseline, synthesized(baseline).directory)
    for call in (call for kind in sorted(ANOMALIES) for call in _calls(kind)):
        assert decision("management", call, policies) == "allow", call
        assert decision("management", call) == "deny", call


@pytest.mark.parametrize("account", ACCOUNTS)
def test_what_is_never_called_stays_closed(account: str) -> None:
    """On whatever the example has."""
    for action in NEVER_CALLED:
        for resource in ("*", *(arn for arns in RESOURCES.values() for arn in arns)):
            if "AWSReservedSSO" not in resource:
                assert decision(account, Call(action, resource)) == "deny", (action, resource)


def test_the_policy_of_each_key_lets_the_deployment_change_and_retire_it(assembly: Assembly) -> None:
    """It allows what the role's own policy leaves out, for that role alone, and never its use."""
    for stack in assembly.stacks:
        for key in assembly.of_type(stack, "AWS::KMS::Key").values():
            statements = {each["Sid"]: each for each in key["Properties"]["KeyPolicy"]["Statement"]}
            changed, retired = statements["ChangedByTheDeployment"], statements["RetiredByTheDeployment"]
            assert {*changed["Action"], *retired["Action"]} >= BY_KEY_POLICY
            assert not [action for action in changed["Action"] if "crypt" in action or "Grant" in action]
            account = assembly.stacks[stack]["environment"].removeprefix("aws://").split("/")[0]
            for statement in (changed, retired):
                assert statement["Condition"]["StringEquals"] == {
                    "aws:PrincipalArn": (
                        f"arn:aws:iam::{account}:role/cdk-guardrails-cfn-exec-role-{account}-{HOME}"
                    ),
                    "aws:PrincipalAccount": account,
                }
            window = retired["Condition"]["NumericGreaterThanEquals"]
            assert window == {"kms:ScheduleKeyDeletionPendingWindowInDays": "30"}
