"""The scalar types of a baseline: text that must follow AWS's form or name something AWS has."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from guardrails import aws_facts
from guardrails.aws_facts.arns import build_arn, iam_arn
from guardrails.controls import kinds
from guardrails.controls.kinds import formed


def _day(value: object) -> object:
    """Refuse what pydantic would take for seconds since 1970, such as 20270630."""
    if isinstance(value, date) or (isinstance(value, str) and re.match(r"\d{4}-\d", value)):
        return value
    raise ValueError(f'"{value}" is not a date', "write it as YYYY-MM-DD")


def _zone(value: str) -> str:
    """Refuse what doesn't end a region's code with a letter: us-east-1a, us-west-2-lax-1a."""
    match = re.match(r"([a-z]+(?:-[a-z]+)+-\d+)(-[a-z]+-\d+)?[a-z]$", value, re.ASCII)
    if match is None or not aws_facts.is_region(match[1]):
        problem = f'"{value}" is not an availability zone'
        raise ValueError(problem, "write a region's code and a letter, such as eu-central-1a")
    return value


def _somewhere(arn: str) -> str:
    """Refuse an ARN of a region that AWS doesn't have."""
    region = arn.split(":")[3]
    if not aws_facts.is_region(region):
        near = aws_facts.nearest(region, aws_facts.all_regions())
        raise ValueError(f'"{arn}" is in no AWS region', f'did you mean "{near}"?' if near else "")
    return arn


NODE_NAME_CHARACTERS = 128
"""Of a unit's name; an account's has at most 50, but the baseline may call it otherwise.

Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
"""


Region = kinds.Region
Service = kinds.Service
AccountId = kinds.AccountId
OrganizationId = Annotated[
    str,
    formed(
        r"o-[a-z0-9]{10,32}",
        "is not an organization id",
        "copy it from `aws organizations describe-organization`",
    ),
]
RootId = Annotated[
    str, formed(r"r-[a-z0-9]{4,32}", "is not a root id", "copy it from `aws organizations list-roots`")
]
UnitId = Annotated[
    str,
    formed(
        r"ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}",
        "is not the id of an organizational unit",
        "copy it from `aws organizations list-organizational-units-for-parent`",
    ),
]
Qualifier = Annotated[
    str,
    formed(
        r"[a-z0-9]{1,10}",
        "is not the qualifier of a CDK bootstrap",
        "use 1 to 10 lower-case letters and digits",
    ),
]
"""CDK's bootstrap template takes `_`, `-` and capitals too, with which the bucket's name would be invalid.

Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html
"""


def _node_name(value: str) -> str:
    """Refuse a slash, which AWS takes in the names of units, and what AWS doesn't take."""
    if "/" in value:
        raise ValueError(
            f'"{value}" has a slash: AWS takes it in a name, but here it separates the names of a path',
            f"write it as {value.replace('/', '-')}, since AWS knows it by its id; if it is a path, nest the"
            " names under `units` and `accounts`",
        )
    if not 1 <= len(value) <= NODE_NAME_CHARACTERS:
        problem = f"the name has {len(value)} characters: AWS Organizations takes 1 to {NODE_NAME_CHARACTERS}"
        raise ValueError(problem, "give it another name in this file: AWS knows it by its id")
    return value


