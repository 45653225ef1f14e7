"""For every rule a document that breaks it, and the nearest one that doesn't."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

ROLE = "arn:aws:iam::*:role/deployment"
GITHUB = "token.actions.githubusercontent.com:sub"


class Case(NamedTuple):
    """A rule, what it finds, where, and what it leaves alone."""

    rule: str
    bad: str
    good: str
    field: str
    problem: str


def deny(**elements: Any) -> dict[str, Any]:
    """Build a statement that denies deleting buckets, with other elements as given; None leaves one out."""
    usual = {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}
    return {name: value for name, value in {**usual, **elements}.items() if value is not None}


def policy(*statements: Any, **elements: Any) -> str:
    """Write a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements], **elements})


def rcp(**elements: Any) -> str:
    """Write an RCP of one statement."""
    return policy(deny(**{"Principal": "*", **elements}))


def scp(**elements: Any) -> str:
    """Write an SCP of one statement."""
    return policy(deny(**elements))


def when(operator: str, key: str, *values: str, **elements: Any) -> str:
    """Write an SCP that denies under one condition."""
    return scp(Condition={operator: {key: list(values)}}, **elements)


def _long(count: int) -> str:
    return policy(*(deny(Sid=f"S{number}", Action=f"s3:Get{'a' * 40}") for number in range(count)))


