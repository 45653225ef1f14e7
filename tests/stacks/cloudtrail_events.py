"""CloudTrail events as the organization trail records them, and the alarms that each must raise."""

from __future__ import annotations

from typing import Any

MANAGEMENT, ARCHIVE, NETWORK, SHOP, SANDBOX = (
    "111111111111",
    "222222222222",
    "333333333331",
    "444444444441",
    "777777777771",
)
Event = dict[str, Any]


def role_session(role: str, account: str, session: str = "ada@example.com") -> dict[str, Any]:
    """Give the identity of somebody who assumed a role; `role` may have a path."""
    name = role.rpartition("/")[2]
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLEROLEID1234:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "accountId": account,
        "accessKeyId": "ASIAEXAMPLEKEYID1234",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAEXAMPLEROLEID1234",
                "arn": f"arn:aws:iam::{account}:role/{role}",
                "accountId": account,
                "userName": name,
            },
            "attributes": {"creationDate": "2026-11-22T08:55:02Z", "mfaAuthenticated": "false"},
        },
    }


ADMINISTRATOR = "aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Administrator_0123456789abcdef"


def call(action: str, *, account: str = SHOP, region: str = "eu-central-1", **more: Any) -> Event:
    """Give the event of a call, `service:Operation`, that changed something and succeeded."""
    service, _, name = action.partition(":")
    return {
        "eventVersion": "1.11",
        "userIdentity": role_session(ADMINISTRATOR, account),
        "eventTime": "2026-11-22T09:01:44Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": {},
        "responseElements": None,
        "requestID": "0f4c2a9e-7b1d-4f7e-9c55-2f3d8f1a6b10",
        "eventID": "5f7d2c1b-93aa-4b0e-8d58-6b0f6a1c2d3e",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
        **more,
    }


def read(action: str, **more: Any) -> Event:
    """Give the event of a call that only read."""
    return call(action, **{"readOnly": True, **more})


def refused(event: Event, code: str = "AccessDenied") -> Event:
    """Give the event of the same call, refused."""
    return {**event, "errorCode": code, "errorMessage": "User is not authorized to perform this operation"}


def sign_in(*, who: str = "IAMUser", mfa: str = "Yes", result: str = "Success") -> Event:
    """Give the event of a sign-in to the console, recorded where its endpoint is."""
    failed = {"errorMessage": "Failed authentication"} if result == "Failure" else {}
    return {
        **call("signin:ConsoleLogin", region="eu-north-1"),
        "userIdentity": {
            "type": who,
            "principalId": "AIDAEXAMPLEUSERID1234",
            "arn": f"arn:aws:iam::{SHOP}:user/grace",
            "accountId": SHOP,
            "userName": "grace",
        },
        "responseElements": {"ConsoleLogin": result},
        "additionalEventData": {"LoginTo": "https://console.aws.amazon.com/", "MobileVersion": "No"}
        | ({"MFAUsed": mfa} if mfa else {}),
        "eventType": "AwsConsoleSignIn",
        **failed,
    }


def identity_center(name: str, result: str) -> Event:
    """Give the event of a step of a sign-in to Identity Center."""
    return {
        **call(f"signin:{name}", account=MANAGEMENT),
        "userIdentity": {
            "type": "IdentityCenterUser",
            "accountId": MANAGEMENT,
            "onBehalfOf": {"userId": "99671a2b3c-0a1b2c3d", "identityStoreArn": "arn:aws:identitystore::x"},
        },
        "requestParameters": None,
        "additionalEventData": {"AuthWorkflowID": "9d74b32f", "CredentialType": "TOTP"},
        "eventType": "AwsServiceEvent",
        "serviceEventDetails": {name: result},
    }


def by_root(event: Event, **more: Any) -> Event:
    """Give the event with the account's root user as who made it."""
    account = event["recipientAccountId"]
    identity = {"type": "Root", "principalId": account, "arn": f"arn:aws:iam::{account}:root"}
    return {**event, "userIdentity": {**identity, "accountId": account, **more}}


def by_user(event: Event) -> Event:
    """Give the event with an IAM user as who made it, who has no session."""
    account = event["recipientAccountId"]
    identity = {"type": "IAMUser", "principalId": "AIDAEXAMPLEUSERID1234", "userName": "grace"}
    arn = f"arn:aws:iam::{account}:user/grace"
    return {**event, "userIdentity": {**identity, "accountId": account, "arn": arn}}


def by_role(event: Event, role: str) -> Event:
    """Give the event with a session of another role."""
    return {**event, "userIdentity": role_session(role, event["recipientAccountId"])}


def asking(event: Event, **parameters: Any) -> Event:
    """Give the event with request parameters."""
    return {**event, "requestParameters": parameters}
