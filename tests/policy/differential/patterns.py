"""Random patterns near a text: some that cover it, some that just don't."""

from __future__ import annotations

import re

from tests.policy.differential.dice import Dice

_KIND = re.compile(r"^[^/:]*[/:]|^")
_SPECIAL = frozenset("*?$")
OTHER_ACTIONS = ("s3:PutObject", "ec2:*", "iam:Create*", "sts:Assume?ole", "kms:*", "logs:Put*", "sqs:*", "*")


def near_action(dice: Dice, action: str) -> str:
    """Write an action pattern near an action; the prefix is always spelled out, as AWS demands."""
    service, name = action.split(":")
    shape = dice.below(12)
    if shape == 0:
        return "*"
    if shape == 1:
        return f"{service}:*"
    if shape in (2, 3):
        name = _star(dice, name)
    elif shape == 4:
        name = _question_mark(dice, name)
    elif shape == 5:
        name = _star(dice, _question_mark(dice, name))
    elif shape == 6:
        return _other_case(dice, action)
    elif shape == 7:
        name = name[:-1]
    elif shape == 8:
        name = f"{name}?"
    elif shape == 9:
        return f"{service}-x:{name}"
    return f"{service}:{name}"


def near_resource(dice: Dice, resource: str) -> str:
    """Write a pattern near a resource, without a wildcard in the kind of the resource, as AWS demands.

    Now and then a star crosses a colon, where AWS's pages say different things.
    """
    if ":" not in resource:
        return near_arn(dice, "arn:aws:s3:::team-blue") if dice.chance(0.3) else "*"
    if dice.chance(0.05):
        return "*"
    if dice.chance(0.05):
        crossing = _star(dice, resource)
        return crossing if crossing.count(":") < resource.count(":") else resource
    pattern = near_arn(dice, resource)
    kind = "" if ":::" in resource else _KIND.findall(resource.split(":", 5)[5])[0]
    allowed = f":{kind}" in pattern or pattern.endswith(":*")
    return _with_variables(dice, pattern if allowed else resource)


def near_arn(dice: Dice, arn: str) -> str:
    """Write an ARN pattern of six segments near an ARN."""
    segments = arn.split(":", 5)
    if dice.chance(0.06):
        segments[3], segments[4] = "*", "*"
    if dice.chance(0.3):
        place = 1 + dice.below(4)
        segments[place] = dice.pick(_SHAPES)(dice, segments[place])
    else:
        segments[5] = dice.pick((*_SHAPES, _other_case))(dice, segments[5])
    if dice.chance(0.06):
        segments[5] = _star(dice, segments[5])
    return ":".join(segments)


def _with_variables(dice: Dice, pattern: str) -> str:
    """Put policy variables where AWS allows them in a resource: after the fifth colon."""
    if not dice.chance(0.25):
        return pattern
    for name, variable in _RESOURCE_VARIABLES:
        pattern = pattern.replace(name, variable)
    return pattern


def near_text(dice: Dice, text: str, *, wildcards: bool) -> str:
    """Write a value near a value, with wildcards where the operator knows them."""
    shape = dice.below(10)
    if wildcards and shape < 3:
        return _star(dice, text)
    if wildcards and shape < 5:
        return _question_mark(dice, text)
    if shape == 5:
        return _other_case(dice, text)
    if shape == 6:
        return text + dice.pick(("x", "*", "?", " "))
    if shape == 7 or (_SPECIAL & set(text) and dice.chance(0.5)):
        return "".join(f"${{{char}}}" if char in _SPECIAL else char for char in text)
    return text


def _star(dice: Dice, text: str) -> str:
    """Put a star for a stretch, perhaps an empty one."""
    start = dice.below(len(text) + 1)
    end = start + dice.below(len(text) - start + 1)
    return f"{text[:start]}*{text[end:]}"


def _question_mark(dice: Dice, text: str) -> str:
    """Put a question mark for a character, or beside it."""
    if not text:
        return "?"
    place = dice.below(len(text))
    return text[:place] + "?" + text[place + (0 if dice.chance(0.25) else 1) :]


def _other_case(dice: Dice, text: str) -> str:
    return text.upper() if dice.chance(0.5) else text.swapcase()


def _as_it_is(_dice: Dice, text: str) -> str:
    return text


def _any(_dice: Dice, _text: str) -> str:
    return "*"


def _longer(_dice: Dice, text: str) -> str:
    return f"{text}x"


def _shorter(_dice: Dice, text: str) -> str:
    return text[:-1]


_SHAPES = (
    *(_as_it_is, _as_it_is, _as_it_is, _any, _any, _any, _star, _star, _star, _star, _star, _star),
    *(_question_mark, _question_mark, _longer, _shorter),
)
_RESOURCE_VARIABLES = (
    (":::team-blue", ":::team-${aws:PrincipalTag/team}"),
    (":::logs-111111111111", ":::logs-${aws:PrincipalAccount}"),
    ("/prod/", "/${aws:RequestTag/env, 'prod'}/"),
    ("Orders", "${aws:SourceIdentity, 'Orders'}"),
    ("people/alice", "people/${aws:SourceIdentity}"),
)