LOCK = {"NotAction": ["iam:*"], "Action": None}
FOR_ALL = {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}
TAG = {"StringEqualsIfExists": {"aws:PrincipalTag/team": "a"}}
STAGE, DEV = {"aws:PrincipalTag/stage": "prod"}, {"aws:PrincipalTag/stage": "dev*"}
TAGGED = deny(Action="ec2:CreateVolume", Condition={"Null": {"aws:RequestTag/CostCenter": "true"}})
CENTER = "aws-reserved/sso.amazonaws.com"
OURS, NO_SERVICE = {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, {"aws:PrincipalIsAWSService": "false"}
ANY_TEAM = {"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}
INSTANCES = "arn:aws:ec2:*:*:instance/*"

CASES = (
    Case("GR-DOC-001", '{"Version": // no\n}', scp(), "", "not valid JSON"),
    Case("GR-DOC-001", '{"Version": "2012-10-17", "Version": 1}', scp(), "Version", "a second time"),
    Case("GR-DOC-002", scp(Actions="s3:*"), scp(Sid="A"), "Statement[0].Actions", "no element"),
    Case("GR-DOC-002", policy(deny(), Versions=1), policy(deny(), Id="x"), "Versions", "no element"),
    Case("GR-DOC-003", policy(deny(), Version="2008-10-17"), scp(), "Version", "is not 2012-10-17"),
    Case("GR-DOC-003", '{"Statement": []}', scp(), "", "has no Version"),
    Case("GR-DOC-004", "[]", scp(), "", "no JSON object"),
    Case("GR-DOC-004", policy(), scp(), "Statement", "no statement"),
    Case("GR-DOC-004", policy("x"), scp(), "Statement[0]", "a JSON object"),
    Case("GR-DOC-005", scp(Effect="deny"), scp(), "Statement[0].Effect", "neither Allow nor Deny"),
    Case("GR-DOC-005", scp(Effect=None), scp(Effect="Allow"), "Statement[0]", "no Effect"),
    Case("GR-DOC-005", rcp(Effect="Allow"), rcp(), "Statement[0].Effect", "can't allow"),
    Case("GR-DOC-006", scp(NotAction="s3:*"), scp(**LOCK), "Statement[0]", "either Action or NotAction"),
    Case("GR-DOC-006", rcp(**LOCK), scp(**LOCK), "Statement[0].NotAction", "has no NotAction"),
    Case("GR-DOC-006", rcp(Action="*"), scp(Action="*"), "Statement[0].Action", "can't name all actions"),
    Case("GR-DOC-007", scp(Resource=None), scp(), "Statement[0]", "either Resource or NotResource"),
    Case("GR-DOC-008", rcp(NotPrincipal="*"), rcp(), "Statement[0].NotPrincipal", "has no NotPrincipal"),
    Case("GR-DOC-008", rcp(Principal={"AWS": "1"}), rcp(), "Statement[0].Principal", "is *"),
    Case("GR-DOC-009", scp(Sid="a-b"), scp(Sid="aB1"), "Statement[0].Sid", "other characters"),
    Case(
        "GR-DOC-009",
        policy(deny(Sid="A"), deny(Sid="A", Action="s3:DeleteObject")),
        policy(deny(Sid="A"), deny(Sid="a", Action="s3:DeleteObject")),
        "Statement[1].Sid",
        "names two statements, first Statement[0]",
    ),
    Case("GR-DOC-010", scp(Action=["s3:DeleteBucket", 1]), scp(), "Statement[0].Action", "list of texts"),
    Case("GR-DOC-011", scp(Condition=[]), scp(Condition={}), "Statement[0].Condition", "is an object"),
    Case(
        "GR-DOC-011",
        scp(Condition={"StringEquals": {"aws:PrincipalTag/a": "1", "aws:PrincipalTAG/a": "2"}}),
        scp(Condition={"StringEquals": {"aws:PrincipalTag/a": "1", "aws:PrincipalTag/b": "2"}}),
        "Statement[0].Condition.StringEquals.aws:PrincipalTAG/a",
        "spelled differently",
    ),
    Case("GR-DOC-012", scp(Resource="arn:aws:s3:::<bucket>"), scp(), "Statement[0].Resource", "<bucket>"),
    Case(
        "GR-DOC-012",
        when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::${Account}:role/[ROLE]"),
        when("StringEquals", "aws:ResourceTag/owner", "${aws:username}"),
        "Statement[0].Condition.ArnNotLike.aws:PrincipalArn[0]",
        "${Account}, [ROLE]",
    ),
    Case("GR-ACT-001", scp(Action="DeleteBucket"), scp(Action="*"), "Statement[0].Action", "no service"),
    Case("GR-ACT-001", scp(Action="s3:s3:Get"), scp(), "Statement[0].Action", "not service:Action"),
    Case("GR-ACT-002", scp(Action="S4:Get*"), scp(Action="S3:Get*"), "Statement[0].Action", 'service "S4"'),
    Case("GR-ACT-003", scp(Action="s3:DeleteBuckets"), scp(), "Statement[0].Action", "no action"),
    Case("GR-ACT-003", scp(Action="s3:Erase*"), scp(Action="s3:Del?te*"), "Statement[0].Action", "is like"),
    Case("GR-ACT-004", rcp(Action="ec2:*"), scp(Action="ec2:*"), "Statement[0].Action", "don't reach ec2"),
    Case(
        "GR-ACT-005", scp(Action="sts:GetCallerIdentity"), scp(Action="sts:*"), "Statement[0].Action", "works"
    ),
    Case(
        "GR-ACT-005", rcp(Action="kms:RetireGrant"), scp(Action="kms:RetireGrant"), "Statement[0].Action", ""
    ),
    Case(
        "GR-CND-001",
        when("StringEqual", "aws:PrincipalAccount", "1"),
        when("foranyvalue:stringlikeifexists", "aws:TagKeys", "a*"),
        "Statement[0].Condition.StringEqual",
        'no condition operator "StringEqual"',
    ),
    Case(
        "GR-CND-001",
        when("NullIfExists", "aws:PrincipalAccount", "true"),
        when("Null", "aws:PrincipalAccount", "true"),
        "Statement[0].Condition.NullIfExists",
        "NullIfExists",
    ),
    Case(
        "GR-CND-002",
        when("StringEquals", "aws:PrincipalOrgIdentifier", "o-1"),
        when("StringEquals", "AWS:principalorgid", "o-1"),
        "Statement[0].Condition.StringEquals.aws:PrincipalOrgIdentifier",
        "no condition key",
    ),
    Case(
        "GR-CND-003",
        when("StringEquals", "PrincipalOrgID", "o-1"),
        when("StringLike", GITHUB, "repo:a/*", Action="sts:AssumeRoleWithWebIdentity"),
        "Statement[0].Condition.StringEquals.PrincipalOrgID",
        "not prefix:name",
    ),
    Case(
        "GR-CND-004",
        when("StringEquals", "ec2:InstanceType", "t3.micro"),
        when("StringEquals", "ec2:InstanceType", "t3.micro", Action="ec2:*"),
        "Statement[0].Condition.StringEquals.ec2:InstanceType",
        "requests for s3:DeleteBucket carry no ec2:InstanceType",
    ),
    Case(
        "GR-CND-004",
        when("StringNotEquals", "ec2:InstanceType", "t3.micro", Action=["ec2:RunInstances", "ec2:CreateVpc"]),
        when("StringNotEquals", "ec2:InstanceType", "t3.micro", Action="ec2:RunInstances"),
        "Statement[0].Condition.StringNotEquals.ec2:InstanceType",
        "requests for ec2:CreateVpc carry no ec2:InstanceType, so this always holds",
    ),
    Case(
        "GR-CND-005",
        when("StringEquals", "aws:RequestedRegion", "eu-west-9"),
        when("StringEquals", "aws:RequestedRegion", "eu-west-1"),
        "Statement[0].Condition.StringEquals.aws:RequestedRegion[0]",
        '"eu-west-9" is not an AWS region',
    ),
    Case(
        "GR-CND-005",
        when("StringEquals", "aws:RequestedRegion", "eu-*"),
        when("StringLike", "aws:RequestedRegion", "eu-*"),
        "Statement[0].Condition.StringEquals.aws:RequestedRegion[0]",
        "literally",
    ),
    Case(
        "GR-CND-005",
        scp(Action="ec2:RunInstances", Resource="arn:aws:ec2:us-est-1:*:instance/*"),
        scp(Action="ec2:RunInstances", Resource="arn:aws:ec2:us-east-?:*:instance/*"),
        "Statement[0].Resource",
        '"us-est-1" is not an AWS region',
    ),
    Case(
        "GR-CND-006",
        when("StringNotEquals", "aws:RequestedRegion", "eu-west-1", **LOCK),
        when("StringNotEquals", "aws:RequestedRegion", "eu-west-1", "us-east-1", **LOCK),
        "Statement[0].Condition.StringNotEquals.aws:RequestedRegion",
        "locks us-east-1",
    ),
    Case(
        "GR-CND-007",
        scp(Condition=FOR_ALL),
        scp(Condition={**FOR_ALL, "Null": {"aws:TagKeys": "false"}}),
        "Statement[0].Condition.ForAllValues:StringEquals.aws:TagKeys",
        "denies every request without aws:TagKeys as well",
    ),
    Case(
        "GR-CND-008",
        scp(Effect="Allow", Condition=TAG),
        scp(Condition=TAG),
        "Statement[0].Condition.StringEqualsIfExists.aws:PrincipalTag/team",
        "allows every request without aws:PrincipalTag/team",
    ),
    Case(
        "GR-CND-009",
        when("Bool", "aws:MultiFactorAuthPresent", "false"),
        when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
        "Statement[0].Condition.Bool.aws:MultiFactorAuthPresent",
        "access key",
    ),
    Case(
        "GR-CND-010",
        when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", "10.0.0.0/40"),
        when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", "2001:db8::/32"),
        "Statement[0].Condition.NotIpAddress.aws:SourceIp[1]",
        "can't read",
    ),
    Case(
        "GR-CND-004",
        when("Null", "aws:RequestTag/team", "true", Action="ec2:DescribeInstances"),
        when("Null", "aws:RequestTag/team", "true", Action="ec2:CreateTags"),
        "Statement[0].Condition.Null.aws:RequestTag/team",
        "requests for ec2:DescribeInstances carry no aws:RequestTag/team",
    ),
    Case(
        "GR-CND-004",
        when("StringEquals", "s3:prefix", "a", Action="s3:DeleteBucket"),
        when("StringNotLike", "states:HTTPEndpoint", "https://a/*", Action="states:InvokeHTTPEndpoint"),
        "Statement[0].Condition.StringEquals.s3:prefix",
        "requests for s3:DeleteBucket carry no s3:prefix",
    ),
    Case(
        "GR-CND-011",
        when("StringNotLike", "ec2:InstanceType", "t3.*", Action="ec2:RunInstances"),
        when("StringNotLike", "ec2:InstanceType", "t3.*", Action="ec2:RunInstances", Resource=INSTANCES),
        "Statement[0].Condition.StringNotLike.ec2:InstanceType",
        "ec2:RunInstances also needs an image, which carries no ec2:InstanceType: it is denied always",
    ),
    Case(
        "GR-CND-011",
        when("Null", "aws:RequestTag/CostCenter", "true", Action="ec2:CreateSubnet"),
        when("Null", "aws:RequestTag/CostCenter", "false", Action="ec2:CreateSubnet"),
        "Statement[0].Condition.Null.aws:RequestTag/CostCenter",
        "ec2:CreateSubnet also needs a vpc, which carries no aws:RequestTag/CostCenter",
    ),
    Case(
        "GR-CND-011",
        when("StringNotEquals", "aws:ResourceTag/team", "a", Action="ec2:RunInstances"),
        when("StringNotEquals", "ec2:Region", "eu-west-1", Action="ec2:RunInstances"),
        "Statement[0].Condition.StringNotEquals.aws:ResourceTag/team",
        "also needs an instance, which carries no aws:ResourceTag/team",
    ),
    Case(
        "GR-CND-012",
        when("Bool", "aws:PrincipalArn", "true"),
        when("StringNotLike", "aws:PrincipalArn", ROLE),
        "Statement[0].Condition.Bool.aws:PrincipalArn",
        "Bool doesn't compare aws:PrincipalArn, which is an ARN",
    ),
    Case(
        "GR-CND-012",
        when("ArnEquals", "aws:PrincipalAccount", "111111111111"),
        when("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:*:*:accesspoint/*", Action="s3:GetObject"),
        "Statement[0].Condition.ArnEquals.aws:PrincipalAccount",
        "which is a text",
    ),
    Case(
        "GR-CND-012",
        when("StringEquals", "aws:SecureTransport", "false"),
        when("Bool", "aws:SecureTransport", "false"),
        "Statement[0].Condition.StringEquals.aws:SecureTransport",
        "which is true or false",
    ),
    Case(
        "GR-CND-012",
        when("StringNotEquals", "aws:SourceIp", "203.0.113.7"),
        when("NumericLessThan", "aws:MultiFactorAuthAge", "3600"),
        "Statement[0].Condition.StringNotEquals.aws:SourceIp",
        "which is an IP address",
    ),
    Case(
        "GR-CND-013",
        when("StringEquals", "aws:TagKeys", "owner"),
        when("ForAnyValue:StringEquals", "aws:TagKeys", "owner"),
        "Statement[0].Condition.StringEquals.aws:TagKeys",
        "can have several values, and StringEquals compares a single one",
    ),
    Case(
        "GR-CND-014",
        when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", "172.16.5.0/24"),
        when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", "172.32.0.0/16"),
        "Statement[0].Condition.NotIpAddress.aws:SourceIp[1]",
        "172.16.5.0/24, which is private",
    ),
    Case(
        "GR-CND-014",
        when("NotIpAddress", "aws:SourceIp", "fd00::/8"),
        when("NotIpAddress", "aws:VpcSourceIp", "10.0.0.0/8"),
        "Statement[0].Condition.NotIpAddress.aws:SourceIp[0]",
        "fd00::/8, which is private",
    ),
    Case(
        "GR-CND-015",
        when("StringNotEquals", "s3:x-amz-server-side-encryption", "aws:kmss", Action="s3:PutObject"),
        when("StringNotLike", "s3:x-amz-server-side-encryption", "aws:kms*", Action="s3:PutObject"),
        "Statement[0].Condition.StringNotEquals.s3:x-amz-server-side-encryption[0]",
        'no request has "aws:kmss" there',
    ),
    Case(
        "GR-CND-015",
        when("StringNotEquals", "aws:PrincipalAccount", "11111111111"),
        when("StringNotLike", "aws:PrincipalAccount", "1111*"),
        "Statement[0].Condition.StringNotEquals.aws:PrincipalAccount[0]",
        '"11111111111" is no account id',
    ),
    Case(
        "GR-CND-015",
        when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::11111111111:role/deployment"),
        when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::111111111111:role/deployment"),
        "Statement[0].Condition.ArnNotLike.aws:PrincipalArn[0]",
        '"11111111111" is no account id',
    ),
    Case(
        "GR-CND-016",
        scp(Condition={"StringEquals": STAGE, "StringNotEquals": STAGE}),
        scp(Condition={"StringLike": {"aws:PrincipalTag/stage": "p*"}, "StringNotEquals": STAGE}),
        "Statement[0].Condition.StringNotEquals.aws:PrincipalTag/stage",
        "no request passes this and StringEquals together",
    ),
    Case(
        "GR-CND-016",
        scp(Condition={"StringEquals": STAGE, "Null": {"aws:PrincipalTag/stage": "true"}}),
        scp(Condition={"StringEquals": STAGE, "Null": {"aws:PrincipalTag/stage": "false"}}),
        "Statement[0].Condition.Null.aws:PrincipalTag/stage",
        "no request passes this and StringEquals together",
    ),
    Case(
        "GR-CND-016",
        scp(Condition={"StringEquals": STAGE, "StringLike": {"aws:PrincipalTag/stage": "dev*"}}),
        scp(Condition={"StringEqualsIfExists": STAGE, "StringLikeIfExists": DEV}),
        "Statement[0].Condition.StringLike.aws:PrincipalTag/stage",
        "the statement never applies",
    ),
    Case(
        "GR-CND-017",
        policy(TAGGED, deny(Condition={"StringEquals": {"aws:ResourceTag/costcenter": "a"}})),
        policy(TAGGED, deny(Condition={"StringEquals": {"aws:PrincipalTag/costcenter": "a"}})),
        "Statement[1].Condition.StringEquals.aws:ResourceTag/costcenter",
        '"costcenter" and "CostCenter" are two tag keys',
    ),
    Case(
        "GR-DOC-013",
        when("StringNotEquals", "aws:PrincipalTag/team", "${aws:PrincipleTag/team}"),
        when("StringNotEquals", "aws:PrincipalTag/team", "${aws:ResourceTag/team, 'none'}"),
        "Statement[0].Condition.StringNotEquals.aws:PrincipalTag/team[0]",
        "there is no policy variable ${aws:PrincipleTag/team}",
    ),
    Case(
        "GR-DOC-013",
        scp(Resource="arn:${AWS::Partition}:s3:::bucket"),
        scp(Resource="arn:aws:s3:::bucket/${aws:username}/${*}"),
        "Statement[0].Resource",
        "${AWS::Partition} is CloudFormation's",
    ),
    Case(
        "GR-RES-005",
        scp(Resource="arn:awss:s3:::bucket"),
        scp(Resource="arn:aws-*:s3:::bucket"),
        "Statement[0].Resource",
        'there is no partition "awss"',
    ),
    Case(
        "GR-ACT-006",
        scp(Action=["s3:DeleteBucket", "s?:PutObject"]),
        scp(Action=["*", "s3:Put?bject"]),
        "Statement[0].Action[1]",
        'the service prefix "s?" has a wildcard',
    ),
    Case(
        "GR-ACT-005",
        scp(Action="sts:GetSessionToken"),
        scp(Action="sts:GetFederationToken"),
        "Statement[0].Action",
        "sts:GetSessionToken works even where a service control policy denies it",
    ),
    Case(
        "GR-PRN-003",
        when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/AWSReservedSSO_Admin_*"),
        when("ArnNotLike", "aws:PrincipalArn", f"arn:aws:iam::*:role/{CENTER}/*AWSReservedSSO_Admin_*"),
        "Statement[0].Condition.ArnNotLike.aws:PrincipalArn[0]",
        "no role has this ARN",
    ),
    Case(
        "GR-PRN-004",
        rcp(Condition={"StringNotEqualsIfExists": OURS}),
        rcp(Condition={"StringNotEqualsIfExists": OURS, "BoolIfExists": NO_SERVICE}),
        "Statement[0].Condition.StringNotEqualsIfExists.aws:PrincipalOrgID",
        "so they are denied too",
    ),
    Case(
        "GR-PRN-004",
        rcp(Condition={"StringNotEquals": OURS, "StringEquals": {"aws:ResourceOrgID": "o-aaaaaaaaaa"}}),
        rcp(Condition={"StringNotEquals": OURS, "Bool": {"aws:SecureTransport": "false"}}),
        "Statement[0].Condition.StringNotEquals.aws:PrincipalOrgID",
        "so they are denied too",
    ),
    Case(
        "GR-PRN-004",
        rcp(Action="sts:AssumeRole", Condition={"StringNotEquals": OURS}),
        rcp(Action="sts:TagSession", Condition={"StringNotEquals": OURS, **ANY_TEAM}),
        "Statement[0].Condition.StringNotEquals.aws:PrincipalOrgID",
        "so they are denied too",
    ),
    Case("GR-RES-001", scp(Resource="my-bucket"), scp(), "Statement[0].Resource", "neither an ARN nor *"),
    Case(
        "GR-RES-002",
        scp(Action=["ec2:RunInstances", "ec2:DescribeInstances"], Resource=INSTANCES),
        scp(Action="ec2:Describe*"),
        "Statement[0].Action[1]",
        "keep it from being denied",
    ),
    Case(
        "GR-RES-002",
        scp(Action="ec2:DescribeInstances", Resource=None, NotResource=INSTANCES),
        scp(Action="ec2:RunInstances", Resource=None, NotResource=INSTANCES),
        "Statement[0].Action",
        "exempt nothing",
    ),
    Case(
        "GR-RES-003",
        scp(Action="lambda:UpdateFunctionUrlConfig", Resource="arn:aws:lambda:*:*:function/*"),
        scp(Action="lambda:UpdateFunctionUrlConfig", Resource="arn:aws:lambda:*:*:function:*"),
        "Statement[0].Action",
        "none of these ARNs",
    ),
    Case(
        "GR-RES-004",
        scp(Action="lambda:DeleteFunction", Resource="arn:aws:lambda:*:function:billing"),
        scp(Action="lambda:DeleteFunction", Resource="arn:aws:lambda:*:*:function:billing"),
        "Statement[0].Resource",
        "only if a * may stand for a colon",
    ),
    Case(
        "GR-PRN-001",
        when("ArnNotLike", "aws:PrincipalArn", ROLE, "arn:aws:sts::*:assumed-role/deployment/*"),
        when("ArnNotLike", "aws:PrincipalArn", ROLE, "arn:aws:sts::*:federated-user/*"),
        "Statement[0].Condition.ArnNotLike.aws:PrincipalArn[1]",
        "no principal has",
    ),
    Case(
        "GR-PRN-001",
        when("StringNotEquals", "aws:PrincipalArn", ROLE),
        when("StringNotLike", "aws:PrincipalArn", ROLE, "*:root"),
        "Statement[0].Condition.StringNotEquals.aws:PrincipalArn[0]",
        "no principal has",
    ),
    Case(
        "GR-PRN-002",
        when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:*"),
        when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*"),
        "Statement[0].Condition.ArnNotLike.aws:PrincipalArn[0]",
        "nobody is denied",
    ),
    Case("GR-SIZ-001", _long(100), _long(90), "", "a service control policy has at most 10,240"),
    Case("GR-SIZ-002", scp() + " " * 10_240, scp() + " " * 9_000, "", "10,240 are allowed"),
    Case(
        "GR-STM-001",
        policy(deny(Action="s3:Delete*"), deny(Resource="arn:aws:s3:::a", Sid="Narrow")),
        policy(deny(Action="s3:Delete*", Resource="arn:aws:s3:::b"), deny(Resource="arn:aws:s3:::a")),
        "Statement[1]",
        "is covered by Statement[0]",
    ),
    Case(
        "GR-STM-001",
        policy(deny(Sid="A"), deny(Sid="B", Action="S3:deletebucket")),
        policy(deny(Sid="A"), deny(Sid="B", Effect="Allow")),
        "Statement[1]",
        "says the same as Statement[0] (A)",
    ),
)
