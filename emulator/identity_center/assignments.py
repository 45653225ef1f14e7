"""The operations on assignments of permission sets to people and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.errors import ApiError
from emulator.identity_center.state import Center
from emulator.services.identity_store import STORES
from emulator.services.operations import Request

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

ASSIGNMENT = ("TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")


class AssignmentOperations(Center):
    """Make, take away and list assignments."""

    def create_assignment(self, organization: OrganizationState, request: Request) -> Request:
        """Answer `CreateAccountAssignment`; it fails on what doesn't exist, as on AWS.

        In an account that isn't active, AWS tries for a while to make the role, and then fails:
        https://github.com/aws-samples/aws-identitycenter-codepipeline-auto-assignment/issues/31
        """
        instance = self._instance(request)
        self._permission_set(request)
        if request["PrincipalType"] == "GROUP" and not STORES.has(request["PrincipalId"]):
            raise ApiError("ResourceNotFoundException", f"GROUP {request['PrincipalId']} not found.")
        assignment = {name: request[name] for name in ASSIGNMENT}
        account = organization.nodes.get(request["TargetId"])
        if account is not None and account.status != "ACTIVE":
            reason = (
                f"Obtaining permissions to manage your AWS account '{account.id}' takes longer than usual."
            )
            return {"AccountAssignmentCreationStatus": self._failed(assignment, reason)}
        instance.assign(assignment)
        return {"AccountAssignmentCreationStatus": self._succeeded(assignment)}

    def delete_assignment(self, request: Request) -> Request:
        """Answer `DeleteAccountAssignment`."""
        instance, assignment = self._instance(request), {name: request[name] for name in ASSIGNMENT}
        key = (request["PermissionSetArn"], request["TargetId"])
        if assignment not in instance.assignments.get(key, ()):
            raise ApiError("ResourceNotFoundException", "There is no such assignment.")
        instance.assignments[key].remove(assignment)
        if not instance.assignments[key]:
            del instance.assignments[key]
        return {"AccountAssignmentDeletionStatus": self._succeeded(assignment)}

    def list_assignments(self, request: Request) -> Request:
        """Answer `ListAccountAssignments`."""
        key = (request["PermissionSetArn"], request["AccountId"])
        assignments = self._instance(request).assignments.get(key, ())
        shown = ("PermissionSetArn", "PrincipalType", "PrincipalId")
        return {
            "AccountAssignments": [
                {"AccountId": assignment["TargetId"], **{name: assignment[name] for name in shown}}
                for assignment in assignments
            ]
        }

    def list_for_principal(self, request: Request) -> Request:
        """Answer `ListAccountAssignmentsForPrincipal`."""
        assignments = self._instance(request).all_assignments()
        return {
            "AccountAssignments": [
                {
                    "AccountId": assignment["TargetId"],
                    "PermissionSetArn": assignment["PermissionSetArn"],
                    "PrincipalId": assignment["PrincipalId"],
                    "PrincipalType": assignment["PrincipalType"],
                }
                for assignment in assignments
                if (assignment["PrincipalId"], assignment["PrincipalType"])
                == (request["PrincipalId"], request["PrincipalType"])
            ]
        }

    def list_provisioned_to_account(self, request: Request) -> Request:
        """Answer `ListPermissionSetsProvisionedToAccount`."""
        assignments = self._instance(request).assignments
        return {"PermissionSets": [arn for arn, account in assignments if account == request["AccountId"]]}

    def list_accounts_of_permission_set(self, request: Request) -> Request:
        """Answer `ListAccountsForProvisionedPermissionSet`."""
        assignments = self._instance(request).assignments
        return {"AccountIds": [account for arn, account in assignments if arn == request["PermissionSetArn"]]}

    def status(self, member: str, key: str, request: Request) -> Request:
        """Answer a question for the status of an operation, all of which end at once."""
        return {member: self._statuses[request[key]]}
