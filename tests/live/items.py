"""Everything that a capture reads, an item a row; and how the local AWS comes to have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tests.e2e.conftest import Story

Json = Any
IDLE_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}],
}
RESOURCE_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Describe",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::222222222223:root"},
            "Action": "organizations:DescribeOrganization",
            "Resource": "*",
        }
    ],
}
OLD, PASSWORD = datetime(2026, 1, 1, tzinfo=UTC), "only-of-the-local-AWS-1"


def prepare(story: Story) -> None:
    """Make by real calls what the example doesn't deploy."""
    tree = story.baseline.tree
    management, archive = tree.management_account.id, story.baseline.archive_account.id

    def client(service: str, account: str = management) -> Any:
        return story.aws.client(service, account, tree.home_region)

    _costs(client, management, _in_organization(client("organizations"), archive))
    _entitlement(client, management)
    client("sns").subscribe(
        TopicArn=f"arn:aws:sns:{tree.home_region}:{management}:guardrails-alerts-critical",
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:{tree.home_region}:{management}:alerts",
    )
    nodes = [node.id for node in tree.lineage(story.baseline.archive_account.path)]
    with _unbound(client("organizations"), nodes):
        for account in (management, archive):
            _from_the_inside(story, account, client)


@contextmanager
def _unbound(organizations: Any, nodes: list[str]) -> Iterator[None]:
    """Detach the service control policies for a while: they keep anybody from making a user."""
    attached = [
        (policy["Id"], node)
        for node in nodes
        for page in organizations.get_paginator("list_policies_for_target").paginate(
            TargetId=node, Filter="SERVICE_CONTROL_POLICY"
        )
        for policy in page["Policies"]
        if not policy["AwsManaged"]
    ]
    for policy, node in attached:
        organizations.detach_policy(PolicyId=policy, TargetId=node)
    yield
    for policy, node in attached:
        organizations.attach_policy(PolicyId=policy, TargetId=node)


def _in_organization(organizations: Any, archive: str) -> str:
    """Return the id of the policy that is attached nowhere."""
    policy = organizations.create_policy(
        Name="idle", Type="SERVICE_CONTROL_POLICY", Description="", Content=json.dumps(IDLE_POLICY)
    )
    organizations.tag_resource(ResourceId=archive, Tags=[{"Key": "team", "Value": "security"}])
    organizations.put_resource_policy(Content=json.dumps(RESOURCE_POLICY))
    return str(policy["Policy"]["PolicySummary"]["Id"])


