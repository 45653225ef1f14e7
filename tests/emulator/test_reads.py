"""What a capture reads besides Organizations: pages of every service, contacts, people, costs, keys."""

from __future__ import annotations

import csv
import io
import json
import uuid
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.emulator.cases import tags
from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, MANAGEMENT, SHOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.client import LocalAws

INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6", "d-99676a1b2c"
BLOCK = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": False,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def code_of(call: Callable[[], Any]) -> str:
    """Give the code with which a call is refused."""
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])


def sizes(client: Any, operation: str, member: str, size: int, **arguments: Any) -> list[int]:
    """Say how much each page holds, and that the pages hold together what one page would."""
    paginator = client.get_paginator(operation)
    config = {"PageSize": size} if size else {}
    pages = [page[member] for page in paginator.paginate(**arguments, PaginationConfig=config)]
    entries = [json.dumps(entry, default=str) for entry in chain.from_iterable(pages)]
    assert len(set(entries)) == len(entries)
    return [len(page) for page in pages]


def test_pages_of_identity_center(aws: LocalAws) -> None:
    """Permission sets, assignments, policies, accounts, groups and users."""
    center, store = aws.client("sso-admin", MANAGEMENT, HOME), aws.client("identitystore", MANAGEMENT, HOME)
    name = uuid.uuid4().hex[:8]
    sets = [
        center.create_permission_set(InstanceArn=INSTANCE, Name=f"{name}-{number}")["PermissionSet"]
        for number in range(3)
    ]
    arn = sets[0]["PermissionSetArn"]
    groups = [
        store.create_group(IdentityStoreId=STORE, DisplayName=f"{name}-{number}")["GroupId"]
        for number in range(3)
    ]
    made = {"InstanceArn": INSTANCE, "PermissionSetArn": arn}
    for policy in ("ReadOnlyAccess", "SecurityAudit", "job-function/ViewOnlyAccess"):
        center.attach_managed_policy_to_permission_set(
            **made, ManagedPolicyArn=f"arn:aws:iam::aws:policy/{policy}"
        )
        reference = {"Name": policy.rsplit("/", 1)[-1], "Path": "/"}
        center.attach_customer_managed_policy_reference_to_permission_set(
            **made, CustomerManagedPolicyReference=reference
        )
    assignments = [
        {"TargetId": account, "TargetType": "AWS_ACCOUNT", "PrincipalType": "GROUP", "PrincipalId": group}
        for account in (SHOP, AUDIT, LOG_ARCHIVE)
        for group in groups
    ]
    for assignment in assignments:
        center.create_account_assignment(**made, **assignment)
    two_of_three = [2, 1]
    for operation, member, more in (
        ("list_managed_policies_in_permission_set", "AttachedManagedPolicies", {}),
        (
            "list_customer_managed_policy_references_in_permission_set",
            "CustomerManagedPolicyReferences",
            {},
        ),
        ("list_accounts_for_provisioned_permission_set", "AccountIds", {}),
        ("list_account_assignments", "AccountAssignments", {"AccountId": SHOP}),
    ):
        assert sizes(center, operation, member, 2, **made, **more) == two_of_three, operation
    assert sizes(center, "list_permission_sets", "PermissionSets", 1, InstanceArn=INSTANCE)[:3] == [1, 1, 1]
    assert sizes(store, "list_groups", "Groups", 1, IdentityStoreId=STORE)[:3] == [1, 1, 1]
    wrong = "ValidationException"
    assert code_of(lambda: center.list_permission_sets(InstanceArn=INSTANCE, NextToken="x")) == wrong
    assert code_of(lambda: center.list_permission_sets(InstanceArn=INSTANCE, MaxResults=101)) == wrong
    for assignment in assignments:
        center.delete_account_assignment(**made, **assignment)
    for permission_set in sets:
        center.delete_permission_set(
            InstanceArn=INSTANCE, PermissionSetArn=permission_set["PermissionSetArn"]
        )
    for group in groups:
        store.delete_group(IdentityStoreId=STORE, GroupId=group)


def test_people_and_their_groups(aws: LocalAws) -> None:
    """A group without members is told from one with them, and a user's memberships go with it."""
    store = aws.client("identitystore", MANAGEMENT, HOME)
    named = {"IdentityStoreId": STORE}
    group = store.create_group(**named, DisplayName=f"people-{uuid.uuid4().hex[:8]}")["GroupId"]
    assert store.list_group_memberships(**named, GroupId=group)["GroupMemberships"] == []
    users = [
        store.create_user(**named, UserName=f"{group}-{number}", DisplayName="A B")["UserId"]
        for number in range(3)
    ]
    for user in users:
        store.create_group_membership(**named, GroupId=group, MemberId={"UserId": user})
    assert sizes(store, "list_group_memberships", "GroupMemberships", 2, **named, GroupId=group) == [2, 1]
    assert sizes(store, "list_users", "Users", 2, **named)[0] == 2
    again = {**named, "GroupId": group, "MemberId": {"UserId": users[0]}}
    assert code_of(lambda: store.create_group_membership(**again)) == "ConflictException"
    for user in users:
        store.delete_user(**named, UserId=user)
    assert store.list_group_memberships(**named, GroupId=group)["GroupMemberships"] == []
    store.delete_group(**named, GroupId=group)


