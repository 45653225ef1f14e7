"""An organization as AWS makes it: no policy type enabled, no service trusted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.client import running
from tests.emulator.deployments import HOME, MANAGEMENT, SHOP
from tests.emulator.reading import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.client import LocalAws

BASELINE = Path(__file__).with_name("baseline.yaml")
NEW = ("--policy-types", "none", "--no-trusted-access", "--no-confirmed-emails")
SCP = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}]}'


@pytest.fixture(scope="module")
def new() -> Iterator[LocalAws]:
    """Run the example's organization as a new one."""
    with running(BASELINE, options=NEW) as local:
        yield local


def test_policies_wait_for_their_type(new: LocalAws) -> None:
    """A policy can be made, and attached once its type is enabled; FullAWSAccess is then everywhere."""
    organizations = new.client("organizations", MANAGEMENT, HOME)
    root = organizations.list_roots()["Roots"][0]
    kind = {"Filter": "SERVICE_CONTROL_POLICY"}
    assert root["PolicyTypes"] == []
    assert organizations.list_policies_for_target(TargetId=SHOP, **kind)["Policies"] == []
    policy = organizations.create_policy(
        Name="deny-queues", Description="", Content=SCP, Type="SERVICE_CONTROL_POLICY"
    )["Policy"]["PolicySummary"]["Id"]
    attach = {"PolicyId": policy, "TargetId": SHOP}
    assert code_of(lambda: organizations.attach_policy(**attach)) == "PolicyTypeNotEnabledException"
    new.client("sqs", SHOP, HOME).create_queue(QueueName="before")
    enabled = organizations.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")["Root"]
    assert enabled["PolicyTypes"] == [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    listed = organizations.list_policies_for_target(TargetId=SHOP, **kind)["Policies"]
    assert [entry["Name"] for entry in listed] == ["FullAWSAccess"]
    organizations.attach_policy(**attach)
    assert code_of(lambda: new.client("sqs", SHOP, HOME).create_queue(QueueName="after")) == "AccessDenied"
    again = {"RootId": root["Id"], "PolicyType": "SERVICE_CONTROL_POLICY"}
    assert code_of(lambda: organizations.enable_policy_type(**again)) == "PolicyTypeAlreadyEnabledException"
    organizations.disable_policy_type(**again)
    new.client("sqs", SHOP, HOME).create_queue(QueueName="after")


def test_no_service_is_trusted(new: LocalAws) -> None:
    """CloudTrail and StackSets refuse to act for the organization, and CloudTrail has no role of its own."""
    organizations = new.client("organizations", MANAGEMENT, HOME)
    assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []
    trail = {"Name": "trail", "S3BucketName": "no-bucket-yet", "IsOrganizationTrail": True}
    cloudtrail = new.client("cloudtrail", MANAGEMENT, HOME)
    assert code_of(lambda: cloudtrail.create_trail(**trail)) == "CloudTrailAccessNotEnabledException"
    role = {"RoleName": "AWSServiceRoleForCloudTrail"}
    assert code_of(lambda: new.client("iam", MANAGEMENT, HOME).get_role(**role)) == "NoSuchEntity"
    organizations.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")
    assert code_of(lambda: cloudtrail.create_trail(**trail)) == "S3BucketDoesNotExistException"
    organizations.disable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")


def test_an_email_waits_for_its_confirmation(new: LocalAws) -> None:
    """Its address is the token: the message that has one never leaves the machine."""
    sns = new.client("sns", MANAGEMENT, HOME)
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    address = {"Protocol": "email", "Endpoint": "a@example.com"}
    subscribed = sns.subscribe(TopicArn=topic, **address, ReturnSubscriptionArn=True)["SubscriptionArn"]
    [waiting] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    attributes = sns.get_subscription_attributes(SubscriptionArn=subscribed)["Attributes"]
    assert (waiting["SubscriptionArn"], attributes["PendingConfirmation"]) == ("PendingConfirmation", "true")
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsPending"] == "1"
    sns.confirm_subscription(TopicArn=topic, Token="a@example.com")  # noqa: S106 the address
    [confirmed] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert confirmed["SubscriptionArn"] == subscribed


def test_an_unknown_policy_type() -> None:
    """It is refused by name, with the types that there are."""
    command = [sys.executable, "-m", "emulator", "--baseline", str(BASELINE), "--policy-types", "SCP"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert refused.returncode == 2
    assert "SCP isn't a policy type; choose none, or from SERVICE_CONTROL_POLICY, " in refused.stderr
