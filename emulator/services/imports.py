"""Add to ministack's imports: the identifiers of each type, and the check that the template agrees.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from emulator import hooks
from emulator.errors import ApiError
from emulator.resources import TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

_IDENTIFIERS = {
    resource_type.name: resource_type.identifier for resource_type in TYPES if resource_type.identifier
}
_END = b"</GetTemplateSummaryResult>"


def check_identifiers(form: Mapping[str, list[str]]) -> None:
    """Refuse an import whose template names another resource than its identifier does.

    Raises:
        AwsError: It names the identifier and the resource.
    """
    entries = hooks.resources_to_import(form)
    resources = hooks.sent_template(form).get("Resources", {}) if entries else {}
    for entry in entries:
        properties = resources.get(entry["LogicalResourceId"], {}).get("Properties", {})
        for name, value in entry["ResourceIdentifier"].items():
            if isinstance(properties.get(name), str) and properties[name] != value:
                raise ApiError(
                    "ValidationError",
                    f"The Identifier [{name}] for resource [{entry['LogicalResourceId']}] does not match "
                    "the identifier value for the resource in the template",
                )


def with_identifiers(form: Mapping[str, list[str]], answer: hooks.Answer) -> hooks.Answer:
    """Add to a template's summary by which properties its resources are imported."""
    status, headers, content = answer
    resources = hooks.sent_template(form).get("Resources", {})
    summaries = "".join(
        _summary(kind, [name for name, resource in resources.items() if resource.get("Type") == kind])
        for kind in sorted({resource.get("Type") for resource in resources.values()} & _IDENTIFIERS.keys())
    )
    added = f"<ResourceIdentifierSummaries>{summaries}</ResourceIdentifierSummaries>".encode()
    return status, headers, content.replace(_END, added + _END)


def _summary(kind: str, logical_ids: list[str]) -> str:
    return (
        f"<member><ResourceType>{kind}</ResourceType>"
        f"<LogicalResourceIds>{_members(logical_ids)}</LogicalResourceIds>"
        f"<ResourceIdentifiers>{_members([','.join(_IDENTIFIERS[kind])])}</ResourceIdentifiers></member>"
    )


def _members(values: list[Any]) -> str:
    return "".join(f"<member>{escape(str(value))}</member>" for value in values)
