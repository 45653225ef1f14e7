"""The state of IAM Identity Center."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from emulator import hooks
from emulator.errors import ApiError
from emulator.services.operations import Request

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class StoredPermissionSet:
    """A permission set as the API holds it."""

    arn: str
    name: str
    description: str = ""
    session_duration: str = "PT1H"
    relay_state: str = ""
    inline_policy: str = ""
    managed: list[str] = field(default_factory=list)
    customer_managed: list[tuple[str, str]] = field(default_factory=list)
    boundary: dict[str, Any] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    created: float = field(default_factory=time.time)

    def view(self) -> Request:
        """Give it in the API's form."""
        members = {
            "Name": self.name,
            "PermissionSetArn": self.arn,
            "Description": self.description,
            "CreatedDate": self.created,
            "SessionDuration": self.session_duration,
            "RelayState": self.relay_state,
        }
        return {name: value for name, value in members.items() if value != ""}


@dataclass
class CenterInstance:
    """An Identity Center instance with all that it holds.

    Attributes:
        region: Its primary region.
        assignments: The assignments by permission set and account.
        more_regions: The regions to which it is extended.
        has_permission_sets: Whether it is an organization's instance, which gives access to accounts.
    """

    arn: str
    identity_store: str
    owner: str
    region: str
    permission_sets: dict[str, StoredPermissionSet] = field(default_factory=dict)
    assignments: dict[tuple[str, str], list[Request]] = field(default_factory=dict)
    attributes: list[Request] | None = None
    more_regions: list[str] = field(default_factory=list)
    has_permission_sets: bool = True
    created: float = field(default_factory=time.time)

    def all_assignments(self) -> Iterator[Request]:
        """Yield every assignment."""
        return chain.from_iterable(self.assignments.values())

    def assign(self, assignment: Request) -> None:
        """Add an assignment, unless it is there."""
        key = (assignment["PermissionSetArn"], assignment["TargetId"])
        made = self.assignments.setdefault(key, [])
        if assignment not in made:
            made.append(assignment)


class Center:
    """The instances, by ARN, and the operations on them that ended."""

    def __init__(self) -> None:
        self.instances: dict[str, CenterInstance] = {}
        self._statuses: dict[str, Request] = {}

    def _succeeded(self, about: Request) -> Request:
        status = {"RequestId": str(uuid.uuid4()), "Status": "SUCCEEDED", "CreatedDate": time.time(), **about}
        self._statuses[str(status["RequestId"])] = status
        return status

    def _failed(self, about: Request, reason: str) -> Request:
        status = {**self._succeeded(about), "Status": "FAILED", "FailureReason": reason}
        self._statuses[str(status["RequestId"])] = status
        return status

    def _instance(self, request: Request) -> CenterInstance:
        instance = self.instances.get(request["InstanceArn"])
        if instance is None or not is_here(instance):
            raise ApiError("ResourceNotFoundException", f"There is no instance {request['InstanceArn']}.")
        return instance

    def _permission_set(self, request: Request) -> StoredPermissionSet:
        permission_set = self._instance(request).permission_sets.get(request["PermissionSetArn"])
        if permission_set is None:
            raise ApiError("ResourceNotFoundException", "PermissionSet not found.")
        return permission_set


def is_here(instance: CenterInstance) -> bool:
    """Return whether the request went to a region in which the instance lives."""
    return hooks.current_region() in (instance.region, *instance.more_regions)
