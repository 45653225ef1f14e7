"""Every alarm is raised by what it is about, and by nothing beside it."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.sections.alerts import AlarmId
from guardrails.stacks.alarms import Alarm, chosen_alarms
from guardrails.stacks.alarms.pattern import MAX_CHARACTERS
from scripts import alarms_page
from tests.stacks.cloudtrail_events import (
    ARCHIVE,
    MANAGEMENT,
    NETWORK,
    SANDBOX,
    SHOP,
    Event,
    asking,
    by_role,
    by_root,
    call,
    identity_center,
    read,
    refused,
    sign_in,
)
from tests.stacks.filter_syntax import FilterPattern
from tests.stacks.helpers import edited

GROUP = "/guardrails/organization-trail"
BUCKET = "exampleorg1-organization-trail"
BREAK_GLASS = f"arn:aws:iam::{SHOP}:role/break-glass"

CASES: tuple[tuple[str, Event, set[str]], ...] = (
    ("an everyday change", call("ec2:RunInstances"), set()),
    ("root reads", by_root(read("s3:ListBuckets")), {"root-use"}),
    ("root signs in", sign_in(who="Root"), {"root-use"}),
    ("a service acts for root", by_root(call("s3:PutObject"), invokedBy="AWS Internal"), set()),
    ("a service event of root", by_root(call("acm:Renew", eventType="AwsServiceEvent")), set()),
    ("a user signs in with MFA", sign_in(), set()),
    ("a user signs in without MFA", sign_in(mfa="No"), {"sign-in-without-mfa"}),
    ("nothing said of MFA", sign_in(mfa=""), {"sign-in-without-mfa"}),
    ("root signs in without MFA", sign_in(who="Root", mfa="No"), {"root-use", "sign-in-without-mfa"}),
    ("Identity Center's session enters the console", sign_in(who="AssumedRole", mfa="No"), set()),
    ("a wrong password", sign_in(mfa="No", result="Failure"), {"failed-sign-ins"}),
    ("a wrong code", identity_center("CredentialVerification", "Failure"), {"failed-sign-ins"}),
    ("a right code", identity_center("CredentialVerification", "Success"), set()),
    ("signed in to Identity Center", identity_center("UserAuthentication", "Success"), set()),
    ("a refused call", refused(call("s3:CreateBucket")), {"unauthorized-calls"}),
    (
        "refused by EC2",
        refused(call("ec2:RunInstances"), "Client.UnauthorizedOperation"),
        {"unauthorized-calls"},
    ),
    (
        "refused with an exception",
        refused(read("sns:ListTopics"), "AccessDeniedException"),
        {"unauthorized-calls"},
    ),
    ("throttled", refused(read("ec2:DescribeInstances"), "Client.RequestLimitExceeded"), set()),
    ("an SCP is changed", call("organizations:UpdatePolicy", account=MANAGEMENT), {"policy-changes"}),
    ("an SCP is detached", call("organizations:DetachPolicy", account=MANAGEMENT), {"policy-changes"}),
    (
        "SCPs are switched off",
        call("organizations:DisablePolicyType", account=MANAGEMENT),
        {"policy-changes"},
    ),
    ("policies are read", read("organizations:DescribePolicy", account=MANAGEMENT), set()),
    ("policies are listed", read("organizations:ListPolicies", account=MANAGEMENT), set()),
    ("no right to detach", refused(call("organizations:DetachPolicy")), {"unauthorized-calls"}),
    (
        "an event of an old version, which doesn't say that it changed something",
        {key: value for key, value in call("organizations:DeletePolicy").items() if key != "readOnly"},
        {"policy-changes"},
    ),
    ("an account moves", call("organizations:MoveAccount", account=MANAGEMENT), {"organization-changes"}),
    ("an account leaves", call("organizations:LeaveOrganization"), {"organization-changes"}),
    ("somebody else's service", call("organizations:EnableAWSServiceAccess"), {"organization-changes"}),
    ("the trail stops", call("cloudtrail:StopLogging", account=MANAGEMENT), {"trail-changes"}),
    ("the trail is deleted", call("cloudtrail:DeleteTrail", account=MANAGEMENT), {"trail-changes"}),
    ("the trail is read", read("cloudtrail:GetTrailStatus"), set()),
    ("the log group goes", asking(call("logs:DeleteLogGroup"), logGroupName=GROUP), {"trail-changes"}),
    ("a filter goes", asking(call("logs:DeleteMetricFilter"), logGroupName=GROUP), {"trail-changes"}),
    ("another log group goes", asking(call("logs:DeleteLogGroup"), logGroupName="/app"), set()),
    ("the log is written", asking(call("logs:CreateLogStream"), logGroupName=GROUP), set()),
    (
        "the bucket opens",
        asking(call("s3:PutBucketPolicy", account=ARCHIVE), bucketName=BUCKET),
        {"trail-changes"},
    ),
    (
        "the access logs' bucket goes",
        asking(call("s3:DeleteBucket", account=ARCHIVE), bucketName=f"{BUCKET}-access"),
        {"trail-changes"},
    ),
    ("another bucket opens", asking(call("s3:PutBucketPolicy"), bucketName="shop"), set()),
    ("the bucket is read", asking(read("s3:GetBucketAcl"), bucketName=BUCKET), set()),
    ("a role's policy", call("iam:PutRolePolicy", region="us-east-1"), {"iam-policy-changes"}),
    ("a trust policy", call("iam:UpdateAssumeRolePolicy", region="us-east-1"), {"iam-policy-changes"}),
    ("a boundary goes", call("iam:DeleteRolePermissionsBoundary"), {"iam-policy-changes"}),
    ("a policy is tried", read("iam:SimulatePrincipalPolicy"), set()),
    ("a role is made", call("iam:CreateRole", region="us-east-1"), set()),
    ("an assignment", call("sso:CreateAccountAssignment", account=MANAGEMENT), {"identity-center-changes"}),
    ("a permission set", call("sso:PutInlinePolicyToPermissionSet"), {"identity-center-changes"}),
    ("a member", call("identitystore:CreateGroupMembership"), {"identity-center-changes"}),
    ("a user", call("sso-directory:CreateUser"), {"identity-center-changes"}),
    ("a person enters an account", call("sso:Federate", account=MANAGEMENT), set()),
    ("the CLI gets a token", call("sso:CreateToken", account=MANAGEMENT), set()),
    ("the console looks", call("sso-directory:DescribeUsers", account=MANAGEMENT), set()),
    ("a key's end", call("kms:ScheduleKeyDeletion"), {"key-deletion"}),
    ("a key stops", call("kms:DisableKey"), {"key-deletion"}),
    ("a key is rescued", call("kms:CancelKeyDeletion"), set()),
    ("an access key", call("iam:CreateAccessKey", region="us-east-1"), {"access-key-creation"}),
    ("an access key goes", call("iam:DeleteAccessKey", region="us-east-1"), set()),
    ("an IAM user", call("iam:CreateUser", region="us-east-1"), {"iam-user-creation"}),
    ("a password", call("iam:CreateLoginProfile", region="us-east-1"), {"iam-user-creation"}),
    ("another service's user", call("cognito-idp:CreateUser"), set()),
    ("break-glass reads", by_role(read("ec2:DescribeInstances"), "break-glass"), {"break-glass-use"}),
    (
        "break-glass is refused",
        by_role(refused(call("ec2:RunInstances")), "break-glass"),
        {"break-glass-use", "unauthorized-calls"},
    ),
    ("break-glass is assumed", asking(read("sts:AssumeRole"), roleArn=BREAK_GLASS), {"break-glass-use"}),
    (
        "break-glass is assumed by SAML",
        asking(read("sts:AssumeRoleWithSAML"), roleArn=BREAK_GLASS),
        {"break-glass-use"},
    ),
    (
        "break-glass is refused to somebody",
        refused(asking(read("sts:AssumeRole"), roleArn=BREAK_GLASS)),
        {"break-glass-use", "unauthorized-calls"},
    ),
    ("a role of another name", by_role(call("ec2:RunInstances"), "no-break-glass"), set()),
    ("a role named alike", by_role(call("ec2:RunInstances"), "break-glass-2"), set()),
    ("another role is assumed", asking(read("sts:AssumeRole"), roleArn=f"{BREAK_GLASS}-2"), set()),
    ("nobody lists Tokyo", call("ec2:RunInstances", region="ap-northeast-1"), {"unexpected-region"}),
    ("nobody lists Oregon", call("ec2:RunInstances", region="us-west-2"), {"unexpected-region"}),
    ("a region of tomorrow", call("s3:CreateBucket", region="eu-east-9"), {"unexpected-region"}),
    ("Tokyo is only read", read("ec2:DescribeInstances", region="ap-northeast-1"), set()),
    (
        "the guardrail holds in Tokyo",
        refused(call("ec2:RunInstances", region="ap-northeast-1"), "Client.UnauthorizedOperation"),
        {"unauthorized-calls"},
    ),
    ("Virginia isn't the shop's", call("ec2:RunInstances", region="us-east-1"), {"unexpected-region"}),
    (
        "nor the management account's",
        call("lambda:CreateFunction20150331", account=MANAGEMENT, region="us-east-1"),
        {"unexpected-region"},
    ),
    ("Virginia is the network's", call("ec2:CreateVpc", account=NETWORK, region="us-east-1"), set()),
    (
        "an account that isn't in the file yet",
        call("ec2:CreateVpc", account="999999999999", region="us-east-1"),
        {"unexpected-region"},
    ),
    ("a global service in Virginia", call("cloudfront:CreateDistribution", region="us-east-1"), set()),
    ("a global service in Oregon", call("globalaccelerator:CreateAccelerator", region="us-west-2"), set()),
    (
        "Ireland isn't the sandbox's",
        call("s3:CreateBucket", account=SANDBOX, region="eu-west-1"),
        {"unexpected-region"},
    ),
    ("Ireland is the shop's", call("s3:CreateBucket", region="eu-west-1"), set()),
    ("a service that all are denied", call("gamelift:CreateFleet", account=NETWORK), {"unexpected-service"}),
    (
        "even the management account",
        call("workmail:CreateOrganization", account=MANAGEMENT),
        {"unexpected-service"},
    ),
    ("a service that is only looked at", read("gamelift:ListFleets"), set()),
    ("a service that begins alike", call("iotevents:CreateInput"), set()),
    ("Prod has no Lightsail", call("lightsail:CreateInstances"), {"unexpected-service"}),
    ("others have", call("lightsail:CreateInstances", account=NETWORK), set()),
    (
        "the sandbox has ten services, EC2 is none",
        call("ec2:RunInstances", account=SANDBOX),
        {"unexpected-service"},
    ),
    ("Lambda is one", call("lambda:CreateFunction20150331", account=SANDBOX), set()),
    ("CloudWatch is one, under another name", call("monitoring:PutMetricAlarm", account=SANDBOX), set()),
    (
        "both at once",
        call("ec2:RunInstances", account=SANDBOX, region="us-east-1"),
        {"unexpected-region", "unexpected-service"},
    ),
)


def alarms_of(baseline: Baseline) -> dict[str, Alarm]:
    """Give the alarms of a baseline that has alerts."""
    assert baseline.alerts is not None
    assert baseline.trail is not None
    return {alarm.id: alarm for alarm in chosen_alarms(baseline, baseline.alerts, baseline.trail)}


@pytest.fixture(scope="module")
def alarms(baseline: Baseline) -> dict[str, Alarm]:
    """The example's alarms."""
    return alarms_of(baseline)


