"""Random requests: who does what to which resource, and what AWS would say of it in condition keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.policy.differential.dice import Dice

HOME = "111111111111"
OTHER = "222222222222"
MANAGEMENT = "999999999999"
REGIONS = ("eu-west-1", "eu-central-1", "us-east-1")
EVERYTHING = "*"

TARGETS = (
    ("ec2:RunInstances", "arn:aws:ec2:{region}:{account}:instance/i-0abc12"),
    ("ec2:TerminateInstances", "arn:aws:ec2:{region}:{account}:instance/i-0abc12"),
    ("ec2:DescribeInstances", EVERYTHING),
    ("s3:GetObject", "arn:aws:s3:::logs-{account}/2026/05/app.gz"),
    ("s3:GetObject", "arn:aws:s3:::team-blue/report[1].csv"),
    ("s3:GetObject", "arn:aws:s3:::team-blue/run:7/out"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::logs-{account}"),
    ("s3:ListAllMyBuckets", EVERYTHING),
    ("iam:CreateUser", "arn:aws:iam::{account}:user/people/alice"),
    ("iam:DeleteRole", "arn:aws:iam::{account}:role/app/deployer"),
    ("iam:ListUsers", EVERYTHING),
    ("sts:AssumeRole", "arn:aws:iam::{account}:role/app/deployer"),
    ("sts:GetCallerIdentity", EVERYTHING),
    ("kms:Decrypt", "arn:aws:kms:{region}:{account}:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("kms:RetireGrant", "arn:aws:kms:{region}:{account}:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("lambda:InvokeFunction", "arn:aws:lambda:{region}:{account}:function:resize:live"),
    ("logs:PutLogEvents", "arn:aws:logs:{region}:{account}:log-group:/aws/app:log-stream:one"),
    ("sns:Publish", "arn:aws:sns:{region}:{account}:alarms"),
    ("sqs:SendMessage", "arn:aws:sqs:{region}:{account}:orders.fifo"),
    ("dynamodb:PutItem", "arn:aws:dynamodb:{region}:{account}:table/Orders"),
    ("organizations:LeaveOrganization", EVERYTHING),
    ("cloudtrail:StopLogging", "arn:aws:cloudtrail:{region}:{account}:trail/organization"),
    ("ssm:GetParameter", "arn:aws:ssm:{region}:{account}:parameter/prod/db/password"),
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:{region}:{account}:secret:prod/db-AbC123"),
    ("states:StartExecution", "arn:aws:states:{region}:{account}:stateMachine:nightly"),
    (
        "guardduty:DeleteDetector",
        "arn:aws:guardduty:{region}:{account}:detector/12abc34d567e8fa901bc2d34e56789f0",
    ),
)
"""Actions that exist, each with a resource of a kind that it takes; `*` where it takes none."""

BOUND_BY_RCPS = frozenset({"s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "logs"})
"""Services that a case with RCPs asks about; https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html."""


@dataclass(frozen=True)
class Caller:
    """Who asks: the ARN that signs, what `aws:PrincipalArn` says, and how the guardrails see him."""

    arn: str
    principal_arn: str
    kind: str
    outside: bool = False
    in_management: bool = False

    @property
    def account(self) -> str:
        """Return the account of the caller."""
        return self.arn.split(":")[4]


def _roles(account: str) -> tuple[Caller, ...]:
    role = f"arn:aws:iam::{account}:role/"
    session = f"arn:aws:sts::{account}:assumed-role/"
    return (
        Caller(f"{role}app/Deployer", f"{role}app/Deployer", "AssumedRole"),
        Caller(f"{session}Deployer/alice@example.com", f"{role}app/Deployer", "AssumedRole"),
        Caller(f"{session}Admin/i-0abc12", f"{role}Admin", "AssumedRole"),
        Caller(f"arn:aws:iam::{account}:user/people/bob", f"arn:aws:iam::{account}:user/people/bob", "User"),
        Caller(f"arn:aws:iam::{account}:root", f"arn:aws:iam::{account}:root", "Account"),
    )


_SERVICE_LINKED = f"arn:aws:iam::{HOME}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
_LOOKALIKE = f"arn:aws:iam::{HOME}:role/my/aws-service-role/AWSServiceRoleForECS"
_OUTSIDER = f"arn:aws:iam::{OTHER}:role/Partner"
_MANAGER = f"arn:aws:iam::{MANAGEMENT}:role/Admin"

_USUAL = _roles(HOME)
_UNUSUAL = (
    Caller(_SERVICE_LINKED, _SERVICE_LINKED, "AssumedRole"),
    Caller(_LOOKALIKE, _LOOKALIKE, "AssumedRole"),
    Caller(_OUTSIDER, _OUTSIDER, "AssumedRole", outside=True),
    Caller(_MANAGER, _MANAGER, "AssumedRole", in_management=True),
)


def caller(dice: Dice) -> Caller:
    """Choose who asks; one in seven is somebody whom SCPs don't bind, or who looks like it."""
    return dice.pick(_UNUSUAL) if dice.chance(1 / 7) else dice.pick(_USUAL)


