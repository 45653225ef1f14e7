"""Each read needs the action that AWS's reference names for it, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from emulator.client import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.client import Credentials, LocalAws

MANAGEMENT, LOG_ARCHIVE, HOME = "300000000001", "300000000002", "eu-west-1"
INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-c7000000000000a1", "d-c700000001"
TRAIL = "aws-controltower-BaselineCloudTrail"
IN_INSTANCE = {"InstanceArn": INSTANCE}
IN_STORE = {"IdentityStoreId": STORE}
OF_ACCOUNT = {"AccountId": MANAGEMENT}
OF_BUDGET = {**OF_ACCOUNT, "BudgetName": "company-monthly"}
SCPS = {"Filter": "SERVICE_CONTROL_POLICY"}
BUCKET = {"Bucket": "read-permissions"}
REFUSED = ("AccessDenied", "AccessDeniedException", "AuthorizationError")
# boto3's service and AWS's operation, its arguments, and the action where it is named otherwise.
READS: list[tuple[str, dict[str, Any], str]] = [
    ("organizations:DescribeOrganization", {}, ""),
    ("organizations:ListRoots", {}, ""),
    ("organizations:ListAccounts", {}, ""),
    ("organizations:ListOrganizationalUnitsForParent", {"ParentId": "r-ctwr"}, ""),
    ("organizations:ListAccountsForParent", {"ParentId": "r-ctwr"}, ""),
    ("organizations:ListTagsForResource", {"ResourceId": LOG_ARCHIVE}, ""),
    ("organizations:ListPolicies", SCPS, ""),
    ("organizations:DescribePolicy", {"PolicyId": "p-FullAWSAccess"}, ""),
    ("organizations:ListTargetsForPolicy", {"PolicyId": "p-FullAWSAccess"}, ""),
    ("organizations:ListPoliciesForTarget", {"TargetId": LOG_ARCHIVE, **SCPS}, ""),
    ("organizations:ListAWSServiceAccessForOrganization", {}, ""),
    ("organizations:ListDelegatedAdministrators", {}, ""),
    ("organizations:DescribeResourcePolicy", {}, ""),
    ("sso-admin:ListInstances", {}, "sso:ListInstances"),
    ("sso-admin:DescribeInstance", IN_INSTANCE, "sso:DescribeInstance"),
    ("sso-admin:ListPermissionSets", IN_INSTANCE, "sso:ListPermissionSets"),
    ("identitystore:ListGroups", IN_STORE, ""),
    ("identitystore:ListUsers", IN_STORE, ""),
    ("cloudtrail:DescribeTrails", {}, ""),
    ("cloudtrail:GetTrailStatus", {"Name": TRAIL}, ""),
    ("cloudtrail:GetEventSelectors", {"TrailName": TRAIL}, ""),
    ("cloudtrail:GetInsightSelectors", {"TrailName": TRAIL}, ""),
    ("logs:DescribeLogGroups", {}, ""),
    ("logs:DescribeMetricFilters", {}, ""),
    ("cloudwatch:DescribeAlarms", {}, ""),
    ("sns:ListTopics", {}, ""),
    ("budgets:DescribeBudgets", OF_ACCOUNT, "budgets:ViewBudget"),
    ("budgets:DescribeNotificationsForBudget", OF_BUDGET, "budgets:ViewBudget"),
    ("budgets:DescribeBudgetActionsForAccount", OF_ACCOUNT, ""),
    ("ce:GetAnomalyMonitors", {}, ""),
    ("ce:GetAnomalySubscriptions", {}, ""),
    ("cloudformation:ListStacks", {}, ""),
    ("cloudformation:DescribeStacks", {}, ""),
    ("cloudformation:ListStackSets", {}, ""),
    ("kms:ListAliases", {}, ""),
    ("s3:GetBucketPolicy", BUCKET, ""),
    ("s3:GetBucketLifecycleConfiguration", BUCKET, "s3:GetLifecycleConfiguration"),
    ("s3:GetObjectLockConfiguration", BUCKET, "s3:GetBucketObjectLockConfiguration"),
    ("s3:GetBucketEncryption", BUCKET, "s3:GetEncryptionConfiguration"),
    ("s3:GetPublicAccessBlock", BUCKET, "s3:GetBucketPublicAccessBlock"),
    ("s3:GetBucketVersioning", BUCKET, ""),
    ("s3control:GetPublicAccessBlock", OF_ACCOUNT, "s3:GetAccountPublicAccessBlock"),
    ("iam:GetAccountSummary", {}, ""),
    ("iam:GetAccountPasswordPolicy", {}, ""),
    ("iam:ListUsers", {}, ""),
    ("iam:GenerateCredentialReport", {}, ""),
    ("iam:GetCredentialReport", {}, ""),
    ("iam:ListVirtualMFADevices", {}, ""),
    ("account:GetContactInformation", {}, ""),
    ("account:GetAlternateContact", {"AlternateContactType": "SECURITY"}, ""),
    ("account:ListRegions", {}, ""),
    ("account-access:ListApplications", {}, ""),
]


@pytest.fixture(scope="module")
def tower() -> Iterator[LocalAws]:
    """Run an organization as Control Tower leaves it, with a bucket, a credential report and a role."""
    with running(seed="control-tower") as local:
        s3 = local.client("s3", MANAGEMENT, HOME)
        s3.create_bucket(**BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME})
        iam = local.client("iam", MANAGEMENT, HOME)
        iam.generate_credential_report()
        trusted = {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}
        trust = _document({"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"})
        iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust)
        yield local


@pytest.fixture(scope="module")
def reader(tower: LocalAws) -> Credentials:
    """Assume the role."""
    return tower.assume_role(f"arn:aws:iam::{MANAGEMENT}:role/reader", caller=MANAGEMENT, region=HOME)


@pytest.mark.parametrize(("call", "arguments", "action"), READS, ids=[call for call, _, _ in READS])
def test_a_read_needs_its_action(
    tower: LocalAws, reader: Credentials, call: str, arguments: dict[str, Any], action: str
) -> None:
    """With its action alone it is answered as with every action, and without it not at all."""
    service, _, operation = call.partition(":")
    client = tower.client(service, MANAGEMENT, HOME, reader)

    def told(*statements: dict[str, Any]) -> str:
        tower.client("iam", MANAGEMENT, HOME).put_role_policy(
            RoleName="reader", PolicyName="reader", PolicyDocument=_document(*statements)
        )
        try:
            getattr(client, xform_name(operation))(**arguments)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "answered"

    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    only = {"Effect": "Allow", "Action": action or call, "Resource": "*"}
    assert told(everything, {**only, "Effect": "Deny"}) in REFUSED
    with_it, with_everything = told(only), told(everything)
    assert with_it == with_everything
    assert with_it not in REFUSED


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
