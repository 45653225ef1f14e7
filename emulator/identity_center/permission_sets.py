"""The operations on permission sets.

Limits from https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html, November 2026.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from emulator.errors import ApiError
from emulator.identity_center.state import Center, StoredPermissionSet
from emulator.managed_policies import is_missing
from emulator.services.operations import Request, tag_map

MANAGED_POLICIES = 20
INLINE_CHARACTERS = 10_240


class PermissionSetOperations(Center):
    """Make, change and read permission sets."""

    def create_permission_set(self, request: Request) -> Request:
        """Answer `CreatePermissionSet`."""
        instance = self._instance(request)
        if any(existing_set.name == request["Name"] for existing_set in instance.permission_sets.values()):
            raise ApiError("ConflictException", f"A permission set named {request['Name']} already exists.")
        permission_set = StoredPermissionSet(
            arn=f"{instance.arn.replace('instance/', 'permissionSet/')}/ps-{uuid.uuid4().hex[:16]}",
            name=request["Name"],
            description=request.get("Description", ""),
            session_duration=request.get("SessionDuration", "PT1H"),
            relay_state=request.get("RelayState", ""),
            tags=tag_map(request.get("Tags")),
        )
        instance.permission_sets[permission_set.arn] = permission_set
        return {"PermissionSet": permission_set.view()}

    def describe_permission_set(self, request: Request) -> Request:
        """Answer `DescribePermissionSet`."""
        return {"PermissionSet": self._permission_set(request).view()}

    def update_permission_set(self, request: Request) -> None:
        """Answer `UpdatePermissionSet`; what the request leaves out stays."""
        permission_set = self._permission_set(request)
        permission_set.description = request.get("Description", permission_set.description)
        permission_set.session_duration = request.get("SessionDuration", permission_set.session_duration)
        permission_set.relay_state = request.get("RelayState", permission_set.relay_state)

    def list_permission_sets(self, request: Request) -> Request:
        """Answer `ListPermissionSets`."""
        return {"PermissionSets": list(self._instance(request).permission_sets)}

    def delete_permission_set(self, request: Request) -> None:
        """Answer `DeletePermissionSet`; one that is assigned stays, as on AWS."""
        instance, permission_set = self._instance(request), self._permission_set(request)
        if any(arn == permission_set.arn for arn, _ in instance.assignments):
            raise ApiError("ConflictException", f"{permission_set.name} is assigned to an account.")
        del instance.permission_sets[permission_set.arn]

    def provision_permission_set(self, request: Request) -> Request:
        """Answer `ProvisionPermissionSet`."""
        self._permission_set(request)
        return {
            "PermissionSetProvisioningStatus": self._succeeded(
                {"PermissionSetArn": request["PermissionSetArn"]}
            )
        }

    def put_inline(self, request: Request) -> None:
        """Answer `PutInlinePolicyToPermissionSet`."""
        policy = request["InlinePolicy"]
        if len("".join(policy.split())) > INLINE_CHARACTERS:
            raise ApiError("ServiceQuotaExceededException", "The inline policy is too long.")
        try:
            json.loads(policy)
        except ValueError as error:
            raise ApiError("ValidationException", f"The inline policy isn't JSON: {error}") from error
        self._permission_set(request).inline_policy = policy

    def get_inline(self, request: Request) -> Request:
        """Answer `GetInlinePolicyForPermissionSet`."""
        return {"InlinePolicy": self._permission_set(request).inline_policy}

    def delete_inline(self, request: Request) -> None:
        """Answer `DeleteInlinePolicyFromPermissionSet`."""
        self._permission_set(request).inline_policy = ""

    def attach_managed(self, request: Request) -> None:
        """Answer `AttachManagedPolicyToPermissionSet`."""
        permission_set, arn = self._permission_set(request), request["ManagedPolicyArn"]
        _refuse_too_many(permission_set)
        _refuse_missing(arn)
        if arn in permission_set.managed:
            raise ApiError("ConflictException", f"{arn} is already attached.")
        permission_set.managed.append(arn)

    def list_managed(self, request: Request) -> Request:
        """Answer `ListManagedPoliciesInPermissionSet`."""
        arns = self._permission_set(request).managed
        return {"AttachedManagedPolicies": [{"Name": arn.rsplit("/", 1)[-1], "Arn": arn} for arn in arns]}

    def detach_managed(self, request: Request) -> None:
        """Answer `DetachManagedPolicyFromPermissionSet`."""
        _remove(self._permission_set(request).managed, request["ManagedPolicyArn"])

    def attach_customer(self, request: Request) -> None:
        """Answer `AttachCustomerManagedPolicyReferenceToPermissionSet`."""
        permission_set = self._permission_set(request)
        _refuse_too_many(permission_set)
        permission_set.customer_managed.append(_reference(request))

    def list_customer(self, request: Request) -> Request:
        """Answer `ListCustomerManagedPolicyReferencesInPermissionSet`."""
        references = self._permission_set(request).customer_managed
        return {
            "CustomerManagedPolicyReferences": [{"Name": name, "Path": path} for name, path in references]
        }

    def detach_customer(self, request: Request) -> None:
        """Answer `DetachCustomerManagedPolicyReferenceFromPermissionSet`."""
        _remove(self._permission_set(request).customer_managed, _reference(request))

    def put_boundary(self, request: Request) -> None:
        """Answer `PutPermissionsBoundaryToPermissionSet`."""
        boundary = request["PermissionsBoundary"]
        _refuse_missing(boundary.get("ManagedPolicyArn", ""))
        self._permission_set(request).boundary = boundary

    def get_boundary(self, request: Request) -> Request:
        """Answer `GetPermissionsBoundaryForPermissionSet`."""
        boundary = self._permission_set(request).boundary
        if boundary is None:
            raise ApiError("ResourceNotFoundException", "The permission set has no permissions boundary.")
        return {"PermissionsBoundary": boundary}

    def delete_boundary(self, request: Request) -> None:
        """Answer `DeletePermissionsBoundaryFromPermissionSet`."""
        self._permission_set(request).boundary = None


def _reference(request: Request) -> tuple[str, str]:
    reference = request["CustomerManagedPolicyReference"]
    return reference["Name"], reference.get("Path", "/")


def _refuse_missing(arn: str) -> None:
    if is_missing(arn):
        raise ApiError("ResourceNotFoundException", f"Policy {arn} does not exist or is not attachable.")


def _refuse_too_many(permission_set: StoredPermissionSet) -> None:
    if len(permission_set.managed) + len(permission_set.customer_managed) >= MANAGED_POLICIES:
        raise ApiError("ServiceQuotaExceededException", "The permission set has 20 managed policies already.")


def _remove(attachments: list[Any], value: Any) -> None:
    if value not in attachments:
        raise ApiError("ResourceNotFoundException", f"{value} is not attached.")
    attachments.remove(value)
