"""A resource of a template that exists, and who finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class StackPlace(NamedTuple):
    """The account and the region of a stack."""

    account: str
    region: str


@dataclass(frozen=True)
class ImportMatch:
    """A resource that exists."""

    identifier: Mapping[str, str]
    """The properties that identify it: `primaryIdentifier` in the registry's schema of its type."""
    properties: Mapping[str, Any] | None = None
    """The properties to import it with, as they are in AWS; those of the stack's template where this is None.

    CloudFormation believes the template of an import: it never deploys a value that stood there already.
    """
    remains: str = ""
    """The attachments that it has beside those in the template, in a sentence."""


class Matcher(Protocol):
    """Knows some resource types."""

    def matches(self, resources: Mapping[str, Any], place: StackPlace) -> Mapping[str, ImportMatch]:
        """Match the resources of one stack; return those that exist by logical id."""
        ...


def of_type(resources: Mapping[str, Any], kind: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the properties of the resources of a type by logical id."""
    return {
        logical_id: resource.get("Properties", {})
        for logical_id, resource in resources.items()
        if resource.get("Type") == kind
    }
