"""IAM Identity Center: its instances, permission sets and assignments.

Limits from https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html, November 2026.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from emulator import hooks
from emulator.errors import AwsError
from emulator.services.identity_store import STORES
from emulator.services.operations import JsonService, Request, tag_list, tag_map

MANAGED_POLICIES = 20
INLINE_CHARACTERS = 10_240
ASSIGNMENT = ("TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")


@dataclass
class PermissionSet:
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
        given = {
            "Name": self.name,
            "PermissionSetArn": self.arn,
            "Description": self.description,
            "CreatedDate": self.created,
            "SessionDuration": self.session_duration,
            "RelayState": self.relay_state,
        }
        return {name: value for name, value in given.items() if value != ""}


@dataclass
class Instance:
    """An Identity Center instance with all that it holds."""

    arn: str
    identity_store: str
    owner: str
    region: str
    permission_sets: dict[str, PermissionSet] = field(default_factory=dict)
    assignments: list[Request] = field(default_factory=list)
    attributes: list[Request] | None = None


class IdentityCenter:
    """The instances, by ARN."""

    def __init__(self) -> None:
        self.instances: dict[str, Instance] = {}
        self._statuses: dict[str, Request] = {}

    # --- instances and their attributes for access control ---

    def list_instances(self, _request: Request) -> Request:
        """Answer `ListInstances`."""
        return {
            "Instances": [
                _instance_view(instance) for instance in self.instances.values() if _is_here(instance)
            ]
        }

    def describe_instance(self, request: Request) -> Request:
        """Answer `DescribeInstance`."""
        return _instance_view(self._instance(request))

    def create_attributes(self, request: Request) -> None:
        """Answer `CreateInstanceAccessControlAttributeConfiguration`."""
        instance = self._instance(request)
        if instance.attributes is not None:
            raise AwsError("ConflictException", "The configuration already exists.")
        instance.attributes = _attributes(request)

    def update_attributes(self, request: Request) -> None:
        """Answer `UpdateInstanceAccessControlAttributeConfiguration`."""
        self.describe_attributes(request)
        self._instance(request).attributes = _attributes(request)

    def describe_attributes(self, request: Request) -> Request:
        """Answer `DescribeInstanceAccessControlAttributeConfiguration`."""
        attributes = self._instance(request).attributes
        if attributes is None:
            raise AwsError("ResourceNotFoundException", "The instance has no attributes for access control.")
        return {
            "Status": "ENABLED",
            "InstanceAccessControlAttributeConfiguration": {"AccessControlAttributes": attributes},
        }

    def delete_attributes(self, request: Request) -> None:
        """Answer `DeleteInstanceAccessControlAttributeConfiguration`."""
        self.describe_attributes(request)
        self._instance(request).attributes = None

    # --- permission sets ---

    def create_permission_set(self, request: Request) -> Request:
        """Answer `CreatePermissionSet`."""
        instance = self._instance(request)
        if any(held.name == request["Name"] for held in instance.permission_sets.values()):
            raise AwsError("ConflictException", f"A permission set named {request['Name']} already exists.")
        made = PermissionSet(
            arn=f"{instance.arn.replace('instance/', 'permissionSet/')}/ps-{uuid.uuid4().hex[:16]}",
            name=request["Name"],
            description=request.get("Description", ""),
            session_duration=request.get("SessionDuration", "PT1H"),
            relay_state=request.get("RelayState", ""),
            tags=tag_map(request.get("Tags")),
        )
        instance.permission_sets[made.arn] = made
        return {"PermissionSet": made.view()}

    def describe_permission_set(self, request: Request) -> Request:
        """Answer `DescribePermissionSet`."""
        return {"PermissionSet": self._permission_set(request).view()}

    def update_permission_set(self, request: Request) -> None:
        """Answer `UpdatePermissionSet`; what the request leaves out stays."""
        held = self._permission_set(request)
        held.description = request.get("Description", held.description)
        held.session_duration = request.get("SessionDuration", held.session_duration)
        held.relay_state = request.get("RelayState", held.relay_state)

    def list_permission_sets(self, request: Request) -> Request:
        """Answer `ListPermissionSets`."""
        return {"PermissionSets": list(self._instance(request).permission_sets)}

    def delete_permission_set(self, request: Request) -> None:
        """Answer `DeletePermissionSet`; one that is assigned stays, as on AWS."""
        instance, held = self._instance(request), self._permission_set(request)
        if any(assignment["PermissionSetArn"] == held.arn for assignment in instance.assignments):
            raise AwsError("ConflictException", f"{held.name} is assigned to an account.")
        del instance.permission_sets[held.arn]

    def provision_permission_set(self, request: Request) -> Request:
        """Answer `ProvisionPermissionSet`."""
        self._permission_set(request)
        return {
            "PermissionSetProvisioningStatus": self._done({"PermissionSetArn": request["PermissionSetArn"]})
        }

    def put_inline(self, request: Request) -> None:
        """Answer `PutInlinePolicyToPermissionSet`."""
        policy = request["InlinePolicy"]
        if len("".join(policy.split())) > INLINE_CHARACTERS:
            raise AwsError("ServiceQuotaExceededException", "The inline policy is too long.")
        try:
            json.loads(policy)
        except ValueError as error:
            raise AwsError("ValidationException", f"The inline policy isn't JSON: {error}") from error
        self._permission_set(request).inline_policy = policy

    def get_inline(self, request: Request) -> Request:
        """Answer `GetInlinePolicyForPermissionSet`."""
        return {"InlinePolicy": self._permission_set(request).inline_policy}

    def delete_inline(self, request: Request) -> None:
        """Answer `DeleteInlinePolicyFromPermissionSet`."""
        self._permission_set(request).inline_policy = ""

    def attach_managed(self, request: Request) -> None:
        """Answer `AttachManagedPolicyToPermissionSet`."""
        held, arn = self._permission_set(request), request["ManagedPolicyArn"]
        _refuse_too_many(held)
        if arn in held.managed:
            raise AwsError("ConflictException", f"{arn} is already attached.")
        held.managed.append(arn)

    def list_managed(self, request: Request) -> Request:
        """Answer `ListManagedPoliciesInPermissionSet`."""
        arns = self._permission_set(request).managed
        return {"AttachedManagedPolicies": [{"Name": arn.rsplit("/", 1)[-1], "Arn": arn} for arn in arns]}

    def detach_managed(self, request: Request) -> None:
        """Answer `DetachManagedPolicyFromPermissionSet`."""
        _remove(self._permission_set(request).managed, request["ManagedPolicyArn"])

    def attach_customer(self, request: Request) -> None:
        """Answer `AttachCustomerManagedPolicyReferenceToPermissionSet`."""
        held = self._permission_set(request)
        _refuse_too_many(held)
        held.customer_managed.append(_reference(request))

    def list_customer(self, request: Request) -> Request:
        """Answer `ListCustomerManagedPolicyReferencesInPermissionSet`."""
        held = self._permission_set(request).customer_managed
        return {"CustomerManagedPolicyReferences": [{"Name": name, "Path": path} for name, path in held]}

    def detach_customer(self, request: Request) -> None:
        """Answer `DetachCustomerManagedPolicyReferenceFromPermissionSet`."""
        _remove(self._permission_set(request).customer_managed, _reference(request))

    def put_boundary(self, request: Request) -> None:
        """Answer `PutPermissionsBoundaryToPermissionSet`."""
        self._permission_set(request).boundary = request["PermissionsBoundary"]

    def get_boundary(self, request: Request) -> Request:
        """Answer `GetPermissionsBoundaryForPermissionSet`."""
        boundary = self._permission_set(request).boundary
        if boundary is None:
            raise AwsError("ResourceNotFoundException", "The permission set has no permissions boundary.")
        return {"PermissionsBoundary": boundary}

    def delete_boundary(self, request: Request) -> None:
        """Answer `DeletePermissionsBoundaryFromPermissionSet`."""
        self._permission_set(request).boundary = None

    # --- tags ---

    def tag_resource(self, request: Request) -> None:
        """Answer `TagResource`."""
        self._tagged(request).update(tag_map(request["Tags"]))

    def untag_resource(self, request: Request) -> None:
        """Answer `UntagResource`."""
        for key in request["TagKeys"]:
            self._tagged(request).pop(key, None)

    def list_tags(self, request: Request) -> Request:
        """Answer `ListTagsForResource`."""
        return {"Tags": tag_list(self._tagged(request))}

    # --- assignments ---

    def create_assignment(self, request: Request) -> Request:
        """Answer `CreateAccountAssignment`; it fails on what doesn't exist, as on AWS."""
        instance = self._instance(request)
        self._permission_set(request)
        if request["PrincipalType"] == "GROUP" and not STORES.has(request["PrincipalId"]):
            raise AwsError("ResourceNotFoundException", f"GROUP {request['PrincipalId']} not found.")
        assignment = {name: request[name] for name in ASSIGNMENT}
        if assignment not in instance.assignments:
            instance.assignments.append(assignment)
        return {"AccountAssignmentCreationStatus": self._done(assignment)}

    def delete_assignment(self, request: Request) -> Request:
        """Answer `DeleteAccountAssignment`."""
        instance, assignment = self._instance(request), {name: request[name] for name in ASSIGNMENT}
        if assignment not in instance.assignments:
            raise AwsError("ResourceNotFoundException", "There is no such assignment.")
        instance.assignments.remove(assignment)
        return {"AccountAssignmentDeletionStatus": self._done(assignment)}

    def list_assignments(self, request: Request) -> Request:
        """Answer `ListAccountAssignments`."""
        found = [
            assignment
            for assignment in self._instance(request).assignments
            if assignment["TargetId"] == request["AccountId"]
            and assignment["PermissionSetArn"] == request["PermissionSetArn"]
        ]
        shown = ("PermissionSetArn", "PrincipalType", "PrincipalId")
        return {
            "AccountAssignments": [
                {"AccountId": found_one["TargetId"], **{name: found_one[name] for name in shown}}
                for found_one in found
            ]
        }

    def list_for_principal(self, request: Request) -> Request:
        """Answer `ListAccountAssignmentsForPrincipal`."""
        found = self._instance(request).assignments
        return {
            "AccountAssignments": [
                {
                    "AccountId": one["TargetId"],
                    "PermissionSetArn": one["PermissionSetArn"],
                    "PrincipalId": one["PrincipalId"],
                    "PrincipalType": one["PrincipalType"],
                }
                for one in found
                if (one["PrincipalId"], one["PrincipalType"])
                == (request["PrincipalId"], request["PrincipalType"])
            ]
        }

    def list_provisioned_to_account(self, request: Request) -> Request:
        """Answer `ListPermissionSetsProvisionedToAccount`."""
        found = self._instance(request).assignments
        arns = {one["PermissionSetArn"]: None for one in found if one["TargetId"] == request["AccountId"]}
        return {"PermissionSets": list(arns)}

    def list_accounts_of_permission_set(self, request: Request) -> Request:
        """Answer `ListAccountsForProvisionedPermissionSet`."""
        found = self._instance(request).assignments
        accounts = {
            one["TargetId"]: None for one in found if one["PermissionSetArn"] == request["PermissionSetArn"]
        }
        return {"AccountIds": list(accounts)}

    def status(self, member: str, key: str, request: Request) -> Request:
        """Answer a question for the status of an operation, all of which end at once."""
        return {member: self._statuses[request[key]]}

    def _done(self, about: Request) -> Request:
        status = {"RequestId": str(uuid.uuid4()), "Status": "SUCCEEDED", "CreatedDate": time.time(), **about}
        self._statuses[str(status["RequestId"])] = status
        return status

    def _instance(self, request: Request) -> Instance:
        instance = self.instances.get(request["InstanceArn"])
        if instance is None or not _is_here(instance):
            raise AwsError("ResourceNotFoundException", f"There is no instance {request['InstanceArn']}.")
        return instance

    def _permission_set(self, request: Request) -> PermissionSet:
        held = self._instance(request).permission_sets.get(request["PermissionSetArn"])
        if held is None:
            raise AwsError("ResourceNotFoundException", "PermissionSet not found.")
        return held

    def _tagged(self, request: Request) -> dict[str, str]:
        return self._permission_set({**request, "PermissionSetArn": request["ResourceArn"]}).tags


