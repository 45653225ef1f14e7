"""Service control policies bind the calls of member accounts, as on AWS."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from emulator.client import Credentials, LocalAws
from tests.emulator.cases import allow
from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, MANAGEMENT, SHOP

if TYPE_CHECKING:
    from collections.abc import Iterator

SECURITY, WORKLOADS = "ou-ex4m-security", "ou-ex4m-workload"
FAR = "ap-southeast-2"
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
_EVERYBODY_BUT_BREAK_GLASS = {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/break-glass"}}
REGIONS = {
    "Sid": "DenyUnusedRegions",
    "Effect": "Deny",
    "NotAction": ["iam:*", "sts:*", "organizations:*", "cloudfront:Get*"],
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:RequestedRegion": [HOME]}, **_EVERYBODY_BUT_BREAK_GLASS},
}


@contextmanager
def attached(aws: LocalAws, target: str, *statements: dict[str, Any]) -> Iterator[str]:
    """Attach an SCP while the block runs."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    policy = organizations.create_policy(
        Name=f"scp-{uuid.uuid4().hex[:8]}",
        Type="SERVICE_CONTROL_POLICY",
        Description="",
        Content=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=target)
    try:
        yield policy
    finally:
        organizations.detach_policy(PolicyId=policy, TargetId=target)
        organizations.delete_policy(PolicyId=policy)


def outcome(aws: LocalAws, account: str, region: str, who: Credentials | None, call: str, **more: Any) -> str:
    """Make a call; say "allowed", or AWS's error code."""
    service, operation = call.split(".")
    try:
        getattr(aws.client(service, account, region, who), operation)(**more)
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        return "denied" if code in DENIED else code
    return "allowed"


def role(aws: LocalAws, account: str, name: str, policy: dict[str, Any] | None = None) -> Credentials:
    """Make a role in an account, if it isn't there, and assume it from the account's own root user."""
    iam = aws.client("iam", account, HOME)
    trust = allow("sts:AssumeRole", {"AWS": f"arn:aws:iam::{account}:root"})
    del trust["Statement"][0]["Resource"]
    path, _, short = name.rpartition("/")
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(
            RoleName=short, Path=f"/{path}/" if path else "/", AssumeRolePolicyDocument=json.dumps(trust)
        )
    iam.put_role_policy(RoleName=short, PolicyName="can", PolicyDocument=json.dumps(policy or allow("*")))
    return aws.assume_role(f"arn:aws:iam::{account}:role/{name}", caller=account, region=HOME)


@pytest.mark.parametrize(
    "call",
    ["ec2.describe_vpcs", "sqs.list_queues", "s3.list_buckets", "dynamodb.list_tables", "kms.list_keys"],
)
def test_a_denied_region(aws: LocalAws, call: str) -> None:
    """A member's role works in the allowed region and is refused in another, in whatever service."""
    member = role(aws, SHOP, "developer")
    with attached(aws, SHOP, REGIONS):
        assert outcome(aws, SHOP, HOME, member, call) == "allowed"
        assert outcome(aws, SHOP, FAR, member, call) == "denied"
    assert outcome(aws, SHOP, FAR, member, call) == "allowed"


def test_global_services_work_in_every_region(aws: LocalAws) -> None:
    """IAM answers from us-east-1, and the exemption names it."""
    member = role(aws, SHOP, "developer")
    with attached(aws, SHOP, REGIONS):
        assert outcome(aws, SHOP, FAR, member, "iam.list_roles") == "allowed"


def test_who_is_bound(aws: LocalAws) -> None:
    """The member's root user and its IAM users are, an exempt role and the management account aren't."""
    break_glass = role(aws, SHOP, "break-glass")
    with attached(aws, "r-ex4m", REGIONS):
        assert outcome(aws, SHOP, FAR, None, "sqs.list_queues") == "denied"
        assert outcome(aws, SHOP, FAR, break_glass, "sqs.list_queues") == "allowed"
        assert outcome(aws, MANAGEMENT, FAR, None, "sqs.list_queues") == "allowed"
        manager = role(aws, MANAGEMENT, "developer")
        assert outcome(aws, MANAGEMENT, FAR, manager, "sqs.list_queues") == "allowed"


def test_an_iam_user_is_bound(aws: LocalAws) -> None:
    """The long-term key of a user is refused too."""
    iam, name = aws.client("iam", AUDIT, HOME), f"user-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="can", PolicyDocument=json.dumps(allow("*")))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    user = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    assert outcome(aws, AUDIT, FAR, user, "sqs.list_queues") == "allowed"
    with attached(aws, AUDIT, REGIONS):
        assert outcome(aws, AUDIT, FAR, user, "sqs.list_queues") == "denied"
        assert outcome(aws, AUDIT, HOME, user, "sqs.list_queues") == "allowed"


def test_a_role_with_a_path(aws: LocalAws) -> None:
    """aws:PrincipalArn is the role's ARN with its path, not the session's."""
    inside, outside = role(aws, SHOP, "team/deploy"), role(aws, SHOP, "other")
    exempt = {"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/team/*"}}
    deny = {"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Condition": exempt}
    with attached(aws, SHOP, deny):
        assert outcome(aws, SHOP, HOME, inside, "sqs.list_queues") == "allowed"
        assert outcome(aws, SHOP, HOME, outside, "sqs.list_queues") == "denied"


def test_only_the_subtree_is_bound(aws: LocalAws) -> None:
    """An SCP on a unit binds the accounts below it, however deep, and no others."""
    deny = {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}
    with attached(aws, WORKLOADS, deny):
        assert outcome(aws, SHOP, HOME, None, "sqs.list_queues") == "denied"
        assert outcome(aws, LOG_ARCHIVE, HOME, None, "sqs.list_queues") == "allowed"


