"""ministack's CloudFormation engine, with resource types of our own."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Any

from ministack.core import responses as responses_module
from ministack.services.cloudformation import changesets as changesets_module
from ministack.services.cloudformation import drift as drift_module
from ministack.services.cloudformation import engine as engine_module
from ministack.services.cloudformation import handlers as handlers_module
from ministack.services.cloudformation import provisioners as provisioners_module
from ministack.services.cloudformation import stacks as stacks_module

from emulator.errors import NotEmulatedError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Provisioner:
    """The facts that the CloudFormation engine needs about a resource type.

    Attributes:
        create: `(logical_id, properties, stack_name)` to the physical id and the attributes.
        update: `(physical_id, old, new, stack_name, logical_id)` to the same.
        delete: `(physical_id, properties)`.
        read: `(physical_id, properties)` to the properties as the service holds them, or None.
        readable: The properties that `read` answers; drift detection compares these.
        create_only: The properties whose change replaces the resource.
        custom_name: The property that names the resource, if a person may choose the name.
        tagged: Whether tags of the stack reach its `Tags` property.
    """

    create: Callable[[str, dict[str, Any], str], tuple[str, dict[str, Any]]]
    update: Callable[[str, dict[str, Any], dict[str, Any], str, str], tuple[str, dict[str, Any]]]
    delete: Callable[[str, dict[str, Any]], None]
    read: Callable[[str, dict[str, Any]], dict[str, Any] | None]
    readable: frozenset[str]
    create_only: tuple[str, ...]
    custom_name: str | None
    tagged: bool


def install_resource_types(
    types: dict[str, Provisioner], *, deleted: Callable[[str, str, str], None]
) -> None:
    """Make these the only resource types that a template may use.

    All of them run on worker threads: what they call is answered by the event loop.

    Args:
        types: What the engine needs to know, by name.
        deleted: Told after a deletion of the stack, the logical id and the type.
    """
    for table in (
        provisioners_module._RESOURCE_HANDLERS,
        provisioners_module._REPLACING_PROPERTIES,
        provisioners_module._CONDITIONALLY_REPLACING_PROPERTIES,
        provisioners_module._CUSTOM_NAME_REPLACEMENT,
        provisioners_module._STACK_TAG_PROPERTY,
        provisioners_module._PROPERTY_ENUMS,
        drift_module._DRIFT_READERS,
    ):
        table.clear()
    for name, provisioner in types.items():
        _install_resource_type(name, provisioner)
    stacks_module._runs_on_worker_thread = bool
    _refuse_other_types(frozenset(types))
    _tell_of_deletions(deleted)


def _refuse_other_types(resource_types: frozenset[str]) -> None:
    """Refuse what ministack would take for a placeholder or a custom resource."""
    provision = provisioners_module._provision_resource

    def provision_known(
        resource_type: str, logical_id: str, props: dict[str, Any], stack_name: str
    ) -> tuple[str, dict[str, Any]]:
        if resource_type not in resource_types:
            raise NotEmulatedError(
                f"resource type {resource_type} is not emulated; add it to emulator/resources/"
            )
        resource: tuple[str, dict[str, Any]] = provision(resource_type, logical_id, props, stack_name)
        return resource

    provisioners_module._provision_resource = provision_known
    stacks_module._provision_resource = provision_known


def _tell_of_deletions(deleted: Callable[[str, str, str], None]) -> None:
    delete = provisioners_module._delete_resource

    def delete_and_tell(
        kind: str, physical_id: str, props: dict[str, Any], stack: str | None = None, name: str | None = None
    ) -> None:
        delete(kind, physical_id, props, stack, name)
        deleted(str(stack), str(name), kind)

    provisioners_module._delete_resource = delete_and_tell
    stacks_module._delete_resource = delete_and_tell


def _install_resource_type(name: str, provisioner: Provisioner) -> None:
    provisioners_module._RESOURCE_HANDLERS[name] = {
        "create": provisioner.create,
        "update": provisioner.update,
        "update_with_logical_id": True,
        "delete": provisioner.delete,
    }
    provisioners_module._REPLACING_PROPERTIES[name] = provisioner.create_only
    drift_module._DRIFT_READERS[name] = (provisioner.read, provisioner.readable)
    if provisioner.tagged:
        provisioners_module._STACK_TAG_PROPERTY[name] = ("Tags", "list")
    if provisioner.custom_name:
        provisioners_module._CUSTOM_NAME_REPLACEMENT[name] = {"name": provisioner.custom_name}


def correct_template_conditions() -> None:
    """Let a template's conditions use every function that AWS lets them use, such as `Fn::Join`.

    ministack compares the arguments of `Fn::Equals` as they stand.
    """
    evaluate = engine_module._evaluate_conditions

    def evaluate_conditions(template: dict[str, Any], params: dict[str, Any]) -> dict[str, bool]:
        mappings = template.get("Mappings", {})
        conditions = {
            name: _with_values(condition, params, mappings)
            for name, condition in template.get("Conditions", {}).items()
        }
        evaluated: dict[str, bool] = evaluate({**template, "Conditions": conditions}, params)
        return evaluated

    for module in (engine_module, stacks_module, handlers_module, changesets_module):
        module._evaluate_conditions = evaluate_conditions


def _with_values(condition: Any, params: dict[str, Any], mappings: dict[str, Any]) -> Any:
    """Put the value in place of each argument of `Fn::Equals`."""
    if isinstance(condition, list):
        return [_with_values(part, params, mappings) for part in condition]
    if not isinstance(condition, dict):
        return condition
    if "Fn::Equals" in condition:
        arguments = copy.deepcopy(condition["Fn::Equals"])
        return {"Fn::Equals": engine_module._resolve_refs(arguments, {}, params, {}, mappings, "", "")}
    return {name: _with_values(part, params, mappings) for name, part in condition.items()}


def generated_name(stack_name: str, logical_id: str, *, longest: int, lowercase: bool) -> str:
    """Make a physical name as CloudFormation does: stack, logical id and a suffix that stays.

    The suffix is another one in each region: stacks of one name in two regions make two roles.
    """
    seed = provisioners_module._NAME_SEED
    before = seed.set(f"{seed.get()}{responses_module.get_region()}")
    try:
        return str(
            provisioners_module._physical_name(stack_name, logical_id, lowercase=lowercase, max_len=longest)
        )
    finally:
        seed.reset(before)


def create_under_a_new_name(
    create: Callable[[str, dict[str, Any], str], tuple[str, dict[str, Any]]],
    logical_id: str,
    properties: dict[str, Any],
    stack_name: str,
) -> tuple[str, dict[str, Any]]:
    """Make a replacement; a generated name gets a new suffix."""
    created: tuple[str, dict[str, Any]] = provisioners_module._seeded_create(
        create, logical_id, properties, stack_name
    )
    return created


def differences(expected: Any, actual: Any) -> list[dict[str, str]]:
    """Compare a template's value with what a service holds, as drift detection does."""
    property_differences: list[dict[str, str]] = drift_module._differences(
        expected, drift_module._coerce_like(expected, actual), ""
    )
    return property_differences
