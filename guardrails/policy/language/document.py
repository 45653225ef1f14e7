"""Policy documents and statements as frozen values, rendered to the JSON that AWS stores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Conditions: TypeAlias = tuple[tuple[str, str, tuple[str, ...]], ...]
"""(operator, condition key, values), in order."""

SCP = "SERVICE_CONTROL_POLICY"
RCP = "RESOURCE_CONTROL_POLICY"
TYPES = (SCP, RCP)
"""The types whose documents are written in IAM's policy language, as Organizations' API names them."""
EVERYBODY: Literal["*"] = "*"
"""The only principal that a resource control policy names; a service control policy names none."""

VERSION = "2012-10-17"
"""The policy language's current version; the older one knows no policy variables."""
OLD_VERSION = "2008-10-17"
"""The version of a document that names none."""


def condition(operator: str, key: str, values: Iterable[str]) -> Conditions:
    """Build one condition; join several with `+`."""
    return ((operator, key, tuple(values)),)


@dataclass(frozen=True)
class Statement:
    """One statement. Exactly one of `actions`/`not_actions` and of `resources`/`not_resources` is filled."""

    sid: str
    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ("*",)
    not_resources: tuple[str, ...] = ()
    conditions: Conditions = ()
    principal: Literal["", "*"] = ""
    """EVERYBODY in a resource control policy, nothing in a service control policy. It decides nothing."""

    def to_dict(self) -> dict[str, Any]:
        """Render as AWS reads it; a list of one is written as the one."""
        rendered: dict[str, Any] = {"Sid": self.sid} if self.sid else {}
        rendered["Effect"] = self.effect
        if self.principal:
            rendered["Principal"] = self.principal
        sides = (
            ("Action", self.actions),
            ("NotAction", self.not_actions),
            ("Resource", () if self.not_resources else self.resources),
            ("NotResource", self.not_resources),
        )
        rendered |= {name: _one_or_many(values) for name, values in sides if values}
        if self.conditions:
            block: dict[str, dict[str, Any]] = {}
            for operator, key, values in self.conditions:
                block.setdefault(operator, {})[key] = _one_or_many(values)
            rendered["Condition"] = block
        return rendered


@dataclass(frozen=True)
class Document:
    """A policy document: what one policy says.

    `verbatim` keeps the JSON of a document that somebody else wrote, so that it is deployed as written.
    """

    statements: tuple[Statement, ...]
    verbatim: str | None = None
    version: str = VERSION

    def to_dict(self) -> dict[str, Any]:
        """Render as the object that CloudFormation and the API take."""
        if self.verbatim is not None:
            document: dict[str, Any] = json.loads(self.verbatim)
            return document
        return {"Version": self.version, "Statement": [statement.to_dict() for statement in self.statements]}


def from_dict(document: Mapping[str, Any]) -> Document:
    """Read a document whose grammar has been checked, keeping its text."""
    element = document.get("Statement", [])
    statements = element if isinstance(element, list) else [element]
    return Document(
        tuple(_statement(item) for item in statements),
        verbatim=json.dumps(document),
        version=document.get("Version", OLD_VERSION),
    )


def _statement(item: Mapping[str, Any]) -> Statement:
    return Statement(
        sid=item.get("Sid", ""),
        effect=item["Effect"],
        actions=_many(item.get("Action")),
        not_actions=_many(item.get("NotAction")),
        resources=() if "NotResource" in item else _many(item.get("Resource", "*")),
        not_resources=_many(item.get("NotResource")),
        conditions=tuple(
            (operator, key, _many(values))
            for operator, keys in item.get("Condition", {}).items()
            for key, values in keys.items()
        ),
        principal="*" if item.get("Principal") == EVERYBODY else "",
    )


def _many(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(text_of(item) for item in (value if isinstance(value, list) else [value]))


def text_of(value: str | float) -> str:
    """Write a value of JSON as a text: true is "true", and a whole number has neither exponent nor fraction.

    So an account's id that is written as the number 4.44e11 is "444000000000".
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value)


def _one_or_many(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def type_of(document: Document) -> str:
    """Tell the type of policy that a document is written for, by whom its statements name."""
    named = [statement.principal for statement in document.statements]
    return RCP if named and all(named) else SCP


FULL_ACCESS = Document((Statement(sid="", effect="Allow", actions=("*",)),))
"""The document of AWS's managed policy FullAWSAccess."""
RCP_FULL_ACCESS = Document((Statement(sid="", effect="Allow", actions=("*",), principal="*"),))
"""The document of AWS's managed policy RCPFullAWSAccess, which nobody can detach."""
