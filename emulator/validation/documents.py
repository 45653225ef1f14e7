"""Policies against IAM's grammar, as each service narrows it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from emulator import hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.organization.state import OrganizationState

_VERSIONS = ("2012-10-17", "2008-10-17")
_ELEMENTS = frozenset({"Sid", "Effect", "Condition"}) | {
    f"{no}{name}" for no in ("", "Not") for name in ("Principal", "Action", "Resource")
}
_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_FAMILIES = {
    "string": ("equals", "notequals", "equalsignorecase", "notequalsignorecase", "like", "notlike"),
    "numeric": (
        *("equals", "notequals"),
        *("lessthan", "lessthanequals", "greaterthan", "greaterthanequals"),
    ),
    "date": (*("equals", "notequals"), *("lessthan", "lessthanequals", "greaterthan", "greaterthanequals")),
    "arn": ("equals", "like", "notequals", "notlike"),
}
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_OPERATORS = frozenset(
    {"bool", "binaryequals", "ipaddress", "notipaddress", "null"}
    | {family + comparison for family, comparisons in _FAMILIES.items() for comparison in comparisons}
)
_PRINCIPALS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_ARN = re.compile(r"arn:[\w-]+:iam::(\d{12}):(root|(?:role|user)/[\w+=,.@/-]+)")
_SESSION = re.compile(r"arn:[\w-]+:sts::\d{12}:(?:assumed-role|federated-user)/.+")
_ACCOUNT = re.compile(r"\d{12}")

Part = Literal["needed", "forbidden", "optional"]


class MalformedError(Exception):
    """A fault of a policy, in AWS's words."""


@dataclass(frozen=True)
class DocumentGrammar:
    """The elements that a kind of policy may have.

    Attributes:
        principal: Whether a statement names principals.
        resource: Whether a statement names resources.
        services: The prefixes of the actions that may be named, in lower case; empty: all.
        star: Whether all actions of all services may be named by `*`.
        not_action: Whether a statement may name actions by what they aren't.
        effects: The effects that a statement may have.
        all_principals: Whether the only principal is `*`.
        versions: The versions of the language.
        version_needed: Whether the document must name one.
        sid: The characters of a statement's id.
    """

    principal: Part
    resource: Part
    services: frozenset[str] = frozenset()
    star: bool = True
    not_action: bool = True
    effects: tuple[str, ...] = ("Allow", "Deny")
    all_principals: bool = False
    versions: tuple[str, ...] = _VERSIONS
    version_needed: bool = False
    sid: str = r"[A-Za-z0-9]*"


def statements_of(text: str) -> list[dict[str, Any]]:
    """Read the statements of a document that is well-formed."""
    statements = json.loads(text).get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def check(text: str, grammar: DocumentGrammar, organization: OrganizationState | None = None) -> None:
    """Refuse a document that breaks its grammar, or names a principal that isn't there.

    Raises:
        MalformedError: It says what is wrong first.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise MalformedError(f"This policy contains invalid Json: {error}") from error
    if not isinstance(document, dict) or document.keys() - {"Version", "Id", "Statement"}:
        raise MalformedError("Syntax errors in policy.")
    if "Statement" not in document:
        raise MalformedError("Missing required field Statement")
    if document.get("Version", "" if grammar.version_needed else _VERSIONS[1]) not in grammar.versions:
        raise MalformedError("The policy must contain a valid version string")
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    sids = [
        statement["Sid"] for statement in statements if isinstance(statement, dict) and statement.get("Sid")
    ]
    if len(set(sids)) < len(sids):
        raise MalformedError("Statement IDs (SID) in a single policy must be unique.")
    for statement in statements:
        for problem in _problems(statement, grammar, organization):
            raise MalformedError(problem)


def _problems(
    statement: Any, grammar: DocumentGrammar, organization: OrganizationState | None
) -> Iterator[str]:
    if not isinstance(statement, dict) or statement.keys() - _ELEMENTS:
        yield "Syntax errors in policy."
        return
    if statement.get("Effect") not in grammar.effects:
        yield f"Invalid effect: {statement.get('Effect')}"
    if not re.fullmatch(grammar.sid, str(statement.get("Sid", ""))):
        yield "Statement IDs (SID) must be alpha-numeric."
    yield from _part(statement, "Principal", grammar.principal)
    yield from _part(statement, "Resource", grammar.resource)
    yield from _actions(statement, grammar)
    yield from _condition(statement.get("Condition", {}))
    if "Principal" in statement:
        yield from _principal(statement["Principal"], grammar, organization)


def _part(statement: dict[str, Any], name: str, part: Part) -> Iterator[str]:
    present = [key for key in (name, f"Not{name}") if key in statement]
    if len(present) > 1:
        yield f"Policy statement must contain {name} or Not{name}, not both."
    if part == "forbidden" and present:
        yield f"Policy document should not specify a {name.lower()}: has prohibited field {present[0]}"
    if part == "needed" and not present:
        yield f"Policy statement must contain {name.lower()}s."
    for value in _many(statement.get(name, statement.get(f"Not{name}", []))) if name == "Resource" else []:
        if value != "*" and not str(value).startswith("arn:") and not str(value).startswith("${"):
            yield f'Resource {value} must be in ARN format or "*".'


def _actions(statement: dict[str, Any], grammar: DocumentGrammar) -> Iterator[str]:
    present = [name for name in ("Action", "NotAction") if name in statement]
    if len(present) != 1:
        yield "Policy statement must contain actions."
        return
    if present == ["NotAction"] and not grammar.not_action:
        yield "Policy statement must not contain NotAction."
    for action in _many(statement[present[0]]):
        if not _ACTION.fullmatch(str(action)):
            yield "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        elif action == "*" and not grammar.star:
            yield "Policy statement must name the service of each action."
        elif grammar.services and action != "*" and action.partition(":")[0].lower() not in grammar.services:
            yield f"Policy statement action out of service scope: {action}"


def _condition(condition: Any) -> Iterator[str]:
    if not isinstance(condition, dict):
        yield "Syntax errors in policy."
        return
    for operator, keys in condition.items():
        plain = operator.lower().removeprefix("foranyvalue:").removeprefix("forallvalues:")
        if plain.removesuffix("ifexists") not in _OPERATORS or not isinstance(keys, dict):
            yield f"Invalid Condition type : {operator}."
        elif any(":" not in key for key in keys):
            yield "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."


def _principal(
    principal: Any, grammar: DocumentGrammar, organization: OrganizationState | None
) -> Iterator[str]:
    if principal == "*":
        return
    if grammar.all_principals or not isinstance(principal, dict) or principal.keys() - _PRINCIPALS:
        yield "Invalid principal in policy"
        return
    for name in _many(principal.get("AWS", [])):
        if not _is_there(str(name), organization):
            yield f'Invalid principal in policy: "AWS":"{name}"'
    for name in _many(principal.get("Service", [])):
        if not re.fullmatch(r"[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal|api\.aws)", str(name)):
            yield f'Invalid principal in policy: "SERVICE":"{name}"'


def _is_there(principal: str, organization: OrganizationState | None) -> bool:
    """Return whether an account, role or user exists, as far as the local AWS can know."""
    if principal == "*" or _ACCOUNT.fullmatch(principal) or _SESSION.fullmatch(principal):
        return True
    match = _ARN.fullmatch(principal)
    if match is None:
        return False
    account, kind = match[1], match[2]
    in_organization = organization is not None and account in organization.nodes
    return kind == "root" or not in_organization or hooks.exists(principal)


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
