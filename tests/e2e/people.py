"""What people do besides the pages' commands: second factors, addresses, a change in the console."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from emulator import totp
from emulator.client import LocalAws

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def register_root_factors(aws: LocalAws, management: str) -> None:
    """Sign in as the root user of each account, and register a second factor."""
    organizations = aws.client("organizations", management, "us-east-1")
    for page in organizations.get_paginator("list_accounts").paginate():
        for account in page["Accounts"]:
            aws.controls.set_root_user(account["Id"], second_factor=True)


def register_factor(aws: LocalAws, management: str, user: str) -> None:
    """Register a device for a user of the management account."""
    iam = aws.client("iam", management, "us-east-1")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()
    codes = totp.shown_now(seed)
    iam.enable_mfa_device(
        UserName=user,
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1=codes[0],
        AuthenticationCode2=codes[1],
    )


def confirm_subscriptions(aws: LocalAws, account: str, *regions: str) -> None:
    """Follow the link in each message that AWS has sent to an address."""
    for region in regions:
        sns = aws.client("sns", account, region)
        for topic in sns.list_topics()["Topics"]:
            listed = sns.list_subscriptions_by_topic(TopicArn=topic["TopicArn"])["Subscriptions"]
            for subscription in listed:
                if subscription["SubscriptionArn"] == "PendingConfirmation":
                    sns.confirm_subscription(TopicArn=topic["TopicArn"], Token=subscription["Endpoint"])


def fill_groups(aws: LocalAws, account: str, region: str, people: Iterable[str]) -> None:
    """Make people in Identity Center, and put them into every group."""
    [instance] = aws.client("sso-admin", account, region).list_instances()["Instances"]
    store = {"IdentityStoreId": instance["IdentityStoreId"]}
    client = aws.client("identitystore", account, region)
    for person in people:
        name = {"GivenName": person, "FamilyName": person}
        user = client.create_user(**store, UserName=person, DisplayName=person, Name=name)["UserId"]
        for group in client.list_groups(**store)["Groups"]:
            client.create_group_membership(**store, GroupId=group["GroupId"], MemberId={"UserId": user})


def in_the_console(aws: LocalAws, management: str, person: str, region: str = "us-east-1") -> Any:
    """Sign a person in with a permission set in the management account; return what makes clients."""
    name = "AWSReservedSSO_AWSAdministratorAccess_0a1b2c3d4e5f6071"
    iam = aws.client("iam", management, "us-east-1")
    trust = {"Effect": "Allow", "Principal": {"AWS": management}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    path = "/aws-reserved/sso.amazonaws.com/"
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=document)
    role = iam.get_role(RoleName=name)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    session = aws.assume_role(role, caller=management, region="us-east-1", session=person)
    return lambda service: aws.client(service, management, region, session)
