"""`AWS::IdentityStore::Group`."""

from __future__ import annotations

from typing import Any, ClassVar

from emulator.resources.base import Name, Properties, ResourceType, Shape, chosen, client, is_gone

_PATHS = {"DisplayName": "displayName", "Description": "description"}


class GroupResource(ResourceType):
    """`AWS::IdentityStore::Group`, whose physical id is `group|store`."""

    name = "AWS::IdentityStore::Group"
    identifier = ("GroupId", "IdentityStoreId")
    honoured: ClassVar[Shape] = {"IdentityStoreId": None, "DisplayName": None, "Description": None}
    create_only = ("IdentityStoreId",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the group."""
        del name
        answer = client("identitystore").create_group(
            **chosen(properties, "IdentityStoreId", "DisplayName", "Description")
        )
        return f"{answer['GroupId']}|{properties['IdentityStoreId']}"

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Rename and describe the group."""
        operations = [
            {"AttributePath": path, "AttributeValue": new.get(name, "")}
            for name, path in _PATHS.items()
            if old.get(name) != new.get(name)
        ]
        if old and operations:
            client("identitystore").update_group(**_parts(physical_id), Operations=operations)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `GroupId`."""
        del properties
        return {"GroupId": _parts(physical_id)["GroupId"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the group."""
        del properties
        client("identitystore").delete_group(**_parts(physical_id))

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the group."""
        del properties
        try:
            group = client("identitystore").describe_group(**_parts(physical_id))
        except Exception as error:
            if is_gone(error, "ResourceNotFoundException"):
                return None
            raise
        return {
            "IdentityStoreId": group["IdentityStoreId"],
            "DisplayName": group["DisplayName"],
            "Description": group.get("Description", ""),
        }


def _parts(physical_id: str) -> dict[str, str]:
    group, store = physical_id.split("|")
    return {"GroupId": group, "IdentityStoreId": store}


TYPES = (GroupResource(),)
