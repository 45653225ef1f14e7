"""What a capture reads besides Organizations: contacts, costs, blocks, credentials, entitlements, a trail."""

from __future__ import annotations

import csv
import io
import json
import uuid
from functools import partial
from typing import TYPE_CHECKING

import boto3
import pytest

from tests.emulator.cases import tags
from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, MANAGEMENT, SHOP
from tests.emulator.reading import code_of, sizes

if TYPE_CHECKING:
    from emulator.client import LocalAws

INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6", "d-99676a1b2c"
BLOCK = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": False,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


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
    assert before["AccountPasswordPresent"] == 1
    aws.controls.set_root_user(LOG_ARCHIVE, second_factor=False, password=False)
    assert iam.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 0
    aws.controls.set_root_user(LOG_ARCHIVE, second_factor=False)
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


def test_entitlements(aws: LocalAws) -> None:
    """An account has one application; its entitlements are listed by role and by account."""
    access = aws.client("account-access", SHOP, HOME)
    assert access.list_applications()["applications"] == []
    source = {"identityCenter": {"instanceArn": INSTANCE}}
    application = access.create_application(identitySource=source)["applicationArn"]
    assert code_of(lambda: access.create_application(identitySource=source)) == "AlreadyCreatedException"
    roles = [f"arn:aws:iam::{SHOP}:role/{name}" for name in ("one", "two")]
    principal = {"identityCenter": {"groupId": "906769a1b2-3f7c2a10-5e0b-4b7e-9d5a-0c1f2e3d4b5a"}}
    ids = [
        access.create_entitlement(
            applicationArn=application,
            entitlement={"principalRole": {"principal": principal, "roleArn": role}},
        )["entitlementId"]
        for role in roles
    ]
    everything = {"applicationArn": application, "filter": {"principalRole": {"account": SHOP}}}
    assert sizes(access, "list_entitlements", "entitlements", 1, **everything) == [1, 1]
    of_role = {"applicationArn": application, "filter": {"principalRole": {"roleArn": roles[1]}}}
    [listed] = access.list_entitlements(**of_role)["entitlements"]
    assert listed["entitlement"]["principalRole"]["account"] == SHOP
    one = {"applicationArn": application, "entitlementId": ids[0]}
    assert access.get_entitlement(**one)["entitlement"]["principalRole"]["roleArn"] == roles[0]
    access.delete_entitlement(**one)
    assert code_of(lambda: access.get_entitlement(**one)) == "ResourceNotFoundException"
    assert aws.client("account-access", AUDIT, HOME).list_applications()["applications"] == []


def test_a_trail_is_kept_as_it_is_made(aws: LocalAws) -> None:
    """A client that makes a trail reads its log group, tags and insight selectors without a change of it."""
    region = "eu-west-2"
    s3, logs, iam, cloudtrail = (
        aws.client(service, LOG_ARCHIVE, region) for service in ("s3", "logs", "iam", "cloudtrail")
    )
    bucket, service = f"trail-{uuid.uuid4().hex[:8]}", {"Service": "cloudtrail.amazonaws.com"}
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    arn, own = f"arn:aws:s3:::{bucket}", f"AWSLogs/{LOG_ARCHIVE}"
    control = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    allow = {"Effect": "Allow", "Principal": service}
    statements = [
        {**allow, "Action": "s3:GetBucketAcl", "Resource": arn},
        {**allow, "Action": "s3:PutObject", "Resource": f"{arn}/{own}/*", "Condition": control},
    ]
    version = {"Version": "2012-10-17"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({**version, "Statement": statements}))
    logs.create_log_group(logGroupName="trail")
    trust = json.dumps({**version, "Statement": [{**allow, "Action": "sts:AssumeRole"}]})
    role = iam.create_role(RoleName="trail-logs", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    writing = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    document = json.dumps({**version, "Statement": [writing]})
    iam.put_role_policy(RoleName="trail-logs", PolicyName="logs", PolicyDocument=document)
    group = f"arn:aws:logs:{region}:{LOG_ARCHIVE}:log-group:trail:*"
    delivery = {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": role}
    named = {"Name": "kept-trail", "S3BucketName": bucket, "TagsList": tags(owner="security")}
    made = cloudtrail.create_trail(**named, **delivery)
    assert made["CloudWatchLogsLogGroupArn"] == group
    [trail] = cloudtrail.describe_trails()["trailList"]
    assert (trail["CloudWatchLogsLogGroupArn"], trail["HasInsightSelectors"]) == (group, False)
    [tagged] = cloudtrail.list_tags(ResourceIdList=[trail["TrailARN"]])["ResourceTagList"]
    assert tagged["TagsList"] == tags(owner="security")
    insights = [{"InsightType": "ApiCallRateInsight"}]
    cloudtrail.put_insight_selectors(TrailName="kept-trail", InsightSelectors=insights)
    assert cloudtrail.get_trail(Name="kept-trail")["Trail"]["HasInsightSelectors"] is True
    cloudtrail.delete_trail(Name="kept-trail")
