"""The condition operators of IAM, each as a comparison of one value of a request with one of a policy.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from guardrails.policy.language.patterns import arn_matches, matches
from guardrails.policy.language.variables import literal_text

Comparison: TypeAlias = Callable[[str, str], bool | None]
"""(value of the request, pattern of the policy) -> equal or not; None where one of them is no such value."""

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_REST_OF_DATE = MappingProxyType({len("2026"): "-01-01", len("2026-10"): "-01"})
"""By length, the rest of a date that ends with its year or month, as ISO 8601 allows and Python doesn't."""
_EPOCH = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Operator:
    """An operator without its quantifier and without IfExists."""

    name: str
    compare: Comparison
    negated: bool = False
    strict: bool = False
    """A value of the wrong type fails the condition, whether it is negated or not."""


def _text(request_value: str, pattern: str) -> bool:
    return request_value == literal_text(pattern)


def _text_ignoring_case(request_value: str, pattern: str) -> bool:
    return request_value.lower() == literal_text(pattern).lower()


def _like(request_value: str, pattern: str) -> bool:
    return matches(pattern, request_value)


def _arn(request_value: str, pattern: str) -> bool:
    return arn_matches(pattern, request_value)


def _boolean(request_value: str, pattern: str) -> bool:
    return (request_value.lower() == "true") == (literal_text(pattern).lower() == "true")


def _binary(request_value: str, pattern: str) -> bool | None:
    try:
        return base64.b64decode(request_value, validate=True) == base64.b64decode(
            literal_text(pattern), validate=True
        )
    except (binascii.Error, ValueError):
        return None


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """Read an exact decimal number; None where the text is none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def moment(text: str) -> float | None:
    """Read an ISO 8601 date or seconds since 1970 as seconds since 1970, UTC; None where it is neither."""
    if _EPOCH.fullmatch(text) and not re.fullmatch(r"\d{4}", text):
        return float(text)
    try:
        read = datetime.fromisoformat(text + _REST_OF_DATE.get(len(text), ""))
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


@lru_cache(maxsize=4096)
def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an IP address; None where the text is none."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def network(text: str) -> Network | None:
    """Read a CIDR block or a single address; None where the text is neither."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _in_network(request_value: str, pattern: str) -> bool | None:
    request_address, block = address(request_value), network(literal_text(pattern))
    return None if request_address is None or block is None else request_address in block


def _ordered(read: Callable[[str], Any], test: Callable[[Any, Any], bool]) -> Comparison:
    def compare(request_value: str, pattern: str) -> bool | None:
        operand, limit = read(request_value), read(literal_text(pattern))
        return None if operand is None or limit is None else test(operand, limit)

    return compare


_ORDERS: tuple[tuple[str, Callable[[Any, Any], bool]], ...] = (
    ("Equals", lambda operand, limit: operand == limit),
    ("LessThan", lambda operand, limit: operand < limit),
    ("LessThanEquals", lambda operand, limit: operand <= limit),
    ("GreaterThan", lambda operand, limit: operand > limit),
    ("GreaterThanEquals", lambda operand, limit: operand >= limit),
)


def _operators() -> dict[str, Operator]:
    operators = [
        Operator("StringEquals", _text),
        Operator("StringNotEquals", _text, negated=True),
        Operator("StringEqualsIgnoreCase", _text_ignoring_case),
        Operator("StringNotEqualsIgnoreCase", _text_ignoring_case, negated=True),
        Operator("StringLike", _like),
        Operator("StringNotLike", _like, negated=True),
        Operator("ArnEquals", _arn),
        Operator("ArnLike", _arn),
        Operator("ArnNotEquals", _arn, negated=True),
        Operator("ArnNotLike", _arn, negated=True),
        Operator("Bool", _boolean),
        Operator("BinaryEquals", _binary, strict=True),
        Operator("IpAddress", _in_network),
        Operator("NotIpAddress", _in_network, negated=True),
        Operator("Null", _boolean),
    ]
    for kind, read in (("Numeric", number), ("Date", moment)):
        operators += [Operator(kind + name, _ordered(read, test), strict=True) for name, test in _ORDERS]
        equal = _ordered(read, _ORDERS[0][1])
        operators.append(Operator(f"{kind}NotEquals", equal, negated=True, strict=True))
    return {operator.name.lower(): operator for operator in operators}


OPERATORS = MappingProxyType(_operators())
"""Every operator, by its name in lower case."""
QUANTIFIERS = ("forallvalues", "foranyvalue")
IF_EXISTS = "ifexists"


@dataclass(frozen=True)
class OperatorName:
    """The parts of an operator's name, such as `ForAnyValue:StringLikeIfExists`."""

    operator: Operator
    quantifier: str
    """forallvalues, foranyvalue, or nothing."""
    if_exists: bool


def read_operator(name: str) -> OperatorName | None:
    """Take an operator's name apart, ignoring case; None where IAM has no such operator."""
    quantifier, _, unquantified = name.lower().rpartition(":")
    if quantifier and quantifier not in QUANTIFIERS:
        return None
    base = unquantified.removesuffix(IF_EXISTS)
    operator = OPERATORS.get(base)
    if operator is None or (operator.name == "Null" and (base != unquantified or quantifier)):
        return None
    return OperatorName(operator, quantifier, base != unquantified)