NodeName = Annotated[
    str, AfterValidator(_node_name), WithJsonSchema({"type": "string", "pattern": "^[^/]{1,128}$"})
]
"""The name of an organizational unit or account."""
ExemptionName = Annotated[
    str,
    formed(
        r"[a-z0-9][a-z0-9_-]{0,63}",
        "is not a name for an exemption",
        "use 1 to 64 lower-case letters, digits, - and _, such as break-glass",
    ),
]
BucketName = Annotated[
    str,
    formed(
        r"(?!xn--|sthree-|amzn-s3-demo-|(\d+\.){3}\d+$)(?=.{3,63}$)[a-z0-9](\.?-*[a-z0-9])*"
        r"(?<!-s3alias)(?<!--ol-s3)(?<!--x-s3)(?<!--table-s3)(?<!\.mrap)",
        "is not a bucket name",
        "use 3 to 63 lower-case letters, digits and hyphens; S3 keeps some beginnings and ends for itself",
    ),
]
"""Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html."""
PrincipalPattern = Annotated[
    str,
    formed(
        iam_arn(r"(\d{12}|(?=[0-9?]*\*)[0-9*?]+)", r"(root|(role|user)/[\w+=,.@/*?-]+)"),
        "is not the ARN pattern of a role or user",
        "write it as arn:aws:iam::*:role/NAME, with * and ? as wildcards",
    ),
]
Email = Annotated[
    str, formed(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "is not an e-mail address", "write it as name@example.com")
]
InstanceArn = Annotated[
    str,
    formed(
        build_arn("sso", "", "", "instance/(sso)?ins-[a-zA-Z0-9-.]{16}"),
        "is not the ARN of an Identity Center instance",
        "copy it from `aws sso-admin list-instances`",
    ),
]
IdentityStoreId = Annotated[
    str,
    formed(
        r"d-[0-9a-f]{10}|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}",
        "is not the id of an identity store",
        "copy it from `aws sso-admin list-instances`",
    ),
]
GroupId = Annotated[
    str,
    formed(
        r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
        "is not the id of a group",
        "copy it from `aws identitystore list-groups`",
    ),
]
PermissionSetName = Annotated[
    str,
    formed(
        r"[\w+=,.@-]{1,32}",
        "is not the name of a permission set",
        "use 1 to 32 letters, digits and any of + = , . @ - _",
    ),
]
"""Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html."""
ManagedPolicy = Annotated[
    str,
    formed(
        r"(job-function/|service-role/|aws-service-role/)?[\w+=,.@-]{1,128}",
        "is not the name of an AWS managed policy",
        "write the part of its ARN after policy/, such as ReadOnlyAccess or job-function/Billing",
    ),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema(
        {"type": "string", "format": "date", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
    ),
]
"""A day, written YYYY-MM-DD."""
KeyAlias = Annotated[
    str,
    formed(
        r"(?!aws/)[a-zA-Z0-9/_-]{1,250}",
        "is not the alias of a key",
        "use letters, digits and any of / _ -, without alias/ or aws/ in front",
    ),
]
TrailName = Annotated[
    str,
    formed(
        r"(?!(\d+\.){3}\d+$)(?=.{3,128}$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*",
        "is not the name of a trail",
        "use 3 to 128 letters, digits and any of . _ - between two of them",
    ),
]
"""Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html."""
ExternalId = Annotated[
    str,
    formed(
        r"[\w+=,.@:/-]{2,1224}",
        "is not an external id",
        "use 2 to 1,224 letters, digits and any of + = , . @ : / - _",
    ),
]
"""Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html."""
Zone = Annotated[
    str,
    AfterValidator(_zone),
    Field(json_schema_extra={"pattern": "^[a-z]+(-[a-z]+)+-[0-9]+(-[a-z]+-[0-9]+)?[a-z]$"}),
]
"""An availability or local zone of a region of the partition aws, such as eu-central-1a."""
TagKey = Annotated[
    str,
    formed(
        r"(?![aA][wW][sS]:)[\w+=.@-]{1,128}",
        "is not taken as a tag's key by every service",
        "use 1 to 128 letters, digits and any of + = . @ - _",
    ),
]
TagValue = Annotated[
    str,
    formed(
        r"[\w+=.@-]{1,256}",
        "is not taken as a tag's value by every service",
        "use 1 to 256 letters, digits and any of + = . @ - _",
    ),
]
"""The characters that S3, Organizations, Identity Center and the rest all take: every resource gets the tags.

Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html, and the
CloudFormation schema of AWS::SSO::PermissionSet, November 2026.
"""
TAGS = 50
"""Tags of one resource: what IAM, Identity Center, S3 and the rest take.

Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html, and the
CloudFormation schema of AWS::SSO::PermissionSet, November 2026.
"""
HttpsAddress = Annotated[
    str, formed(r"https://[^\s/]\S*", "is not an HTTPS address", "write it as https://host/path")
]
QueueArn = Annotated[
    str,
    formed(
        build_arn("sqs", "[a-z0-9-]+", r"\d{12}", r"[\w-]{1,80}"),
        "is not the ARN of a queue",
        "write it as arn:aws:sqs:REGION:ACCOUNT:NAME",
    ),
    AfterValidator(_somewhere),
]
FunctionArn = Annotated[
    str,
    formed(
        build_arn("lambda", "[a-z0-9-]+", r"\d{12}", r"function:[\w-]{1,64}(:[\w$-]+)?"),
        "is not the ARN of a function",
        "write it as arn:aws:lambda:REGION:ACCOUNT:function:NAME",
    ),
    AfterValidator(_somewhere),
]
