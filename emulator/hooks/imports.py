"""ministack's imports, for every resource type of ours that AWS imports.

ministack looks resources up on its event loop, where no service can be asked. So the resources are looked up
before it begins, and what was found is handed to it.
"""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import ministack.services.cloudformation as cloudformation_module
from ministack.services.cloudformation import changesets as changesets_module
from ministack.services.cloudformation import drift as drift_module
from ministack.services.cloudformation import provisioners as provisioners_module
from ministack.services.cloudformation import stacks as stacks_module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class ExistingResource:
    """The attributes of the resource that an identifier names, or why there is none."""

    attributes: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True)
class ImportedType:
    """A resource type that AWS imports.

    Attributes:
        name: The type's name.
        identifier: The properties that identify a resource, in the registry's order.
        physical_id: Gives the physical id of the resource that an identifier names.
    """

    name: str
    identifier: tuple[str, ...]
    physical_id: Callable[[Mapping[str, str]], str]


LOOKED_UP: ContextVar[Mapping[tuple[str, str], ExistingResource]] = ContextVar("looked_up_resources")
"""The resources that were looked up for the current request, by type and physical id."""


@contextmanager
def knowing(resources: Mapping[tuple[str, str], ExistingResource]) -> Iterator[None]:
    """Hand over the resources that a request imports, to the block and to the tasks that it starts."""
    token = LOOKED_UP.set(resources)
    try:
        yield
    finally:
        LOOKED_UP.reset(token)


def install_imports(types: tuple[ImportedType, ...]) -> None:
    """Let ministack import these types; where it has words of AWS for what is missing, it keeps them."""
    for imported in types:
        provisioners_module._RESOURCE_HANDLERS[imported.name]["import"] = partial(_imported, imported)
        changesets_module._IMPORT_LOOKUPS.setdefault(
            imported.name, (imported.identifier, partial(_missing, imported))
        )
    _know_owners({imported.name: imported for imported in types})
    _let_imported_buckets_deploy()
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-new-stack.html
    drift_module.DRIFT_DETECTABLE_STATUSES = (*drift_module.DRIFT_DETECTABLE_STATUSES, "IMPORT_COMPLETE")


def _imported(imported: ImportedType, identifier: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    physical_id = imported.physical_id(identifier)
    existing = LOOKED_UP.get()[imported.name, physical_id]
    if existing.problem:
        raise ValueError(existing.problem)
    return physical_id, dict(existing.attributes)


def _missing(imported: ImportedType, *values: str) -> str | None:
    physical_id = imported.physical_id(dict(zip(imported.identifier, values, strict=True)))
    return LOOKED_UP.get()[imported.name, physical_id].problem or None


def _know_owners(types: Mapping[str, ImportedType]) -> None:
    """Find the stack that has a resource already, where several properties make its physical id."""
    owner_by_last_property = changesets_module._import_owner

    def owner(resources_to_import: list[dict[str, Any]]) -> str | None:
        reason: str | None = owner_by_last_property(resources_to_import)
        for entry in resources_to_import:
            imported = types.get(entry["ResourceType"])
            if reason is None and imported is not None and len(imported.identifier) > 1:
                reason = _owned(imported.name, imported.physical_id(entry["ResourceIdentifier"]))
        return reason

    changesets_module._import_owner = owner


def _owned(resource_type: str, physical_id: str) -> str | None:
    for stack in cloudformation_module._stacks.values():
        for resource in stack.get("_resources", {}).values():
            identity = (resource.get("ResourceType"), resource.get("PhysicalResourceId"))
            if identity == (resource_type, physical_id) and stack.get("StackStatus") != "DELETE_COMPLETE":
                return f"{physical_id} already exists in stack {stack['StackId']}"
    return None


def _let_imported_buckets_deploy() -> None:
    """Let a stack that took over a bucket by its name deploy."""
    validate = stacks_module._validation_errors

    def validation_errors(*arguments: Any) -> Any:
        *leading_arguments, stack_id, owned = arguments
        adopted = [
            identifier["BucketName"]
            for change_set in cloudformation_module._change_sets.values()
            if change_set["StackId"] == stack_id and change_set["ExecutionStatus"] == "EXECUTE_IN_PROGRESS"
            for identifier in change_set.get("_import_existing", {}).values()
            if "BucketName" in identifier
        ]
        return validate(*leading_arguments, stack_id, owned | frozenset(adopted))

    stacks_module._validation_errors = validation_errors
