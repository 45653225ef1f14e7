"""The content of a condition key: its type, and whether a request can carry several values of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from guardrails.aws_facts._conditions import conditions
from guardrails.aws_facts._requests import service_facts

_NAMED_BY_USER = re.compile(r"\\\$\\\{[^}]*\\\}")
_MANY = "ArrayOf"

# Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, "Data type"
# and "Value type" of each key, checked 2026-11-28. A key that isn't here is one that the page gives no
# single type for, such as aws:EpochTime.
_GLOBAL = {
    "ARN": ("aws:PrincipalArn", "aws:SourceArn", "aws:SourceVpcArn", "aws:ChatbotSourceArn"),
    "Bool": (
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalIsAWSService",
        "aws:SecureTransport",
        "aws:ViaAWSService",
    ),
    "IPAddress": ("aws:SourceIp", "aws:VpcSourceIp", "aws:Ec2InstanceSourcePrivateIPv4"),
    "Numeric": ("aws:MultiFactorAuthAge",),
    "Date": ("aws:CurrentTime", "aws:TokenIssueTime"),
    "ArrayOfString": (
        "aws:CalledVia",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceNamesList",
        "aws:ResourceOrgPaths",
        "aws:SourceOrgPaths",
        "aws:TagKeys",
    ),
    "String": (
        "aws:CalledViaFirst",
        "aws:CalledViaLast",
        "aws:PrincipalAccount",
        "aws:PrincipalOrgID",
        "aws:PrincipalServiceName",
        "aws:PrincipalTag/${TagKey}",
        "aws:PrincipalType",
        "aws:RequestTag/${TagKey}",
        "aws:RequestedRegion",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:ResourceTag/${TagKey}",
        "aws:SourceAccount",
        "aws:SourceOrgID",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:userid",
        "aws:username",
    ),
}


class KeyType(NamedTuple):
    """The content of a key.

    Attributes:
        name: ARN, Bool, Date, IPAddress, Numeric or String.
        many: Whether a request can carry several values.
    """

    name: str
    many: bool


@cache
def key_type(key: str) -> KeyType | None:
    """Return the type that AWS publishes for a condition key; None where it publishes none, or two."""
    lowered = key.lower()
    name = _exact().get(lowered) or next(
        (name for shape, name in _shapes() if shape.fullmatch(lowered)), None
    )
    return KeyType(name.removeprefix(_MANY), name.startswith(_MANY)) if name else None


def keys_of_required(action: str) -> Mapping[str, frozenset[str]]:
    """Map the required resource types of an action to the keys that a request carries only for them.

    Empty where all of them carry the same keys. Keys are in lower case, as shapes.
    """
    return conditions().carried.get(action.lower(), {})


def arns_of_type(action: str, kind: str) -> tuple[str, ...]:
    """Return the shapes of the ARNs of one of an action's resource types.

    Raises:
        KeyError: No service has this prefix, or it has no such type.
    """
    return service_facts(action.lower().partition(":")[0]).types[kind].arns


def has_shape(key: str, shapes: frozenset[str]) -> bool:
    """Whether a key is one of those that shapes such as `aws:requesttag/${tagkey}` stand for."""
    return any(_shape(shape).fullmatch(key.lower()) for shape in shapes)


@cache
def _exact() -> Mapping[str, str]:
    pinned = {key.lower(): name for name, keys in _GLOBAL.items() for key in keys}
    return {**conditions().types, **pinned}


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_shape(key), name) for key, name in _exact().items() if "${" in key)


@cache
def _shape(shape: str) -> re.Pattern[str]:
    return re.compile(_NAMED_BY_USER.sub(".+", re.escape(shape)), re.DOTALL)
