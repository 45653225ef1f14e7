"""The lists of every service that a capture reads come in pages, as AWS cuts them."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, MANAGEMENT, SHOP
from tests.emulator.reading import code_of, sizes

if TYPE_CHECKING:
    from emulator.client import LocalAws

INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6", "d-99676a1b2c"


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
        iam.create_user(UserName=f"pages-{number}", Path="/pages/")
    topic = {"Type": "AWS::SNS::Topic", "Properties": {}}
    template = json.dumps({"Resources": {f"T{number}": topic for number in range(101)}})
    stacks.create_stack(StackName="pages", TemplateBody=template)
    stacks.get_waiter("stack_create_complete").wait(StackName="pages", WaiterConfig={"Delay": 1})
    assert sizes(kms, "list_aliases", "Aliases", 2) == [2, 1]
    assert kms.list_aliases(Limit=2)["Truncated"] is True
    assert sizes(iam, "list_users", "Users", 2, PathPrefix="/pages/") == [2, 1]
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
