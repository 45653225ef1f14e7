"""Add to ministack's imports: the identifiers of each type, and AWS's checks.

AWS's list of the types that can be imported names neither of these, whatever their registry schemas say:
AWS::Budgets::Budget, AWS::Glue::Table, AWS::IAM::Policy, AWS::SNS::TopicPolicy and what is no resource. It
doesn't name AWS::SSO::PermissionSet either, which AWS imports all the same.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html, as of
April 22, 2026 in https://github.com/udondan/cfn-teleport/blob/main/src/supported_resource_types.rs
https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/963, October 31, 2025
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from emulator import hooks
from emulator.errors import ApiError
from emulator.execution.acting import handling
from emulator.resources import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TYPES = {resource_type.name: resource_type for resource_type in TYPES}
_IDENTIFIERS = {name: resource_type.identifier for name, resource_type in _TYPES.items()}
_END = b"</GetTemplateSummaryResult>"


@dataclass(frozen=True)
class ImportEntry:
    """A resource that a request may import, with what its template says of it."""

    type: str
    identifier: Mapping[str, str]
    properties: Mapping[str, Any]


def check(form: Mapping[str, list[str]]) -> None:
    """Refuse a type that AWS doesn't import, and a template that names another resource than its identifier.

    Source: CreateChangeSet's answers, measured in us-east-1 on August 13, 2026
    (https://github.com/go-to-k/cdkd/blob/main/src/cli/commands/export.ts).

    Raises:
        ApiError: It names the types, or the identifier and the resource.
    """
    entries = hooks.resources_to_import(form)
    refused = sorted({entry["ResourceType"] for entry in entries if not _imports(entry["ResourceType"])})
    if refused:
        raise ApiError(
            "ValidationError", f"ResourceTypes [{', '.join(refused)}] are not supported for Import"
        )
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


def _imports(resource_type: str) -> bool:
    return bool(_IDENTIFIERS.get(resource_type, (resource_type,)))


def entries_of(operation: str, form: Mapping[str, list[str]]) -> Sequence[ImportEntry]:
    """List what a request to make or execute a change set may import."""
    if operation == "ExecuteChangeSet":
        names = (form.get(name, [""])[0] for name in ("ChangeSetName", "StackName"))
        record = hooks.change_set_record(*names) or {}
        resources = record.get("_template", {}).get("Resources", {})
        chosen = [*record.get("_resources_to_import", ()), *_existing(record.get("_import_existing", {}))]
    elif operation == "CreateChangeSet":
        resources = hooks.sent_template(form).get("Resources", {})
        chosen = hooks.resources_to_import(form)
        if form.get("ImportExistingResources") == ["true"]:
            chosen = list(_named(resources))
    else:
        return ()
    return [
        ImportEntry(resource.get("Type", ""), entry["ResourceIdentifier"], resource.get("Properties") or {})
        for entry in chosen
        for resource in (resources.get(entry["LogicalResourceId"], {}),)
    ]


def _existing(identifiers: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    for logical_id, identifier in identifiers.items():
        yield {"LogicalResourceId": logical_id, "ResourceIdentifier": identifier}


def _named(resources: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the resources whose templates say what identifies them."""
    for logical_id, resource in resources.items():
        properties = resource.get("Properties") or {}
        identifier = {name: properties.get(name) for name in _IDENTIFIERS.get(resource.get("Type"), ())}
        if identifier and all(isinstance(value, str) and value for value in identifier.values()):
            yield {"LogicalResourceId": logical_id, "ResourceIdentifier": identifier}


def looked_up(entries: Sequence[ImportEntry]) -> Mapping[tuple[str, str], hooks.ExistingResource]:
    """Ask the services for resources; an identifier of another form is left to the checks."""
    return {
        (entry.type, _TYPES[entry.type].imported(entry.identifier)): _look_up(entry)
        for entry in entries
        if sorted(entry.identifier) == sorted(_IDENTIFIERS.get(entry.type, ()))
    }


def _look_up(entry: ImportEntry) -> hooks.ExistingResource:
    resource = _TYPES[entry.type]
    physical_id = resource.imported(entry.identifier)
    try:
        with handling(entry.type):
            actual = resource.read(physical_id, {**entry.properties, **entry.identifier})
            if actual is not None:
                return hooks.ExistingResource(resource.attributes(physical_id, actual))
    except Exception as error:  # noqa: BLE001 (whatever the service refuses becomes the change set's reason)
        return hooks.ExistingResource(problem=str(error))
    value = "|".join(entry.identifier[name] for name in resource.identifier)
    problem = f"Resource of type '{entry.type}' with identifier '{value}' was not found."
    return hooks.ExistingResource(problem=problem)


def with_identifiers(form: Mapping[str, list[str]], answer: hooks.Answer) -> hooks.Answer:
    """Add to a template's summary by which properties its resources are imported."""
    status, headers, content = answer
    resources = hooks.sent_template(form).get("Resources", {})
    summaries = "".join(
        _summary(kind, [name for name, resource in resources.items() if resource.get("Type") == kind])
        for kind in sorted({resource.get("Type") for resource in resources.values()})
        if _IDENTIFIERS.get(kind)
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
