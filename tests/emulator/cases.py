"""What is tried with every resource type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.deployments import Asked, Deployments

ByHand: TypeAlias = "Callable[[Deployments, str], None]"


@dataclass(frozen=True)
class Case:
    """A resource type with every honoured property.

    Attributes:
        type: The resource type.
        properties: The properties to create it with.
        created: What the service must then answer.
        changed: The properties to update to, all that can be updated being different.
        updated: What the service must then answer.
        spoil: Changes the resource by hand.
        remove: Deletes the resource by hand; None where another resource holds it.
        replacing: A change of a create-only property.
        others: Other resources of the template.
        again: What a second resource must call itself, where the first one's name stays taken.
        depends: The other resources that must be there first without being named.
    """

    type: str
    properties: dict[str, Any]
    created: tuple[Asked, ...]
    changed: dict[str, Any] | None = None
    updated: tuple[Asked, ...] = ()
    spoil: ByHand | None = None
    remove: ByHand | None = None
    replacing: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    again: dict[str, Any] = field(default_factory=dict)
    depends: tuple[str, ...] = ()


def tags(**given: str) -> list[dict[str, str]]:
    """Give tags in the template's form."""
    return [{"Key": key, "Value": value} for key, value in given.items()]


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    """Give a resource of a template."""
    return {"Type": kind, "Properties": properties}


def allow(action: str | list[str], principal: Any = None, **more: Any) -> dict[str, Any]:
    """Give a policy document of one statement."""
    who = {"Principal": principal} if principal else {}
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", **who, "Action": action, "Resource": "*", **more}],
    }


def trust(service: str) -> dict[str, Any]:
    """Give a trust policy for a service."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
    }
