"""The groups of an identity store."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from emulator import hooks
from emulator.errors import ApiError
from emulator.services.identity_users import PeopleOperations
from emulator.services.operations import JsonService, Request
from emulator.services.pages import Pages


@dataclass
class IdentityStoreGroup:
    """A group of people."""

    id: str
    name: str
    description: str = ""


class IdentityStore:
    """Identity stores, by their ids, each with its groups."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, IdentityStoreGroup]] = {}
        self._regions: dict[str, str] = {}

    def open(self, store_id: str, region: str) -> None:
        """Make an identity store, which lives in one region."""
        self._groups.setdefault(store_id, {})
        self._regions[store_id] = region

    def add(self, store_id: str, group: IdentityStoreGroup) -> None:
        """Put a group into a store."""
        self._groups[store_id][group.id] = group

    def has(self, group_id: str) -> bool:
        """Return whether any store holds the group."""
        return any(group_id in groups for groups in self._groups.values())

    def create_group(self, request: Request) -> Request:
        """Answer `CreateGroup`."""
        groups, name = self._store(request), request["DisplayName"]
        _refuse_same_name(groups, name)
        group = IdentityStoreGroup(str(uuid.uuid4()), name, request.get("Description", ""))
        groups[group.id] = group
        return {"GroupId": group.id, "IdentityStoreId": request["IdentityStoreId"]}

    def describe_group(self, request: Request) -> Request:
        """Answer `DescribeGroup`."""
        return _view(request["IdentityStoreId"], self._group(request))

    def list_groups(self, request: Request) -> Request:
        """Answer `ListGroups`."""
        filters = {
            condition["AttributePath"]: condition["AttributeValue"]
            for condition in request.get("Filters") or []
        }
        groups = [
            group
            for group in self._store(request).values()
            if filters.get("DisplayName", group.name) == group.name
        ]
        return {"Groups": [_view(request["IdentityStoreId"], group) for group in groups]}

    def get_group_id(self, request: Request) -> Request:
        """Answer `GetGroupId`, by the group's display name."""
        name = (request["AlternateIdentifier"].get("UniqueAttribute") or {}).get("AttributeValue")
        for group in self._store(request).values():
            if group.name == name:
                return {"GroupId": group.id, "IdentityStoreId": request["IdentityStoreId"]}
        raise ApiError("ResourceNotFoundException", "GROUP not found.")

    def update_group(self, request: Request) -> None:
        """Answer `UpdateGroup`."""
        group = self._group(request)
        for operation in request["Operations"]:
            path, value = operation["AttributePath"].lower(), operation.get("AttributeValue") or ""
            if path == "displayname":
                if value != group.name:
                    _refuse_same_name(self._store(request), value)
                group.name = value
            elif path == "description":
                group.description = value
            else:
                raise ApiError("ValidationException", f"identitystore: {path} of a group is not emulated")

    def delete_group(self, request: Request) -> None:
        """Answer `DeleteGroup`."""
        del self._store(request)[self._group(request).id]

    def id_of(self, request: Request) -> str:
        """Give the id of the store that a request names.

        Raises:
            ApiError: There is none.
        """
        self._store(request)
        return str(request["IdentityStoreId"])

    def _store(self, request: Request) -> dict[str, IdentityStoreGroup]:
        store = self._groups.get(request["IdentityStoreId"])
        if store is None or self._regions[request["IdentityStoreId"]] != hooks.current_region():
            raise ApiError(
                "ResourceNotFoundException", f"There is no identity store {request['IdentityStoreId']}."
            )
        return store

    def _group(self, request: Request) -> IdentityStoreGroup:
        group = self._store(request).get(request["GroupId"])
        if group is None:
            raise ApiError("ResourceNotFoundException", "GROUP not found.")
        return group


STORES = IdentityStore()
PAGES = Pages("identitystore", ("ValidationException", "Invalid NextToken"), "ValidationException")


def install() -> None:
    """Let the gateway answer for the identity store."""
    service = JsonService("identitystore", "identitystore", PAGES)
    hooks.recognize("identitystore", "AWSIdentityStore")
    service.register(
        CreateGroup=STORES.create_group,
        DescribeGroup=STORES.describe_group,
        ListGroups=STORES.list_groups,
        GetGroupId=STORES.get_group_id,
        UpdateGroup=STORES.update_group,
        DeleteGroup=STORES.delete_group,
    )
    PeopleOperations(STORES).register(service)
    service.install()


def _view(store_id: str, group: IdentityStoreGroup) -> Request:
    described = {"Description": group.description} if group.description else {}
    return {"GroupId": group.id, "DisplayName": group.name, "IdentityStoreId": store_id, **described}


def _refuse_same_name(groups: dict[str, IdentityStoreGroup], name: str) -> None:
    if any(group.name == name for group in groups.values()):
        raise ApiError("ConflictException", f"Duplicate GroupDisplayName: {name}")
