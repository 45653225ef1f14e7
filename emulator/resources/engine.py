"""Hang the resource types into the CloudFormation engine."""

from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any

from emulator import hooks
from emulator.errors import NotEmulatedError
from emulator.execution.acting import handling
from emulator.interruptions import STOPS
from emulator.resources.base import Name, refuse_unknown, teach

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
        )

    def create(self, logical_id: str, properties: Properties, stack: str) -> tuple[str, dict[str, Any]]:
        """Make a resource; what fails halfway is deleted again."""
        resource, expected = self._resource, _without_system_tags(properties)
        refuse_unknown(resource, expected)
        generated = hooks.generated_name(
            stack, logical_id, longest=resource.name_length, lowercase=resource.lowercase_name
        )
        with handling(resource.name):
            physical_id = resource.create(expected, Name(generated, stack, logical_id))
            try:
                resource.update(physical_id, {}, expected)
                STOPS.pass_by(stack, logical_id, resource.name)
                self._prove(physical_id, expected)
                return physical_id, resource.attributes(physical_id, expected)
            except Exception:
                # The first error is the one to report, whatever the clean-up runs into.
                with contextlib.suppress(Exception):
                    resource.delete(physical_id, expected)
                raise

    def update(
        self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str
    ) -> tuple[str, dict[str, Any]]:
        """Change a resource, or replace it; what fails halfway is changed back."""
        resource, before, after = self._resource, _without_system_tags(old), _without_system_tags(new)
        refuse_unknown(resource, after)
        if resource.replaces(before, after):
            return hooks.create_under_a_new_name(self.create, logical_id, new, stack)
        with handling(resource.name):
            try:
                resource.update(physical_id, before, after)
                STOPS.pass_by(stack, logical_id, resource.name)
                self._prove(physical_id, after)
            except Exception:
                with contextlib.suppress(Exception):
                    resource.update(physical_id, after, before)
                raise
            return physical_id, resource.attributes(physical_id, after)

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete a resource, if it is still there."""
        expected = _without_system_tags(properties)
        with handling(self._resource.name):
            if self._resource.read(physical_id, expected) is not None:
                self._resource.delete(physical_id, expected)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read a resource for drift detection."""
        expected = _without_system_tags(properties)
        actual = self._resource.read(physical_id, expected)
        return None if actual is None else _without_defaults(actual, expected)

    def _prove(self, physical_id: str, expected: Properties) -> None:
        """Fail when the service doesn't hold what the template gave."""
        actual = self.read(physical_id, expected)
        if actual is None:
            raise NotEmulatedError(f"{self._resource.name} {physical_id} was not kept")
        for name, value in expected.items():
            if name in self._resource.unreadable:
                continue
            lost = hooks.differences({name: value}, {name: actual[name]} if name in actual else {})
            if lost:
                raise NotEmulatedError(
                    f"{self._resource.name} property {name} was not kept as given: "
                    f"{lost[0]['PropertyPath']} is {lost[0]['ActualValue']} "
                    f"instead of {lost[0]['ExpectedValue']}; {teach(self._resource)}"
                )


def _without_defaults(actual: Any, expected: Any) -> Any:
    """Leave out what a service says of itself that the template doesn't speak of and that means "nothing".

    A template's `{"Status": "Enabled"}` is what the service's `{"Status": "Enabled", "Prefix": ""}` is.
    """
    if isinstance(actual, dict) and isinstance(expected, dict):
        return {
            name: _without_defaults(value, expected.get(name))
            for name, value in actual.items()
            if name in expected or value not in (None, "", False, [], {})
        }
    if isinstance(actual, int | float) and isinstance(expected, int | float) and actual == expected:
        return expected  # 80.0 is what a service makes of 80
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        return [
            _without_defaults(actual_element, expected_element)
            for actual_element, expected_element in zip(actual, expected, strict=True)
        ]
    return actual


def _without_system_tags(properties: Properties) -> Properties:
    """Leave out what CloudFormation adds to the template's tags."""
    template_properties = copy.deepcopy(properties)
    if isinstance(template_properties.get("Tags"), list):
        template_properties["Tags"] = [
            tag for tag in template_properties["Tags"] if not str(tag.get("Key", "")).startswith("aws:")
        ]
    return template_properties