def test_a_protected_trail(aws: LocalAws) -> None:
    """Nobody stops the trail."""
    deny = {
        "Effect": "Deny",
        "Action": ["cloudtrail:StopLogging", "cloudtrail:Delete*"],
        "Resource": "*",
        "Condition": _EVERYBODY_BUT_BREAK_GLASS,
    }
    developer, break_glass = role(aws, SHOP, "developer"), role(aws, SHOP, "break-glass")
    stop = "cloudtrail.stop_logging"
    with attached(aws, SECURITY, deny), attached(aws, SHOP, deny):
        assert outcome(aws, SHOP, HOME, developer, stop, Name="none") == "denied"
        assert outcome(aws, SHOP, HOME, break_glass, stop, Name="none") == "TrailNotFoundException"
        assert outcome(aws, SHOP, HOME, developer, "cloudtrail.describe_trails") == "allowed"


def test_a_protected_role(aws: LocalAws) -> None:
    """A Deny that names resources leaves the others alone."""
    role(aws, SHOP, "break-glass")
    developer = role(aws, SHOP, "developer")
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::*:role/break-glass"}
    with attached(aws, SHOP, deny):
        tags = [{"Key": "a", "Value": "b"}]
        call = "iam.tag_role"
        assert outcome(aws, SHOP, HOME, developer, call, RoleName="break-glass", Tags=tags) == "denied"
        assert outcome(aws, SHOP, HOME, developer, call, RoleName="developer", Tags=tags) == "allowed"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringNotEqualsIfExists": {"aws:RequestedRegion": HOME}}, "allowed"),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}, "allowed"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}, "denied"),
        ({"StringEquals": {"aws:PrincipalAccount": SHOP}}, "denied"),
        ({"StringNotEquals": {"aws:PrincipalTag/team": "platform"}}, "denied"),
        ({"StringEquals": {"aws:PrincipalTag/team": "platform"}}, "allowed"),
        ({"StringEqualsIfExists": {"aws:PrincipalTag/team": "platform"}}, "denied"),
        ({"Null": {"aws:PrincipalTag/team": "true"}}, "denied"),
        ({"Null": {"aws:PrincipalTag/team": "false"}}, "allowed"),
        ({"Bool": {"aws:SecureTransport": "false"}}, "allowed"),
        ({"Bool": {"aws:SecureTransport": "true"}}, "denied"),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/dev*"}}, "denied"),
        ({"ArnLike": {"aws:PrincipalArn": "arn:*:role/dev*"}}, "allowed"),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}}, "allowed"),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}, "denied"),
    ],
    ids=json.dumps,
)
def test_conditions(aws: LocalAws, condition: dict[str, Any], expected: str) -> None:
    """An operator means what it means on AWS, also where the key is missing."""
    developer = role(aws, SHOP, "developer")
    deny = {"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Condition": condition}
    with attached(aws, SHOP, deny):
        assert outcome(aws, SHOP, HOME, developer, "sqs.list_queues") == expected


def test_a_key_by_its_alias(aws: LocalAws) -> None:
    """kms:ResourceAliases names the aliases of the key that is asked for."""
    kms, alias = aws.client("kms", SHOP, HOME), f"alias/trail-{uuid.uuid4().hex[:8]}"
    named, other = (kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(2))
    kms.create_alias(AliasName=alias, TargetKeyId=named)
    deny = {
        "Effect": "Deny",
        "Action": "kms:DisableKey",
        "Resource": "*",
        "Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}},
    }
    with attached(aws, SHOP, deny):
        assert outcome(aws, SHOP, HOME, None, "kms.disable_key", KeyId=named) == "denied"
        assert outcome(aws, SHOP, HOME, None, "kms.disable_key", KeyId=other) == "allowed"


def test_every_level_must_allow(aws: LocalAws) -> None:
    """Without FullAWSAccess a level allows what its own policies say."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    full = {"PolicyId": "p-FullAWSAccess", "TargetId": AUDIT}
    with attached(aws, AUDIT, {"Effect": "Allow", "Action": ["sqs:*", "sts:*"], "Resource": "*"}):
        organizations.detach_policy(**full)
        try:
            assert outcome(aws, AUDIT, HOME, None, "sqs.list_queues") == "allowed"
            assert outcome(aws, AUDIT, HOME, None, "s3.list_buckets") == "denied"
        finally:
            organizations.attach_policy(**full)
    assert outcome(aws, AUDIT, HOME, None, "s3.list_buckets") == "allowed"


def test_identity_policies_still_count(aws: LocalAws) -> None:
    """An SCP grants nothing."""
    reader = role(aws, SHOP, "reader", allow("sqs:List*"))
    assert outcome(aws, SHOP, HOME, reader, "sqs.list_queues") == "allowed"
    assert outcome(aws, SHOP, HOME, reader, "s3.list_buckets") == "denied"


def test_the_refusal_says_why(aws: LocalAws) -> None:
    """The message names a service control policy, as AWS's does."""
    with attached(aws, SHOP, REGIONS), pytest.raises(ClientError, match="service control policy"):
        aws.client("sqs", SHOP, FAR).list_queues()


def test_a_member_sees_little_of_the_organization(aws: LocalAws) -> None:
    """A member may describe the organization and nothing more."""
    member = aws.client("organizations", SHOP, HOME)
    assert member.describe_organization()["Organization"]["Id"] == "o-exampleorg1"
    assert outcome(aws, SHOP, HOME, None, "organizations.list_accounts") == "denied"