def raised(alarms: dict[str, Alarm], event: Event) -> dict[str, int]:
    """Count what an event adds to each alarm's metric; it must not hang on what AWS leaves open."""
    counts: dict[str, int] = {}
    for alarm in alarms.values():
        strict, lenient = (
            sum(FilterPattern(text, absent_differs=either).matches(event) for text in alarm.patterns)
            for either in (False, True)
        )
        assert strict == lenient, alarm.id
        if strict:
            counts[alarm.id] = strict
    return counts


@pytest.mark.parametrize(("event", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_event_raises_these_alarms_alone(
    alarms: dict[str, Alarm], event: Event, expected: set[str]
) -> None:
    """Each event counts once in the metric of each alarm that it is about, and in no other."""
    assert raised(alarms, event) == dict.fromkeys(expected, 1)


def test_every_alarm_is_tried() -> None:
    """No alarm that can be declared goes without an event that raises it."""
    assert {id_ for case in CASES for id_ in case[2]} == set(get_args(AlarmId))


def test_the_example_has_every_alarm(alarms: dict[str, Alarm]) -> None:
    """In the order of their declaration."""
    assert list(alarms) == list(get_args(AlarmId))


def test_patterns_fit(alarms: dict[str, Alarm]) -> None:
    """CloudWatch Logs takes 1,024 characters, and none of them twice."""
    texts = [text for alarm in alarms.values() for text in alarm.patterns]
    assert max(len(text) for text in texts) <= MAX_CHARACTERS
    assert len(set(texts)) == len(texts)
    assert all(alarm.patterns for alarm in alarms.values())


def with_alerts(**more: Any) -> Baseline:
    """Give the example with another section `alerts`."""
    section = {"subscribers": {"critical": {"emails": ["ops@example.com"]}}, **more}
    return edited(lambda data: data.update(alerts=section))


def test_a_fork_changes_single_alarms() -> None:
    """It switches one off, moves one and raises a threshold; the rest stays."""
    changes = {
        "iam-policy-changes": {"enabled": False},
        "unauthorized-calls": {"severity": "info", "threshold": 100},
    }
    found = alarms_of(with_alerts(alarms=changes))
    assert set(get_args(AlarmId)) - set(found) == {"iam-policy-changes", "break-glass-use"}
    assert (found["unauthorized-calls"].severity, found["unauthorized-calls"].threshold) == ("info", 100)
    assert (found["root-use"].severity, found["root-use"].threshold) == ("critical", 1)


def test_without_by_account_only_what_nobody_may_use_counts() -> None:
    """What one account may use is then expected in all."""
    found = alarms_of(with_alerts(by_account=False))
    assert raised(found, call("ec2:RunInstances", region="us-east-1")) == {}
    assert raised(found, call("lightsail:CreateInstances")) == {}
    assert raised(found, call("ec2:RunInstances", region="ap-northeast-1")) == {"unexpected-region": 1}
    assert raised(found, call("gamelift:CreateFleet")) == {"unexpected-service": 1}


PRINCIPALS = (
    ("arn:aws:iam::*:role/break-glass", BREAK_GLASS, "arn:aws:iam::1:role/glass"),
    (
        f"arn:aws:iam::{MANAGEMENT}:role/fire",
        f"arn:aws:iam::{MANAGEMENT}:role/fire",
        f"arn:aws:iam::{SHOP}:role/fire",
    ),
    (
        "arn:aws:iam::*:role/aws-reserved/*/AWSReservedSSO_Fire_*",
        f"arn:aws:iam::{SHOP}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Fire_0a",
        BREAK_GLASS,
    ),
    ("arn:aws:iam::*:role/fire-??", f"arn:aws:iam::{SHOP}:role/fire-eu", BREAK_GLASS),
)


@pytest.mark.parametrize(("principal", "used", "other"), PRINCIPALS, ids=[case[0] for case in PRINCIPALS])
def test_break_glass_follows_the_exemption(principal: str, used: str, other: str) -> None:
    """The filter is built from the ARN pattern, wildcards included."""
    section = {"subscribers": {"critical": {"emails": ["ops@example.com"]}}, "break_glass": ["break-glass"]}

    def edit(data: dict[str, Any]) -> None:
        data["alerts"] = section
        data["exemptions"]["break-glass"]["principal"] = principal

    found = {"break-glass-use": alarms_of(edited(edit))["break-glass-use"]}
    for role, counted in ((used, {"break-glass-use": 1}), (other, {})):
        account, _, name = role.removeprefix("arn:aws:iam::").partition(":role/")
        assert raised(found, by_role(call("ec2:RunInstances", account=account), name)) == counted


def test_a_break_glass_user_is_watched_too() -> None:
    """An exemption may name a user."""

    def edit(data: dict[str, Any]) -> None:
        subscribers = {"critical": {"emails": ["ops@example.com"]}}
        data["alerts"] = {"subscribers": subscribers, "break_glass": ["break-glass"]}
        data["exemptions"]["break-glass"]["principal"] = "arn:aws:iam::*:user/break-glass"

    found = {"break-glass-use": alarms_of(edited(edit))["break-glass-use"]}
    user = {"type": "IAMUser", "arn": f"arn:aws:iam::{SHOP}:user/break-glass", "accountId": SHOP}
    assert raised(found, {**call("ec2:RunInstances"), "userIdentity": user}) == {"break-glass-use": 1}
    assert raised(found, call("ec2:RunInstances")) == {}


def test_the_page_says_what_the_alarms_say() -> None:
    """`python -m scripts.alarms_page` writes it anew."""
    assert alarms_page.PAGE.read_text(encoding="utf-8") == alarms_page.page()