def _costs(client: Callable[..., Any], management: str, idle: str) -> None:
    spending = {"MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
    monitor = client("ce").create_anomaly_monitor(AnomalyMonitor=spending)["MonitorArn"]
    client("ce").create_anomaly_subscription(
        AnomalySubscription={
            "SubscriptionName": "services",
            "MonitorArnList": [monitor],
            "Subscribers": [{"Type": "EMAIL", "Address": "costs@example.com"}],
            "Frequency": "DAILY",
            "Threshold": 100,
        }
    )
    client("budgets").create_budget(
        AccountId=management,
        Budget={
            "BudgetName": "planned",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "PlannedBudgetLimits": {
                # The first days of November and December 2026, in seconds since 1970 (UTC).
                "1793491200": {"Amount": "9", "Unit": "USD"},
                "1796083200": {"Amount": "12", "Unit": "USD"},
            },
        },
        NotificationsWithSubscribers=[
            {
                "Notification": {
                    "NotificationType": "ACTUAL",
                    "ComparisonOperator": "GREATER_THAN",
                    "Threshold": 80.0,
                },
                "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "costs@example.com"}],
            }
        ],
    )
    names = client("budgets").describe_budgets(AccountId=management)["Budgets"]
    client("budgets").create_budget_action(
        AccountId=management,
        BudgetName=names[0]["BudgetName"],
        NotificationType="ACTUAL",
        ActionType="APPLY_SCP_POLICY",
        ActionThreshold={"ActionThresholdValue": 100, "ActionThresholdType": "PERCENTAGE"},
        Definition={"ScpActionDefinition": {"PolicyId": idle, "TargetIds": ["222222222222"]}},
        ExecutionRoleArn=f"arn:aws:iam::{management}:role/stops-spending",
        ApprovalModel="MANUAL",
        Subscribers=[{"SubscriptionType": "EMAIL", "Address": "costs@example.com"}],
    )


def _entitlement(client: Callable[..., Any], management: str) -> None:
    access, [instance] = client("account-access"), client("sso-admin").list_instances()["Instances"]
    [group, *_] = client("identitystore").list_groups(IdentityStoreId=instance["IdentityStoreId"])["Groups"]
    application = access.create_application(
        identitySource={"identityCenter": {"instanceArn": instance["InstanceArn"]}}
    )["applicationArn"]
    access.create_entitlement(
        applicationArn=application,
        entitlement={
            "principalRole": {
                "principal": {"identityCenter": {"groupId": group["GroupId"]}},
                "roleArn": f"arn:aws:iam::{management}:role/one",
            }
        },
    )


def _from_the_inside(story: Story, account: str, client: Callable[..., Any]) -> None:
    iam = client("iam", account)
    iam.create_user(UserName="old-hand")
    iam.create_login_profile(UserName="old-hand", Password=PASSWORD, PasswordResetRequired=False)
    key = iam.create_access_key(UserName="old-hand")["AccessKey"]["AccessKeyId"]
    story.aws.controls.set_key_creation(account, key, OLD)
    iam.create_access_key()  # without a name: the root user's own
    story.aws.controls.set_root_user(account, second_factor=True)
    iam.update_account_password_policy(MinimumPasswordLength=20, PasswordReusePrevention=5, MaxPasswordAge=90)
    client("account", account).put_alternate_contact(
        AlternateContactType="SECURITY",
        Name="Security",
        Title="Team",
        EmailAddress="security@example.com",
        PhoneNumber="+490000000",
    )
    client("s3control", account).put_public_access_block(
        AccountId=account,
        PublicAccessBlockConfiguration=dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
        ),
    )


def _named(entries: Json, name: str, key: str = "name") -> Json:
    [entry] = [each for each in entries if each[key] == name]
    return entry


def _trail(capture: Json) -> Json:
    return capture["trails"]["trails"][0]


def _bucket(capture: Json) -> Json:
    return _named(capture["trails"]["buckets"], _trail(capture)["bucket"])


def _instance(capture: Json) -> Json:
    return capture["access"]["instances"][0]


def _topics(capture: Json) -> list[Json]:
    return [each for topic in capture["alerts"]["topics"] for each in topic["subscriptions"]]


def _details(capture: Json) -> list[Json]:
    management, archive = capture["read_by"]["account"], "222222222222"
    return [_named(capture["accounts"], account, "id") for account in (management, archive)]


def _inside(part: Callable[[Json], bool]) -> Callable[[Json], bool]:
    """Look at the management account, and at a member."""
    return lambda capture: all(part(details) for details in _details(capture))


def _bootstraps(capture: Json) -> list[tuple[str, str]]:
    return [
        (stack["member"], stack["parameters"]["Qualifier"])
        for stack in capture["stacks"]["stacks"]
        if "BootstrapVersion" in stack["outputs"]
    ]


