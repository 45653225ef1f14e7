"""Read a policy document that comes with a decision case, or refuse it in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guardrails.policy.language.document import Document, from_dict


def read_document(document: Any) -> Document:
    """Read a service or resource control policy that is decoded JSON.

    This asks only for what deciding needs; `lint` says everything that AWS would refuse.

    Raises:
        ValueError: when it isn't a policy document; the message says where.
    """
    if not isinstance(document, dict):
        raise ValueError("a policy document is a JSON object")  # noqa: TRY004 - wrong input, not a wrong type
    _check_text(document, "Version", "Version")
    statements = document.get("Statement")
    for index, statement in enumerate(statements if isinstance(statements, list) else [statements]):
        _check(statement, f"Statement[{index}]")
    return from_dict(document)


def _check(statement: Any, path: str) -> None:
    if not isinstance(statement, dict):
        raise ValueError(f"{path} is missing or not an object")  # noqa: TRY004 - as above
    _check_text(statement, "Sid", f"{path}.Sid")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise ValueError(f"{path}.Effect must be Allow or Deny")
    if ("Action" in statement) == ("NotAction" in statement):
        raise ValueError(f"{path} needs either Action or NotAction")
    for name in ("Action", "NotAction", "Resource", "NotResource"):
        if name in statement and not _texts(statement[name]):
            raise ValueError(f"{path}.{name} must be text or a list of texts")
    if "Resource" in statement and "NotResource" in statement:
        raise ValueError(f"{path} has both Resource and NotResource")
    _check_conditions(statement.get("Condition", {}), path)


def _check_text(part: Mapping[str, Any], name: str, path: str) -> None:
    if not isinstance(part.get(name, ""), str):
        raise ValueError(f"{path} must be text")  # noqa: TRY004 - as above


def _check_conditions(block: Any, path: str) -> None:
    if not isinstance(block, Mapping) or not all(isinstance(keys, Mapping) for keys in block.values()):
        raise ValueError(f"{path}.Condition must hold operators, and each of them keys")
    for operator, keys in block.items():
        for key, values in keys.items():
            if not all(isinstance(value, str | bool | int | float) for value in _listed(values)):
                raise ValueError(f"{path}.Condition.{operator}.{key} must hold values")


def _texts(value: Any) -> bool:
    return bool(_listed(value)) and all(isinstance(item, str) and item for item in _listed(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