def test_regions_of_the_instance(aws: LocalAws) -> None:
    """The instance names its primary region, and says that it gives access to accounts."""
    center = aws.client("sso-admin", MANAGEMENT, HOME)
    [instance] = center.list_instances()["Instances"]
    assert (instance["PrimaryRegion"], [region["RegionName"] for region in instance["Regions"]]) == (
        HOME,
        [HOME],
    )
    assert center.describe_instance(InstanceArn=INSTANCE)["PermissionSetsEnabled"] is True
    [region] = center.list_regions(InstanceArn=INSTANCE)["Regions"]
    assert (region["RegionName"], region["IsPrimaryRegion"], region["Status"]) == (HOME, True, "ACTIVE")


def test_pages_of_logs_alarms_and_topics(aws: LocalAws) -> None:
    """50 log groups, metric filters and alarms a page, 100 topics; a made-up token is refused."""
    services = ("logs", "cloudwatch", "sns")
    logs, alarms, sns = (aws.client(service, AUDIT, "eu-west-1") for service in services)
    for number in range(51):
        logs.create_log_group(logGroupName=f"/pages/{number}")
        logs.put_metric_filter(
            logGroupName="/pages/0",
            filterName=f"f{number}",
            filterPattern="x",
            metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}],
        )
        alarms.put_metric_alarm(
            AlarmName=f"pages-{number}",
            MetricName="m",
            Namespace="n",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            Statistic="Sum",
        )
    for number in range(101):
        sns.create_topic(Name=f"pages-{number}")
    assert sizes(logs, "describe_log_groups", "logGroups", 0) == [50, 1]
    assert sizes(logs, "describe_log_groups", "logGroups", 20) == [20, 20, 11]
    assert sizes(logs, "describe_metric_filters", "metricFilters", 0, logGroupName="/pages/0") == [50, 1]
    assert sizes(alarms, "describe_alarms", "MetricAlarms", 0) == [50, 1]
    assert sizes(alarms, "describe_alarms", "MetricAlarms", 30) == [30, 21]
    assert sizes(sns, "list_topics", "Topics", 0) == [100, 1]
    assert code_of(lambda: logs.describe_log_groups(nextToken="x")) == "InvalidParameterException"
    assert code_of(lambda: logs.describe_log_groups(limit=51)) == "InvalidParameterException"
    assert code_of(lambda: alarms.describe_alarms(NextToken="x")) == "InvalidNextToken"
    assert code_of(lambda: sns.list_topics(NextToken="x")) == "InvalidParameter"


def test_pages_of_stacks_keys_and_users(aws: LocalAws) -> None:
    """CloudFormation, KMS and IAM name what comes next in their own words, and mark a cut list."""
    services = ("kms", "iam", "cloudformation")
    kms, iam, stacks = (aws.client(service, AUDIT, "eu-west-1") for service in services)
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    for number in range(3):
        kms.create_alias(AliasName=f"alias/pages-{number}", TargetKeyId=key)
        iam.create_user(UserName=f"pages-{number}")
    topic = {"Type": "AWS::SNS::Topic", "Properties": {}}
    template = json.dumps({"Resources": {f"T{number}": topic for number in range(101)}})
    stacks.create_stack(StackName="pages", TemplateBody=template)
    stacks.get_waiter("stack_create_complete").wait(StackName="pages", WaiterConfig={"Delay": 1})
    assert sizes(kms, "list_aliases", "Aliases", 2) == [2, 1]
    assert kms.list_aliases(Limit=2)["Truncated"] is True
    assert sizes(iam, "list_users", "Users", 2) == [2, 1]
    cut = iam.list_users(MaxItems=2)
    assert cut["IsTruncated"] is True
    assert iam.list_users(Marker=cut["Marker"])["IsTruncated"] is False
    resources = {"StackName": "pages"}
    assert sizes(stacks, "list_stack_resources", "StackResourceSummaries", 0, **resources) == [100, 1]
    assert code_of(lambda: kms.list_aliases(Marker="x")) == "InvalidMarkerException"
    assert code_of(lambda: iam.list_users(Marker="x")) == "ValidationError"
    assert code_of(lambda: stacks.list_stacks(NextToken="x")) == "ValidationError"


