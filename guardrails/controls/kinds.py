"""The types of parameters that several controls share: text that AWS knows or that has AWS's form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from guardrails import aws_facts


def known(kind: str, exists: Callable[[str], bool], names: Callable[[], frozenset[str]]) -> AfterValidator:
    """Refuse a name that isn't one of AWS's, and propose the nearest that is."""

    def check(value: str) -> str:
        if exists(value):
            return value
        near = aws_facts.nearest(value, names())
        raise ValueError(f'"{value}" is not an {kind}', f'did you mean "{near}"?' if near else "")

    return AfterValidator(check)


def formed(pattern: str, problem: str, remedy: str) -> AfterValidator:
    """Refuse a text of another form."""
    form = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f'"{value}" {problem}', remedy)
        return value

    return AfterValidator(check)


def _action(pattern: str) -> str:
    """Refuse what isn't one service's action or a pattern of some: `*` would end a denial."""
    service, _, name = pattern.partition(":")
    if not aws_facts.is_service(service) or not name:
        raise ValueError(f'"{pattern}" is not an action of an AWS service', "write it as service:Action")
    return pattern


Region = Annotated[str, known("AWS region", aws_facts.is_region, aws_facts.all_regions)]
"""The code of a region of the partition aws, such as eu-central-1."""
Service = Annotated[
    str, known("AWS service prefix", aws_facts.is_service, aws_facts.all_services), AfterValidator(str.lower)
]
"""An IAM service prefix, such as ec2; IAM ignores case, so EC2 is the same."""
RcpService = Annotated[
    str,
    known(
        "AWS service that resource control policies reach", aws_facts.is_rcp_service, aws_facts.rcp_services
    ),
    AfterValidator(str.lower),
]
"""The prefix of a service whose resources resource control policies protect."""
AccountId = Annotated[
    str,
    formed(r"\d{12}", "is not an account id", "write its 12 digits in quotes"),
    Field(description="An account id: 12 digits, in quotes", json_schema_extra={"pattern": r"^\d{12}$"}),
]
ResourceArn = Annotated[
    str,
    formed(
        r"arn:aws:[a-z0-9-]+:[a-z0-9*?-]*:[0-9*?]*:\S+",
        "is not the ARN of a resource or a pattern of some",
        "write it as arn:aws:s3:::NAME/*, with * and ? as wildcards",
    ),
]
"""An ARN or a pattern of ARNs of one service, such as arn:aws:s3:::public-*/*."""
Action = Annotated[str, AfterValidator(_action)]
"""An action or a pattern of actions of one service, such as bedrock:InvokeModel*."""
InstanceType = Annotated[
    str,
    formed(r"[a-z0-9*?][a-z0-9.*?-]*", "is not an instance type", "write it as t3.micro or t3.*"),
]
"""An instance type or a pattern of some, such as t3.*, db.t4g.* or ml.t3.medium."""
Name = Annotated[
    str,
    formed(
        r"(?=.*[\w])[\w+=,.@/*?-]{1,128}",
        "is not a name or a pattern of some",
        "use letters, digits, any of + = , . @ / - _, and * and ? as wildcards",
    ),
]
"""A name or a pattern of names, such as guardrails-*; some letter or digit must stand in it."""
Issuer = Annotated[
    str,
    formed(
        r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]+)?",
        "is not an OpenID Connect issuer",
        "write it without https://, such as token.actions.githubusercontent.com",
    ),
]
"""An issuer of OpenID Connect, as IAM names its condition keys."""
