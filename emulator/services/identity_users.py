"""The people of an identity store, and the groups that they are in.

https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateUser.html
"""

from __future__ import annotations

import uuid
from typing import Protocol

from emulator.errors import ApiError
from emulator.services.operations import JsonService, Request

_SHOWN = ("UserName", "Name", "DisplayName", "Emails", "Title", "UserType")


class Stores(Protocol):
    """The identity stores with their groups."""

    def id_of(self, request: Request) -> str:
        """Give the id of the store that a request names."""

    def describe_group(self, request: Request) -> Request:
        """Answer `DescribeGroup`."""


class People:
    """The users of each store by their ids, and the memberships by theirs."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Request]] = {}
        self.memberships: dict[str, dict[str, Request]] = {}


PEOPLE = People()


class PeopleOperations:
    """Make, find and take away users and memberships."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def register(self, service: JsonService) -> None:
        """Let a service answer for them."""
        service.register(
            CreateUser=self.create_user,
            DescribeUser=self.describe_user,
            ListUsers=self.list_users,
            GetUserId=self.get_user_id,
            DeleteUser=self.delete_user,
            CreateGroupMembership=self.create_membership,
            DescribeGroupMembership=self.describe_membership,
            ListGroupMemberships=self.list_memberships,
            ListGroupMembershipsForMember=self.list_memberships_of,
            DeleteGroupMembership=self.delete_membership,
        )

    def create_user(self, request: Request) -> Request:
        """Answer `CreateUser`."""
        users = self._users(request)
        if any(user["UserName"] == request["UserName"] for user in users.values()):
            raise ApiError("ConflictException", f"Duplicate UserName: {request['UserName']}")
        user_id = str(uuid.uuid4())
        store = request["IdentityStoreId"]
        members = {name: request[name] for name in _SHOWN if name in request}
        users[user_id] = {"UserId": user_id, "IdentityStoreId": store, **members}
        return {"UserId": user_id, "IdentityStoreId": store}

    def describe_user(self, request: Request) -> Request:
        """Answer `DescribeUser`."""
        user = self._users(request).get(request["UserId"])
        if user is None:
            raise ApiError("ResourceNotFoundException", "USER not found.")
        return user

    def list_users(self, request: Request) -> Request:
        """Answer `ListUsers`."""
        names = [
            condition["AttributeValue"]
            for condition in request.get("Filters") or ()
            if condition["AttributePath"] == "UserName"
        ]
        users = self._users(request).values()
        return {"Users": [user for user in users if not names or user["UserName"] in names]}

    def get_user_id(self, request: Request) -> Request:
        """Answer `GetUserId`, by the user's name."""
        name = (request["AlternateIdentifier"].get("UniqueAttribute") or {}).get("AttributeValue")
        for user in self._users(request).values():
            if user["UserName"] == name:
                return {"UserId": user["UserId"], "IdentityStoreId": request["IdentityStoreId"]}
        raise ApiError("ResourceNotFoundException", "USER not found.")

    def delete_user(self, request: Request) -> None:
        """Answer `DeleteUser`, with whom its memberships go."""
        user_id = self.describe_user(request)["UserId"]
        del self._users(request)[user_id]
        memberships = self._memberships(request)
        for membership in [each for each in memberships.values() if each["MemberId"]["UserId"] == user_id]:
            del memberships[membership["MembershipId"]]

    def create_membership(self, request: Request) -> Request:
        """Answer `CreateGroupMembership`."""
        member, group_id = request["MemberId"], self._stores.describe_group(request)["GroupId"]
        self.describe_user({**request, **member})
        memberships, store = self._memberships(request), request["IdentityStoreId"]
        if any((each["GroupId"], each["MemberId"]) == (group_id, member) for each in memberships.values()):
            raise ApiError("ConflictException", "Member and Group relationship already exists.")
        membership_id = str(uuid.uuid4())
        memberships[membership_id] = {
            "IdentityStoreId": store,
            "MembershipId": membership_id,
            "GroupId": group_id,
            "MemberId": member,
        }
        return {"MembershipId": membership_id, "IdentityStoreId": store}

    def describe_membership(self, request: Request) -> Request:
        """Answer `DescribeGroupMembership`."""
        membership = self._memberships(request).get(request["MembershipId"])
        if membership is None:
            raise ApiError("ResourceNotFoundException", "GROUP_MEMBERSHIP not found.")
        return membership

    def list_memberships(self, request: Request) -> Request:
        """Answer `ListGroupMemberships`."""
        group_id = self._stores.describe_group(request)["GroupId"]
        memberships = self._memberships(request).values()
        return {"GroupMemberships": [each for each in memberships if each["GroupId"] == group_id]}

    def list_memberships_of(self, request: Request) -> Request:
        """Answer `ListGroupMembershipsForMember`."""
        memberships = self._memberships(request).values()
        return {"GroupMemberships": [each for each in memberships if each["MemberId"] == request["MemberId"]]}

    def delete_membership(self, request: Request) -> None:
        """Answer `DeleteGroupMembership`."""
        del self._memberships(request)[self.describe_membership(request)["MembershipId"]]

    def _users(self, request: Request) -> dict[str, Request]:
        return PEOPLE.users.setdefault(self._stores.id_of(request), {})

    def _memberships(self, request: Request) -> dict[str, Request]:
        return PEOPLE.memberships.setdefault(self._stores.id_of(request), {})
