"""A call's parameters against the lengths, patterns and values of its API model.

Botocore ships the models, and checks but the smallest lengths before it sends a call.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import OperationModel, Shape

_CHANGES = ("Create", "Put", "Update")
_SIZED = ("string", "list", "map")
_NUMBERS = ("integer", "long", "double", "float")
# The models are narrower than AWS where identifiers are concerned, so that an id counts as it comes.
# https://github.com/aws/aws-cdk/issues/38827
_IDENTIFIERS = ("Id", "Arn", "ARN")


def check(parameters: dict[str, Any], operation: OperationModel, code: str) -> None:
    """Refuse what the model forbids.

    Raises:
        AwsError: Under the given code, in the words of AWS's services.
    """
    if operation.input_shape is None or not operation.name.startswith(_CHANGES):
        return
    problems = list(_problems(parameters, operation.input_shape, ""))
    if problems:
        plural = "error" if len(problems) == 1 else "errors"
        raise ApiError(code, f"{len(problems)} validation {plural} detected: {'; '.join(problems)}")


def _problems(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if name in value and not name.endswith(_IDENTIFIERS):
                yield from _problems(value[name], member, f"{path}.{name}" if path else name)
        return
    constraint = _broken(value, shape)
    if constraint:
        shown = "" if isinstance(value, list | dict) else f" '{value}'"
        named = path[:1].lower() + path[1:]
        yield f"Value{shown} at '{named}' failed to satisfy constraint: Member must {constraint}"
    if shape.type_name == "list" and isinstance(value, list):
        for index, member in enumerate(value, 1):
            yield from _problems(member, shape.member, f"{path}.{index}.member")


def _broken(value: Any, shape: Shape) -> str | None:
    """Say what a value must be and isn't."""
    if shape.type_name in _SIZED and isinstance(value, str | list | dict):
        return _outside(len(value), shape, "have length") or _unlike(value, shape)
    if shape.type_name in _NUMBERS and isinstance(value, int | float):
        return _outside(value, shape, "have value")
    return None


def _outside(amount: float, shape: Shape, words: str) -> str | None:
    limits = shape.metadata
    if amount > limits.get("max", amount):
        return f"{words} less than or equal to {limits['max']}"
    if amount < limits.get("min", amount):
        return f"{words} greater than or equal to {limits['min']}"
    return None


def _unlike(value: Any, shape: Shape) -> str | None:
    allowed = getattr(shape, "enum", None)
    if allowed and value not in allowed:
        return f"satisfy enum value set: [{', '.join(allowed)}]"
    pattern = _compiled(shape.metadata.get("pattern", ""))
    if pattern is not None and isinstance(value, str) and not pattern.fullmatch(value):
        return f"satisfy regular expression pattern: {shape.metadata['pattern']}"
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Compile a pattern of Java's; one that Python doesn't know isn't checked."""
    try:
        return re.compile(pattern) if pattern else None
    except re.error:
        return None
