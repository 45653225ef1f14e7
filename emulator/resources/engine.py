"""Hang the resource types into the CloudFormation engine."""

from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any

from emulator import hooks
from emulator.errors import NotEmulatedError
from emulator.execution.acting import handling
from emulator.interruptions import STOPS
from emulator.resources.base import Name, refuse_unknown

if TYPE_CHECKING:
    from emulator.resources.base import Properties, ResourceType


class Lifecycle:
    """Make, change and delete the resources of one type, and prove that each is what the template said."""

    def __init__(self, resource: ResourceType) -> None:
        self._resource = resource

    def provisioner(self) -> hooks.Provisioner:
        """Give what the engine needs."""
        resource = self._resource
        return hooks.Provisioner(
            create=self.create,
            update=self.update,
            delete=self.delete,
            read=self.read,
            readable=frozenset(resource.honoured) - resource.unreadable,
            create_only=resource.create_only,
            custom_name=resource.custom_name,
            tagged="Tags" in resource.honoured,
            identifier=resource.identifier,
            attributes=lambda physical_id: resource.attributes(physical_id, {}),
        )

    def create(self, logical_id: str, properties: Properties, stack: str) -> tuple[str, dict[str, Any]]:
        """Make a resource; what fails halfway is deleted again."""
        resource, wanted = self._resource, _own(properties)
        refuse_unknown(resource, wanted)
        generated = hooks.generated_name(
            stack, logical_id, longest=resource.name_length, lowercase=resource.lowercase_name
        )
        with handling(resource.name):
            physical_id = resource.create(wanted, Name(generated, stack, logical_id))
            try:
                resource.update(physical_id, {}, wanted)
                STOPS.pass_by(stack, logical_id, resource.name)
                self._prove(physical_id, wanted)
                return physical_id, resource.attributes(physical_id, wanted)
            except Exception:
                # The first error is the one to report, whatever the clean-up runs into.
                with contextlib.suppress(Exception):
                    resource.delete(physical_id, wanted)
                raise

    def update(
        self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str
    ) -> tuple[str, dict[str, Any]]:
        """Change a resource, or replace it; what fails halfway is changed back."""
        resource, before, wanted = self._resource, _own(old), _own(new)
        refuse_unknown(resource, wanted)
        if resource.replaces(before, wanted):
            return hooks.create_under_a_new_name(self.create, logical_id, new, stack)
        with handling(resource.name):
            try:
                resource.update(physical_id, before, wanted)
                STOPS.pass_by(stack, logical_id, resource.name)
                self._prove(physical_id, wanted)
            except Exception:
                with contextlib.suppress(Exception):
                    resource.update(physical_id, wanted, before)
                raise
            return physical_id, resource.attributes(physical_id, wanted)

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete a resource, if it is still there."""
        wanted = _own(properties)
        with handling(self._resource.name):
            if self._resource.read(physical_id, wanted) is not None:
                self._resource.delete(physical_id, wanted)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read a resource for drift detection."""
        wanted = _own(properties)
        held = self._resource.read(physical_id, wanted)
        return None if held is None else _without_defaults(held, wanted)

    def _prove(self, physical_id: str, wanted: Properties) -> None:
        """Fail when the service doesn't hold what the template gave."""
        held = self.read(physical_id, wanted)
        if held is None:
            raise NotEmulatedError(f"{self._resource.name} {physical_id} was not kept")
        for name, value in wanted.items():
            if name in self._resource.unreadable:
                continue
            lost = hooks.differences({name: value}, {name: held[name]} if name in held else {})
            if lost:
                raise NotEmulatedError(
                    f"{self._resource.name} property {name} was not kept as given: "
                    f"{lost[0]['PropertyPath']} is {lost[0]['ActualValue']} "
                    f"instead of {lost[0]['ExpectedValue']}"
                )


def _without_defaults(held: Any, wanted: Any) -> Any:
    """Leave out what a service says of itself that the template doesn't speak of and that means "nothing".

    A template's `{"Status": "Enabled"}` is what the service's `{"Status": "Enabled", "Prefix": ""}` is.
    """
    if isinstance(held, dict) and isinstance(wanted, dict):
        return {
            name: _without_defaults(value, wanted.get(name))
            for name, value in held.items()
            if name in wanted or value not in (None, "", False, [], {})
        }
    if isinstance(held, int | float) and isinstance(wanted, int | float) and held == wanted:
        return wanted  # 80.0 is what a service makes of 80
    if isinstance(held, list) and isinstance(wanted, list) and len(held) == len(wanted):
        return [_without_defaults(one, other) for one, other in zip(held, wanted, strict=True)]
    return held


def _own(properties: Properties) -> Properties:
    """Leave out what CloudFormation adds to the template's tags."""
    own = copy.deepcopy(properties)
    if isinstance(own.get("Tags"), list):
        own["Tags"] = [tag for tag in own["Tags"] if not str(tag.get("Key", "")).startswith("aws:")]
    return own