ITEMS: dict[str, Callable[[Json], bool]] = {
    "organization": lambda c: c["organization"]["id"] == "o-exampleorg1",
    "features": lambda c: c["organization"]["features"] == "ALL",
    "tree": lambda c: _named(c["organization"]["units"], "Prod")["parent"] == "ou-ex4m-workload1",
    "paths of units": lambda c: all(
        unit["path"].endswith(f"/{unit['id']}/") for unit in c["organization"]["units"]
    ),
    "paths of accounts": lambda c: all(
        account["path"].endswith(f"{account['parent']}/{account['id']}/")
        for account in c["organization"]["accounts"]
    ),
    "states of accounts": lambda c: {each["state"] for each in c["organization"]["accounts"]} == {"ACTIVE"},
    "tags of accounts": lambda c: (
        _named(c["organization"]["accounts"], "222222222222", "id")["tags"] == {"team": "security"}
    ),
    "types of policies": lambda c: (
        {"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "S3_POLICY"}
        <= {policy["type"] for policy in c["policies"]}
    ),
    "attachments": lambda c: any(
        policy["name"].startswith("guardrails/protection/Root")
        and policy["targets"] == [c["organization"]["root"]]
        for policy in c["policies"]
    ),
    "a policy that is attached nowhere": lambda c: (
        _named(c["policies"], "idle")["targets"] == []
        and json.loads(_named(c["policies"], "idle")["content"]) == IDLE_POLICY
    ),
    "enabled types": lambda c: "SERVICE_CONTROL_POLICY" in c["organization"]["policy_types"],
    "trusted access": lambda c: "cloudtrail.amazonaws.com" in c["organization"]["trusted_services"],
    "delegated administrators": lambda c: (
        c["organization"]["delegations"]
        == [{"account": "222222222223", "services": ["access-analyzer.amazonaws.com"]}]
    ),
    "resource policy": lambda c: json.loads(c["organization"]["resource_policy"]) == RESOURCE_POLICY,
    "trail with selectors": lambda c: (
        _trail(c)["selectors"][0]["FieldSelectors"] == [{"Field": "eventCategory", "Equals": ["Management"]}]
    ),
    "trail with status": lambda c: _trail(c)["logging"] is True and _trail(c)["delivery_error"] == "",
    "policy of the bucket": lambda c: "cloudtrail.amazonaws.com" in _bucket(c)["policy"],
    "lifecycle of the bucket": lambda c: _bucket(c)["lifecycle"][0]["Expiration"]["Days"] == 2557,
    "lock of the bucket": lambda c: (
        (_bucket(c)["lock_mode"], _bucket(c)["lock_days"]) == ("GOVERNANCE", 2557)
    ),
    "encryption of the bucket": lambda c: (
        (_bucket(c)["encryption"], _bucket(c)["encryption_key"]) == ("aws:kms", _trail(c)["key"])
    ),
    "policy of the key": lambda c: "cloudtrail.amazonaws.com" in c["trails"]["keys"][0]["policy"],
    "aliases of the key": lambda c: c["trails"]["keys"][0]["aliases"] == ["alias/organization-trail"],
    "log groups": lambda c: (
        _named(c["alerts"]["log_groups"], "/guardrails/organization-trail")["retention_days"] == 365
    ),
    "metric filters": lambda c: (
        all(each["pattern"] and each["metric_name"] for each in c["alerts"]["metric_filters"])
        and len(c["alerts"]["metric_filters"]) > 10
    ),
    "alarms": lambda c: (
        all(alarm["state"] and alarm["actions"] for alarm in c["alerts"]["alarms"])
        and len(c["alerts"]["alarms"]) > 10
    ),
    "a confirmed subscription": lambda c: (
        {"sqs"} <= {each["protocol"] for each in _topics(c) if each["confirmed"]}
    ),
    "a pending subscription": lambda c: (
        {"https"} <= {each["protocol"] for each in _topics(c) if not each["confirmed"]}
    ),
    "budgets with notifications": lambda c: all(
        budget["notifications"][0]["subscribers"] for budget in c["budgets"]["budgets"]
    ),
    "budgets with the costs that they count": lambda c: any(
        "SERVICE" in json.dumps(budget["filters"]) for budget in c["budgets"]["budgets"]
    ),
    "budgets with their plans": lambda c: (
        [budget["planned"] for budget in c["budgets"]["budgets"] if budget["planned"]]
        == [{"2026-11-01": "9", "2026-12-01": "12"}]
    ),
    "budgets with the periods that AWS averages": lambda c: any(
        (budget["auto_adjust"], budget["history_periods"]) == ("HISTORICAL", 1)
        for budget in c["budgets"]["budgets"]
    ),
    "confirmed subscriptions with their ARNs": lambda c: all(
        bool(subscription["arn"]) is subscription["confirmed"]
        for topic in c["alerts"]["topics"]
        for subscription in topic["subscriptions"]
    ),
    "budgets with actions": lambda c: (
        [
            (action["type"], action["approval"], action["targets"])
            for budget in c["budgets"]["budgets"]
            for action in budget["actions"]
        ]
        == [("APPLY_SCP_POLICY", "MANUAL", ["222222222222"])]
    ),
    "anomaly monitors": lambda c: (
        [(monitor["type"], monitor["dimension"]) for monitor in c["budgets"]["monitors"]]
        == [("DIMENSIONAL", "SERVICE")]
    ),
    "anomaly subscriptions": lambda c: (
        c["budgets"]["anomaly_subscriptions"][0]["subscribers"] == [["EMAIL", "costs@example.com"]]
    ),
    "Identity Center instances": lambda c: (
        _instance(c)["permission_sets_enabled"] is True and _instance(c)["region"] == "eu-central-1"
    ),
    "permission sets with policies": lambda c: (
        any(each["managed"] for each in _instance(c)["permission_sets"])
        and any(each["inline"] for each in _instance(c)["permission_sets"])
    ),
    "assignments": lambda c: {each["principal_type"] for each in _instance(c)["assignments"]} == {"GROUP"},
    "groups": lambda c: all(each["name"] and each["members"] == 0 for each in _instance(c)["groups"]),
    "attributes": lambda c: _instance(c)["attributes"] == {"CostCenter": "${path:enterprise.costCenter}"},
    "entitlements of IAM account access manager": lambda c: (
        "role/one" in json.dumps(c["access"]["entitlements"])
    ),
    "StackSets with instances": lambda c: (
        all(
            {instance["status"] for instance in each["instances"]} == {"CURRENT"}
            for each in c["stacks"]["stack_sets"]
        )
        and len(c["stacks"]["stack_sets"]) > 0
    ),
    "the audit role": lambda c: "222222222223" in _details(c)[1]["roles"]["guardrails-audit"],
    "our own stacks": lambda c: _named(c["stacks"]["stacks"], "guardrails-policies")["template"] is not None,
    "stacks of the archive account": lambda c: (
        _named(c["stacks"]["stacks"], "guardrails-trail-archive")["member"] == "222222222222"
    ),
    "bootstraps with qualifier": lambda c: (
        _bootstraps(c) == [("", "guardrails"), ("222222222222", "guardrails")]
    ),
    "bootstraps with execution policies": lambda c: (
        {policy["arn"].rpartition("/")[2] for policy in c["stacks"]["policies"] if policy["document"]}
        == {"guardrails-execution", "guardrails-execution-2", "guardrails-execution-archive"}
    ),
    "service-linked roles": lambda c: "AWSServiceRoleForCloudTrail" in _details(c)[0]["service_linked_roles"],
    "root user's second factor": _inside(lambda details: details["root"]["mfa"] is True),
    "root user's keys": _inside(lambda details: details["root"]["keys"] is True),
    "users": _inside(lambda details: _named(details["users"], "old-hand")["console"] is True),
    "keys with their age": _inside(
        lambda details: _named(details["users"], "old-hand")["keys"] == [{"created": "2026-01-01"}]
    ),
    "password policy": _inside(lambda details: details["password_policy"]["minimum_length"] == 20),
    "alternate contacts": _inside(
        lambda details: [contact["kind"] for contact in details["contacts"]] == ["SECURITY"]
    ),
    "public access blocks": _inside(lambda details: details["public_access_blocked"] is True),
}
"""Whether a captured JSON shows an item, by the item."""
