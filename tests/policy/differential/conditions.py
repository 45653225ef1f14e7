"""Random conditions near a request: every operator, quantifier and `...IfExists`, true and just not true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.policy.differential.dice import Dice
from tests.policy.differential.patterns import near_arn, near_text

_TEXT = ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase")
_LIKE = ("StringLike", "StringNotLike")
_ARN = ("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike")
_ORDER = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_NUMERIC = tuple(f"Numeric{order}" for order in _ORDER)
_DATE = tuple(f"Date{order}" for order in _ORDER)
OPERATORS = (*_TEXT, *_LIKE, *_ARN, *_NUMERIC, *_DATE, "Bool", "BinaryEquals", "IpAddress", "NotIpAddress")

COMBINATIONS = (
    *(
        f"{quantifier}{operator}{suffix}"
        for quantifier in ("", "ForAllValues:", "ForAnyValue:")
        for operator in OPERATORS
        for suffix in ("", "IfExists")
    ),
    "Null",
)
"""Every operator as a policy may write it; `Null` takes neither quantifier nor `IfExists`."""

_MANY_VALUED = ("aws:TagKeys", "aws:PrincipalOrgPaths", "aws:CalledVia")
_ABSENT = "aws:PrincipalTag/absent"
_TEXT_KEYS = (
    "aws:PrincipalTag/team", "aws:PrincipalTag/team", "aws:PrincipalTag/team", "aws:RequestTag/env",
    "aws:RequestedRegion", "aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:SourceVpc",
    "aws:SourceIdentity", "aws:username", "aws:PrincipalArn",
)  # fmt: skip
_KEYS = {
    "String": _TEXT_KEYS,
    "Arn": ("aws:PrincipalArn", "aws:PrincipalArn", "aws:SourceArn"),
    "Numeric": ("aws:MultiFactorAuthAge", "aws:PrincipalTag/level"),
    "Date": ("aws:CurrentTime", "aws:TokenIssueTime", "aws:EpochTime"),
    "Bool": ("aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService"),
    "Binary": ("aws:PrincipalTag/key",),
    "Ip": ("aws:SourceIp",),
    "NotIp": ("aws:SourceIp",),
    "Null": (*_TEXT_KEYS, "aws:MultiFactorAuthAge", "aws:SourceIp", *_MANY_VALUED),
}
_VARIABLES = {
    "aws:PrincipalTag/team": ("${aws:PrincipalTag/team}", "${aws:principaltag/TEAM, 'blue'}"),
    "aws:RequestTag/env": ("${aws:PrincipalTag/absent, 'prod'}", "${aws:PrincipalTag/absent, 'p*'}"),
    "aws:SourceIdentity": ("${aws:username}", "${aws:username, 'alice'}"),
    "aws:PrincipalArn": (
        "arn:aws:iam::${aws:PrincipalAccount}:role/app/Deployer", "arn:aws:iam::*:user/*/${aws:username}",
    ),
    "aws:PrincipalAccount": ("${aws:PrincipalAccount}", "${aws:SourceAccount, '111111111111'}"),
}  # fmt: skip

_NUMBERS = ("0", "-2", "5", "5.0", "5.00", "05", "4.999", "10", "300", "300.5", "3600", "9", "high")
_TIMES = (
    "2026-05-01T12:00:00Z", "2026-05-01T12:00:01Z", "2026-05-01T11:59:59Z", "2026-05-01T14:00:00+02:00",
    "2026-05-01T12:00:00.000Z", "2026-05-01T12:00Z", "2026-05-01", "2026-05", "2026-04-30T23:59:59Z",
    "2026-05-01T11:00:00Z", "2027-01", "2027-01-01T00:00:00Z", "yesterday",
)  # fmt: skip
_EPOCHS = ("1777636800", "1777636801", "1777593600", "1777593599")
_NETWORKS = (
    "203.0.113.0/24", "203.0.113.7", "203.0.113.7/32", "203.0.113.8/29", "0.0.0.0/0", "198.51.100.0/24",
    "198.51.100.128/25", "10.0.0.0/8", "10.0.0.2/31", "2001:db8::/32", "2001:DB8::7/128",
    "2001:db8:0:1::/64", "2001:0db8:0000:0000:0000:0000:0000:0007/128", "::/0", "2001:db8::8/125",
)  # fmt: skip
_SECRETS = ("QmluYXJ5", "AAEC", "qmluyxj5", "QmluYXJ5IQ==")


def _base(operator: str) -> str:
    return operator.rpartition(":")[2].removesuffix("IfExists")


def _family(operator: str) -> str:
    base = _base(operator)
    return next(
        name
        for name in ("String", "Arn", "Numeric", "Date", "Bool", "Binary", "NotIp", "Ip", "Null")
        if base.startswith(name)
    )


def condition(dice: Dice, operator: str, context: Mapping[str, Any]) -> tuple[str, str, Any]:
    """Write (operator, key, values) near what the request says."""
    family = _family(operator)
    key = _key(dice, operator, family)
    if family == "Null":
        return operator, _spelled(dice, key), dice.pick(("true", "false", True, False, "True"))
    given = context.get(key, [])
    here = given if isinstance(given, list) else [given]
    values = [_value(dice, operator, family, key, here) for _ in range(dice.pick((1, 1, 1, 2, 2, 3)))]
    if ":" in operator and dice.chance(0.5):
        values += here
    single = len(values) == 1 and dice.chance(0.7)
    return _spelled(dice, operator), _spelled(dice, key), values[0] if single else values


def _key(dice: Dice, operator: str, family: str) -> str:
    if dice.chance(0.07):
        return _ABSENT
    if family == "String" and ":" in operator and dice.chance(0.8):
        return dice.pick(_MANY_VALUED)
    return dice.pick(_KEYS[family])


def _spelled(dice: Dice, name: str) -> str:
    """Spell a name as somebody might: case doesn't count in the names of operators and keys."""
    if dice.chance(0.9):
        return name
    return name.lower() if dice.chance(0.5) else name.upper()


