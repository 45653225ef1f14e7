"""IAM Identity Center as a service of the gateway."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from emulator import hooks
from emulator.identity_center.assignments import AssignmentOperations
from emulator.identity_center.instances import InstanceOperations
from emulator.identity_center.permission_sets import PermissionSetOperations
from emulator.services.operations import JsonService
from emulator.services.pages import Pages

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState


class IdentityCenter(InstanceOperations, PermissionSetOperations, AssignmentOperations):
    """Every operation that is emulated."""


CENTER = IdentityCenter()
PAGES = Pages("sso-admin", ("ValidationException", "Invalid NextToken"), "ValidationException")


def install(organization: OrganizationState) -> None:
    """Let the gateway answer for IAM Identity Center in an organization's accounts."""
    service = JsonService("sso", "sso", PAGES)
    hooks.recognize("sso", "SWBExternalService")
    _register_instances(service)
    _register_permission_sets(service)
    _register_assignments(service, organization)
    service.install()


def _register_instances(service: JsonService) -> None:
    service.register(
        ListInstances=CENTER.list_instances,
        DescribeInstance=CENTER.describe_instance,
        ListRegions=CENTER.list_regions,
        AddRegion=CENTER.add_region,
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


def _register_assignments(service: JsonService, organization: OrganizationState) -> None:
    service.register(
        CreateAccountAssignment=partial(CENTER.create_assignment, organization),
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