CENTER = IdentityCenter()


def install() -> None:
    """Let the gateway answer for IAM Identity Center."""
    service = JsonService("sso", "sso")
    hooks.recognize("sso", "SWBExternalService")
    _register_instances(service)
    _register_permission_sets(service)
    _register_assignments(service)
    service.install()


def _register_instances(service: JsonService) -> None:
    service.register(
        ListInstances=CENTER.list_instances,
        DescribeInstance=CENTER.describe_instance,
        CreateInstanceAccessControlAttributeConfiguration=CENTER.create_attributes,
        UpdateInstanceAccessControlAttributeConfiguration=CENTER.update_attributes,
        DescribeInstanceAccessControlAttributeConfiguration=CENTER.describe_attributes,
        DeleteInstanceAccessControlAttributeConfiguration=CENTER.delete_attributes,
        TagResource=CENTER.tag_resource,
        UntagResource=CENTER.untag_resource,
        ListTagsForResource=CENTER.list_tags,
    )


def _register_permission_sets(service: JsonService) -> None:
    service.register(
        CreatePermissionSet=CENTER.create_permission_set,
        DescribePermissionSet=CENTER.describe_permission_set,
        UpdatePermissionSet=CENTER.update_permission_set,
        ListPermissionSets=CENTER.list_permission_sets,
        DeletePermissionSet=CENTER.delete_permission_set,
        ProvisionPermissionSet=CENTER.provision_permission_set,
        PutInlinePolicyToPermissionSet=CENTER.put_inline,
        GetInlinePolicyForPermissionSet=CENTER.get_inline,
        DeleteInlinePolicyFromPermissionSet=CENTER.delete_inline,
        AttachManagedPolicyToPermissionSet=CENTER.attach_managed,
        ListManagedPoliciesInPermissionSet=CENTER.list_managed,
        DetachManagedPolicyFromPermissionSet=CENTER.detach_managed,
        AttachCustomerManagedPolicyReferenceToPermissionSet=CENTER.attach_customer,
        ListCustomerManagedPolicyReferencesInPermissionSet=CENTER.list_customer,
        DetachCustomerManagedPolicyReferenceFromPermissionSet=CENTER.detach_customer,
        PutPermissionsBoundaryToPermissionSet=CENTER.put_boundary,
        GetPermissionsBoundaryForPermissionSet=CENTER.get_boundary,
        DeletePermissionsBoundaryFromPermissionSet=CENTER.delete_boundary,
    )


