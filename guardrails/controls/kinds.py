"""The types of parameters that several controls share: text that AWS knows or that has AWS's form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from guardrails import aws_facts
from guardrails.aws_facts.arns import ARN_PREFIX, build_arn

_OWN_PARTITION = "this product is for the partition aws alone"
_WIDTH = 80


class Typed(BaseModel):
    """A person's input: unknown keys are errors, no text stands for a number, and nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take "12" or true for no number, and yes or 1 for no choice between true and false."""
        schema = handler(source)
        _make_strict(schema)
        return schema


def shortened(text: str) -> str:
    """Return a text, or the beginning of one that is longer than a terminal's line."""
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 3]}..."


def _make_strict(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("type") in ("bool", "float", "int"):
            schema["strict"] = True
        for part in schema.values():
            _make_strict(part)
    elif isinstance(schema, list | tuple):
        for part in schema:
            _make_strict(part)


@dataclass(frozen=True)
class KnownName:
    """Refuses a name that isn't one of AWS's, and proposes the nearest that is; schemas list the names."""

    title: str
    exists: Callable[[str], bool]
    names: Callable[[], frozenset[str]]
    explain: Callable[[str], tuple[str, str] | None] = lambda _: None
    """Returns problem and remedy of a name whose cause is known."""

    def check(self, value: str) -> str:
        """Return the name.

        Raises:
            ValueError: with problem and remedy, when AWS has no such name.
        """
        if self.exists(value):
            return value
        near = aws_facts.nearest(value, self.names())
        article = "an" if self.title[0] in "AEIOU" else "a"
        remedy = f'did you mean "{near}"?' if near else f"take one of its {len(self.names())} names"
        raise ValueError(
            *(self.explain(value) or (f'"{shortened(value)}" is not {article} {self.title}', remedy))
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the type."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """List the names, which schemas define once, by this title."""
        return {**handler(schema), "title": self.title, "enum": sorted(self.names())}


@dataclass(frozen=True)
class Formed:
    """Refuses a text of another form than a pattern's; schemas have the pattern."""

    pattern: str
    problem: str
    remedy: str

    def check(self, value: str) -> str:
        """Return the text.

        Raises:
            ValueError: with problem and remedy, when the text has another form.
        """
        if re.compile(self.pattern, re.ASCII).fullmatch(value):
            return value
        partition = aws_facts.partition_of_arn(value) if ARN_PREFIX in self.pattern else None
        if partition not in (None, aws_facts.PARTITION):
            problem = f'"{shortened(value)}" is of the partition {partition}, and {_OWN_PARTITION}'
            raise ValueError(problem, "name a resource whose ARN starts with arn:aws:")
        raise ValueError(f'"{shortened(value)}" {self.problem}', self.remedy)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the type."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Give the pattern in the words that every language's regular expressions share."""
        return {**handler(schema), "pattern": f"^(?:{_for_every_language(self.pattern)})$"}


def _for_every_language(pattern: str) -> str:
    """Write the classes of letters and digits out: in some languages they take those of every script."""
    text, inside = "", False
    for part in re.findall(r"\\.|.", pattern):
        inside = part == "[" or (inside and part != "]")
        letters = {r"\w": "A-Za-z0-9_", r"\d": "0-9"}.get(part)
        text += part if letters is None else letters if inside else f"[{letters}]"
    return text


def known_name(
    title: str,
    exists: Callable[[str], bool],
    names: Callable[[], frozenset[str]],
    explain: Callable[[str], tuple[str, str] | None] = lambda _: None,
) -> KnownName:
    """Refuse a name that isn't one of AWS's, and propose the nearest that is."""
    return KnownName(title, exists, names, explain)


def formed(pattern: str, problem: str, remedy: str) -> Formed:
    """Refuse a text of another form."""
    return Formed(pattern, problem, remedy)


def elsewhere(region: str) -> tuple[str, str] | None:
    """Return the problem and the remedy of a region of another partition; None for other names."""
    partition = aws_facts.partition_of_region(region)
    if partition in (None, aws_facts.PARTITION):
        return None
    problem = f'"{region}" is a region of the partition {partition}, and {_OWN_PARTITION}'
    return problem, "name one of its regions, such as eu-central-1"


def _called(service: str) -> tuple[str, str] | None:
    """Explain a service that is called as people call it, or as it signs itself."""
    prefixes = aws_facts.prefixes_of(service)
    if not prefixes:
        near = aws_facts.nearest(service, aws_facts.all_services())
        remedy = "write what its actions begin with, such as ec2 in ec2:RunInstances"
        return None if near else (f'"{service}" is not an AWS service prefix', remedy)
    remedy = f"write {prefixes[0]}" if len(prefixes) == 1 else f"write one of {', '.join(prefixes)}"
    return (
        f'"{service}" is not a prefix that IAM knows a service by',
        f"{remedy}, with which its actions begin",
    )


def _action(pattern: str) -> str:
    """Refuse what isn't one service's action or a pattern of some: `*` would end a denial."""
    service, _, name = pattern.partition(":")
    if not aws_facts.is_service(service) or not name:
        raise ValueError(f'"{pattern}" is not an action of an AWS service', "write it as service:Action")
    return pattern


Region = Annotated[str, known_name("AWS region", aws_facts.is_region, aws_facts.all_regions, elsewhere)]
"""The code of a region of the partition aws, such as eu-central-1."""
Service = Annotated[
    str,
    known_name("AWS service prefix", aws_facts.is_service, aws_facts.all_services, _called),
    AfterValidator(str.lower),
]
"""An IAM service prefix, such as ec2; IAM ignores case, so EC2 is the same."""
RcpService = Annotated[
    str,
    known_name(
        "AWS service that resource control policies reach", aws_facts.is_rcp_service, aws_facts.rcp_services
    ),
    AfterValidator(str.lower),
]
"""The prefix of a service whose resources resource control policies protect."""
AccountId = Annotated[
    str,
    formed(r"\d{12}", "is not an account id", "write its 12 digits in quotes"),
    Field(description="An account id: 12 digits, in quotes"),
]
ResourceArn = Annotated[
    str,
    formed(
        build_arn("[a-z0-9-]+", "[a-z0-9*?-]*", "[0-9*?]*", r"\S+"),
        "is not the ARN of a resource or a pattern of some",
        "write it as arn:aws:s3:::NAME/*, with * and ? as wildcards",
    ),
]
"""An ARN or a pattern of ARNs of one service, such as arn:aws:s3:::public-*/*."""
Action = Annotated[str, AfterValidator(_action), Field(json_schema_extra={"pattern": "^[A-Za-z0-9-]+:.+$"})]
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
Geography = Annotated[
    str,
    formed(r"[a-z][a-z-]*", "is not a geography of inference profiles", "write it as eu, us or apac"),
]
"""A group of regions that Bedrock's inference profiles send calls to, as their ids begin."""