def _value(dice: Dice, operator: str, family: str, key: str, here: list[str]) -> Any:
    if family in ("String", "Arn") and key in _VARIABLES and dice.chance(0.15):
        return dice.pick(_VARIABLES[key])
    return _NEAR[family](dice, operator, key, here)


def _text(dice: Dice, operator: str, key: str, here: list[str]) -> Any:
    text = dice.pick(here) if here else "blue"
    if dice.chance(0.15):
        text = dice.pick(("blue", "prod", "eu-west-1", "env", "bob", "o-abcdefghij", "111111111111"))
    if key == "aws:PrincipalArn" and "Like" in operator and ":" in text:
        return "*" if dice.chance(0.1) else near_arn(dice, text)
    return near_text(dice, text, wildcards="Like" in operator or dice.chance(0.05))


def _arn(dice: Dice, _operator: str, _key: str, here: list[str]) -> Any:
    return near_arn(dice, dice.pick(here) if here else "arn:aws:iam::111111111111:role/Admin")


def _number(dice: Dice, _operator: str, _key: str, here: list[str]) -> Any:
    text = dice.pick(here) if here and dice.chance(0.4) else dice.pick(_NUMBERS)
    return int(text) if text in ("5", "10", "300") and dice.chance(0.2) else text


def _time(dice: Dice, _operator: str, key: str, here: list[str]) -> Any:
    if here and dice.chance(0.25):
        return dice.pick(here)
    return dice.pick(_EPOCHS if (key == "aws:EpochTime") != dice.chance(0.03) else _TIMES)


def _truth(dice: Dice, _operator: str, _key: str, _here: list[str]) -> Any:
    return dice.pick(("true", "false", "true", "false", True, False, "True", "FALSE"))


def _secret(dice: Dice, _operator: str, _key: str, here: list[str]) -> Any:
    return dice.pick(here) if here and dice.chance(0.5) else dice.pick(_SECRETS)


def _network(dice: Dice, _operator: str, _key: str, here: list[str]) -> Any:
    address = dice.pick(here) if here and dice.chance(0.2) else dice.pick(_NETWORKS)
    return f"{address}/128" if ":" in address and "/" not in address else address


_NEAR: Mapping[str, Callable[[Dice, str, str, list[str]], Any]] = {
    "String": _text, "Arn": _arn, "Numeric": _number, "Date": _time, "Bool": _truth, "Binary": _secret,
    "Ip": _network, "NotIp": _network,
}  # fmt: skip