def _register_assignments(service: JsonService) -> None:
    service.register(
        CreateAccountAssignment=CENTER.create_assignment,
        DeleteAccountAssignment=CENTER.delete_assignment,
        ListAccountAssignments=CENTER.list_assignments,
        ListAccountAssignmentsForPrincipal=CENTER.list_for_principal,
        ListPermissionSetsProvisionedToAccount=CENTER.list_provisioned_to_account,
        ListAccountsForProvisionedPermissionSet=CENTER.list_accounts_of_permission_set,
        DescribeAccountAssignmentCreationStatus=lambda request: CENTER.status(
            "AccountAssignmentCreationStatus", "AccountAssignmentCreationRequestId", request
        ),
        DescribeAccountAssignmentDeletionStatus=lambda request: CENTER.status(
            "AccountAssignmentDeletionStatus", "AccountAssignmentDeletionRequestId", request
        ),
        DescribePermissionSetProvisioningStatus=lambda request: CENTER.status(
            "PermissionSetProvisioningStatus", "ProvisionPermissionSetRequestId", request
        ),
    )


def _is_here(instance: Instance) -> bool:
    """Say whether the request went to the region in which the instance lives."""
    return hooks.current_region() == instance.region


def _instance_view(instance: Instance) -> Request:
    return {
        "InstanceArn": instance.arn,
        "IdentityStoreId": instance.identity_store,
        "OwnerAccountId": instance.owner,
        "Status": "ACTIVE",
    }


def _attributes(request: Request) -> list[Request]:
    configuration = request["InstanceAccessControlAttributeConfiguration"]
    attributes: list[Request] = configuration["AccessControlAttributes"]
    return attributes


def _reference(request: Request) -> tuple[str, str]:
    reference = request["CustomerManagedPolicyReference"]
    return reference["Name"], reference.get("Path", "/")


def _refuse_too_many(held: PermissionSet) -> None:
    if len(held.managed) + len(held.customer_managed) >= MANAGED_POLICIES:
        raise AwsError("ServiceQuotaExceededException", "The permission set has 20 managed policies already.")


def _remove(held: list[Any], value: Any) -> None:
    if value not in held:
        raise AwsError("ResourceNotFoundException", f"{value} is not attached.")
    held.remove(value)