def test_pages_of_stack_sets(aws: LocalAws) -> None:
    """The sets of the organization come in pages too."""
    stacks = aws.client("cloudformation", MANAGEMENT, HOME)
    names = [f"pages-{uuid.uuid4().hex[:8]}" for _ in range(3)]
    for name in names:
        stacks.create_stack_set(
            StackSetName=name,
            TemplateBody=json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}),
            PermissionModel="SERVICE_MANAGED",
            AutoDeployment={"Enabled": True, "RetainStacksOnAccountRemoval": False},
        )
    assert sizes(stacks, "list_stack_sets", "Summaries", 1)[:3] == [1, 1, 1]
    for name in names:
        stacks.delete_stack_set(StackSetName=name)


def test_budgets_with_their_actions_and_anomalies(aws: LocalAws) -> None:
    """Budgets, the actions that attach a policy, anomaly monitors and their subscriptions."""
    budgets = aws.client("budgets", MANAGEMENT, "us-east-1")
    named = {"AccountId": MANAGEMENT}
    names = [f"pages-{number}" for number in range(3)]
    for name in names:
        limit = {"Amount": "10", "Unit": "USD"}
        budget = {"BudgetName": name, "BudgetLimit": limit, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
        budgets.create_budget(**named, Budget=budget)
    assert sizes(budgets, "describe_budgets", "Budgets", 2, **named)[0] == 2
    assert code_of(lambda: budgets.describe_budgets(**named, NextToken="x")) == "InvalidNextTokenException"
    action = budgets.create_budget_action(
        **named,
        BudgetName=names[0],
        NotificationType="ACTUAL",
        ActionType="APPLY_SCP_POLICY",
        ActionThreshold={"ActionThresholdValue": 90, "ActionThresholdType": "PERCENTAGE"},
        Definition={"ScpActionDefinition": {"PolicyId": "p-12345678", "TargetIds": [SHOP]}},
        ExecutionRoleArn=f"arn:aws:iam::{MANAGEMENT}:role/budgets",
        ApprovalModel="AUTOMATIC",
        Subscribers=[{"SubscriptionType": "EMAIL", "Address": "a@example.com"}],
    )
    [listed] = budgets.describe_budget_actions_for_account(**named)["Actions"]
    assert (listed["ActionId"], listed["Status"]) == (action["ActionId"], "STANDBY")
    assert listed["Definition"]["ScpActionDefinition"]["TargetIds"] == [SHOP]
    other = {**named, "BudgetName": names[1]}
    assert budgets.describe_budget_actions_for_budget(**other)["Actions"] == []
    budgets.delete_budget_action(**named, BudgetName=names[0], ActionId=action["ActionId"])
    assert budgets.describe_budget_actions_for_account(**named)["Actions"] == []
    for name in names:
        budgets.delete_budget(**named, BudgetName=name)


def test_anomalies(aws: LocalAws) -> None:
    """Monitors and subscriptions are each account's own."""
    costs = aws.client("ce", MANAGEMENT, "us-east-1")
    monitor = {"MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
    arn = costs.create_anomaly_monitor(AnomalyMonitor=monitor)["MonitorArn"]
    subscription = {
        "SubscriptionName": "all",
        "MonitorArnList": [arn],
        "Subscribers": [{"Type": "EMAIL", "Address": "a@example.com"}],
        "Frequency": "DAILY",
    }
    costs.create_anomaly_subscription(AnomalySubscription=subscription)
    assert [each["MonitorArn"] for each in costs.get_anomaly_monitors()["AnomalyMonitors"]] == [arn]
    [listed] = costs.get_anomaly_subscriptions(MonitorArn=arn)["AnomalySubscriptions"]
    assert listed["Subscribers"][0]["Address"] == "a@example.com"
    member = aws.client("ce", SHOP, "us-east-1")
    assert member.get_anomaly_monitors()["AnomalyMonitors"] == []
    assert code_of(lambda: member.get_anomaly_monitors(MonitorArnList=[arn])) == "UnknownMonitorException"
    costs.delete_anomaly_subscription(SubscriptionArn=listed["SubscriptionArn"])
    costs.delete_anomaly_monitor(MonitorArn=arn)


def test_contacts_and_regions_of_accounts(aws: LocalAws) -> None:
    """The management account reads a member's once Account Management is trusted; a member reads its own."""
    account = aws.client("account", MANAGEMENT, "us-east-1")
    own = aws.client("account", SHOP, "us-east-1")
    contact = {"Name": "A", "Title": "T", "EmailAddress": "a@example.com", "PhoneNumber": "+49"}
    asked = {"AlternateContactType": "SECURITY"}
    assert code_of(lambda: own.get_alternate_contact(**asked)) == "ResourceNotFoundException"
    assert code_of(lambda: account.get_alternate_contact(**asked, AccountId=SHOP)) == "AccessDeniedException"
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    account.put_alternate_contact(**asked, **contact, AccountId=SHOP)
    assert own.get_alternate_contact(**asked)["AlternateContact"] == {**contact, **asked}
    assert "FullName" in account.get_contact_information(AccountId=SHOP)["ContactInformation"]
    assert sizes(own, "list_regions", "Regions", 10)[:3] == [10, 10, 10]
    own.enable_region(RegionName="eu-south-1")
    statuses = {
        region["RegionName"]: region["RegionOptStatus"]
        for region in account.list_regions(AccountId=SHOP)["Regions"]
    }
    assert {statuses[name] for name in ("eu-central-1", "eu-south-1", "me-south-1")} == {
        "ENABLED_BY_DEFAULT",
        "ENABLED",
        "DISABLED",
    }
    organizations.disable_aws_service_access(ServicePrincipal="account.amazonaws.com")


def test_an_unmodified_client_reads_the_account_block(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """S3 Control puts the account before the host: the environment alone leads a client there."""
    for name in ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in aws.environment(SHOP, HOME).items():
        monkeypatch.setenv(name, value)
    control = boto3.session.Session().client("s3control")
    missing = "NoSuchPublicAccessBlockConfiguration"
    assert code_of(lambda: control.get_public_access_block(AccountId=SHOP)) == missing
    control.put_public_access_block(AccountId=SHOP, PublicAccessBlockConfiguration=BLOCK)
    assert control.get_public_access_block(AccountId=SHOP)["PublicAccessBlockConfiguration"] == BLOCK
    assert boto3.session.Session().client("sts").get_caller_identity()["Account"] == SHOP
    other = aws.client("s3control", AUDIT, HOME)
    assert code_of(lambda: other.get_public_access_block(AccountId=SHOP)) == "AccessDenied"
    assert code_of(lambda: other.get_public_access_block(AccountId=AUDIT)) == missing
    control.delete_public_access_block(AccountId=SHOP)
    assert code_of(lambda: control.get_public_access_block(AccountId=SHOP)) == missing


def test_the_account_block_needs_its_permission(aws: LocalAws) -> None:
    """A role that may do nothing reads no block."""
    iam = aws.client("iam", SHOP, HOME)
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{SHOP}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName="may-nothing", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    control = aws.client("s3control", SHOP, HOME, aws.assume_role(role, caller=SHOP, region=HOME))
    assert code_of(lambda: control.get_public_access_block(AccountId=SHOP)) == "AccessDenied"


def test_the_root_user_and_service_roles(aws: LocalAws) -> None:
    """A user's device isn't the root user's, a key that root makes is; service roles have AWS's names."""
    iam = aws.client("iam", LOG_ARCHIVE, HOME)
    iam.create_user(UserName="person")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="person")["VirtualMFADevice"]["SerialNumber"]
    device = {"SerialNumber": serial, "AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    iam.enable_mfa_device(UserName="person", **device)
    before = iam.get_account_summary()["SummaryMap"]
    assert (before["AccountMFAEnabled"], before["AccountAccessKeysPresent"]) == (0, 0)
    key = iam.create_access_key()["AccessKey"]["AccessKeyId"]
    assert iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 1
    iam.generate_credential_report()
    report = iam.get_credential_report()["Content"].decode()
    rows = {row["user"]: row for row in csv.DictReader(io.StringIO(report))}
    assert (rows["<root_account>"]["mfa_active"], rows["<root_account>"]["access_key_1_active"]) == (
        "false",
        "true",
    )
    assert rows["person"]["mfa_active"] == "true"
    iam.delete_access_key(AccessKeyId=key)
    for operation in ("list_signing_certificates", "list_service_specific_credentials"):
        getattr(iam, operation)(UserName="person")
        assert code_of(partial(getattr(iam, operation), UserName="nobody")) == "NoSuchEntity"
    role = iam.create_service_linked_role(AWSServiceName="cloudtrail.amazonaws.com")["Role"]
    assert role["RoleName"] == "AWSServiceRoleForCloudTrail"
    again = {"AWSServiceName": "cloudtrail.amazonaws.com"}
    assert code_of(lambda: iam.create_service_linked_role(**again)) == "InvalidInput"


def test_a_subscription_that_nobody_confirmed(aws: LocalAws) -> None:
    """It is listed as pending, and counted by its topic."""
    sns = aws.client("sns", SHOP, HOME)
    topic = sns.create_topic(Name="pending", Tags=tags(a="b"))["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://example.com/hook")
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    arns = {entry["Protocol"]: entry["SubscriptionArn"] for entry in listed}
    assert arns["https"] == "PendingConfirmation"
    assert arns["email"].startswith(topic)
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (attributes["SubscriptionsPending"], attributes["SubscriptionsConfirmed"]) == ("1", "1")