def target(dice: Dice, *, under_rcps: bool) -> tuple[str, str, str]:
    """Choose an action, a resource and the resource's account."""
    service = ""
    while not service or (under_rcps and service not in BOUND_BY_RCPS and not dice.chance(0.15)):
        action, template = dice.pick(TARGETS)
        service = action.split(":")[0]
    account = HOME
    return action, template.format(region=dice.pick(REGIONS[:2]), account=account), account


def context(dice: Dice, who: Caller) -> dict[str, Any]:
    """Say of a request what AWS says in condition keys; each key but a few is missing now and then."""
    always = {
        "aws:PrincipalArn": who.principal_arn,
        "aws:PrincipalAccount": who.account,
        "aws:PrincipalType": who.kind,
        "aws:PrincipalIsAWSService": "false",
    }
    if not who.outside:
        always["aws:PrincipalOrgID"] = "o-abcdefghij"
    perhaps: dict[str, Any] = {
        "aws:RequestedRegion": dice.pick(REGIONS),
        "aws:PrincipalTag/team": dice.pick(("blue", "Blue", "red", "a*c", "a?c$", "[x]")),
        "aws:PrincipalTag/level": dice.pick(("5", "5.0", "-2", "10", "high")),
        "aws:PrincipalTag/key": dice.pick(("QmluYXJ5", "AAEC", "qmluyxj5")),
        "aws:RequestTag/env": dice.pick(("prod", "dev", "PROD", "Straße")),
        "aws:SourceIdentity": dice.pick(("alice", "bob")),
        "aws:SourceVpc": dice.pick(("vpc-1a", "vpc-2b")),
        "aws:SourceArn": dice.pick(("arn:aws:sns:eu-west-1:111111111111:alarms", "arn:aws:s3:::team-blue")),
        "aws:SecureTransport": dice.pick(("true", "false", "True")),
        "aws:MultiFactorAuthPresent": dice.pick(("true", "false")),
        "aws:MultiFactorAuthAge": dice.pick(("0", "300", "3600")),
        "aws:CurrentTime": dice.pick(
            ("2026-05-01T12:00:00Z", "2026-05-01T00:00:00Z", "2027-01-01T00:00:00Z")
        ),
        "aws:TokenIssueTime": dice.pick(("2026-05-01T11:00:00Z", "2026-04-30T23:59:59Z")),
        "aws:EpochTime": dice.pick(("1777636800", "1777593600")),
        "aws:SourceIp": dice.pick(
            ("203.0.113.7", "198.51.100.255", "10.0.0.1", "2001:db8::7", "2001:db8:0:1::ff")
        ),
        "aws:TagKeys": dice.pick((["env"], ["env", "team"], ["Env", "cost"], ["env", "team", "owner"])),
        "aws:PrincipalOrgPaths": dice.pick(
            (["o-abcdefghij/r-1/ou-prod/ou-x/"], ["o-abcdefghij/r-1/ou-dev/"])
        ),
        "aws:CalledVia": dice.pick(
            (["athena.amazonaws.com"], ["cloudformation.amazonaws.com", "dynamodb.amazonaws.com"])
        ),
    }
    if who.kind == "User":
        perhaps["aws:username"] = "bob"
    missing = dice.pick((0.1, 0.3, 0.6))
    return always | {key: value for key, value in perhaps.items() if not dice.chance(missing)}
