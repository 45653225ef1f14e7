"""The base of every CloudFormation resource type."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from emulator import hooks
from emulator.aws import client
from emulator.errors import NotEmulatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Properties: TypeAlias = dict[str, Any]
# What may stand below a property: None is any value, a mapping is the members that are honoured.
Shape: TypeAlias = "Mapping[str, Shape | None]"
NAME_CHARACTERS = 128


@dataclass(frozen=True)
class Name:
    """The name of a resource without one in the template: generated from its stack and its logical id."""

    generated: str
    stack: str
    logical_id: str


class ResourceType(ABC):
    """A resource type: how it is made, changed, deleted and read through its service's API.

    The framework first checks the template's properties against `honoured`, then calls `create`. It calls
    `update` with no old properties, to give the new resource the rest of them. At last it reads the resource,
    and fails the deployment when a property isn't there as the template gave it. A resource that fails is
    deleted again.

    Attributes:
        name: The type's name.
        honoured: Every property that may stand in a template.
        create_only: The properties whose change replaces the resource.
        unreadable: The properties that no API answers, and so nothing can check.
        custom_name: The property with which a person may name the resource.
        name_length: The longest generated name, in characters.
        lowercase_name: Whether a generated name is in lower case.
        identifier: The properties by which an existing resource is imported, as the registry's
            `primaryIdentifier` names them; empty: AWS refuses to import the type.
    """

    name: ClassVar[str]
    honoured: ClassVar[Shape]
    create_only: ClassVar[tuple[str, ...]] = ()
    unreadable: ClassVar[frozenset[str]] = frozenset()
    custom_name: ClassVar[str | None] = None
    name_length: ClassVar[int] = NAME_CHARACTERS
    lowercase_name: ClassVar[bool] = False
    identifier: ClassVar[tuple[str, ...]] = ()

    def imported(self, identifier: Mapping[str, str]) -> str:
        """Give the physical id of an existing resource: what identifies it, with `|` in between."""
        return "|".join(identifier[name] for name in self.identifier)

    @abstractmethod
    def create(self, properties: Properties, name: Name) -> str:
        """Make the resource; give its physical id."""

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Bring an existing resource from the old properties to the new ones.

        `old` is empty right after `create`.
        """
        del physical_id, old, new

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give what `Fn::GetAtt` answers."""
        del physical_id, properties
        return {}

    @abstractmethod
    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the resource; one that is gone already is no error."""

    @abstractmethod
    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the properties back from the service, in the template's form; None when it is gone."""

    def replaces(self, old: Properties, new: Properties) -> bool:
        """Return whether a change below a property's top level replaces the resource."""
        del old, new
        return False


def refuse_unknown(resource: ResourceType, properties: Properties) -> None:
    """Refuse a property that isn't honoured, at whatever depth.

    Raises:
        NotEmulatedError: It names the type, the property and the file to teach the property to.
    """
    for path in _unknown(properties, resource.honoured):
        raise NotEmulatedError(f"{resource.name} property {path} is not emulated; {teach(resource)}")


def teach(resource: ResourceType) -> str:
    """Say which file of this repository a property of a resource type is taught to."""
    return f"teach it to {type(resource).__module__.replace('.', '/')}.py"


def _unknown(value: Any, shape: Shape | None, path: str = "") -> Iterator[str]:
    if shape is None:
        return
    if isinstance(value, list):
        for member in value:
            yield from _unknown(member, shape, path)
    elif isinstance(value, dict):
        for name, member in value.items():
            below = f"{path}.{name}" if path else name
            if name in shape:
                yield from _unknown(member, shape[name], below)
            else:
                yield below


def chosen(properties: Properties, *names: str, **renamed: str) -> dict[str, Any]:
    """Pick the properties that are set, under their own names or the API's (`api_name="Property"`)."""
    property_names = {name: name for name in names} | renamed
    return {
        api: properties[name]
        for api, name in property_names.items()
        if properties.get(name) not in (None, "", [], {})
    }


def tags_of(properties: Properties) -> dict[str, str]:
    """Read the `Tags` property, without the tags that CloudFormation adds."""
    tags = {tag["Key"]: str(tag["Value"]) for tag in properties.get("Tags") or []}
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def tag_list(properties: Properties) -> list[dict[str, str]]:
    """Give the `Tags` property in the form that most APIs take."""
    return [{"Key": key, "Value": value} for key, value in tags_of(properties).items()]


def from_tag_map(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Give a map of tags in the template's form."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


@dataclass(frozen=True)
class TagChange:
    """The tags to set and the keys to take away."""

    put: list[dict[str, str]]
    removed: list[str]


def tag_change(old: Properties, new: Properties) -> TagChange:
    """Compare the tags of two versions of a resource."""
    before, after = tags_of(old), tags_of(new)
    put = [{"Key": key, "Value": value} for key, value in after.items() if before.get(key) != value]
    return TagChange(put, sorted(before.keys() - after.keys()))


def added_and_removed(old: list[Any] | None, new: list[Any] | None) -> tuple[list[Any], list[Any]]:
    """Compare two lists as sets, keeping their order."""
    before, after = old or [], new or []
    return (
        [entry for entry in after if entry not in before],
        [entry for entry in before if entry not in after],
    )


def is_gone(error: Exception, *codes: str) -> bool:
    """Return whether a client's error means that the resource isn't there."""
    response = getattr(error, "response", {})
    code = str(response.get("Error", {}).get("Code", ""))
    return code in codes or code.rsplit("#", maxsplit=1)[-1] in codes


def unless_gone(ask: Callable[[], dict[str, Any]], *codes: str) -> dict[str, Any] | None:
    """Ask a client about a resource; None where its error says that the resource isn't there."""
    try:
        return ask()
    except Exception as error:
        if is_gone(error, *codes):
            return None
        raise


def account_and_region() -> tuple[str, str]:
    """Name the account and the region that the stack belongs to."""
    return hooks.current_account(), hooks.current_region()


__all__ = [
    "Name",
    "NotEmulatedError",
    "Properties",
    "ResourceType",
    "Shape",
    "account_and_region",
    "added_and_removed",
    "chosen",
    "client",
    "from_tag_map",
    "is_gone",
    "refuse_unknown",
    "tag_change",
    "tag_list",
    "tags_of",
    "teach",
    "unless_gone",
]
