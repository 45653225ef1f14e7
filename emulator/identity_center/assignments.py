"""The operations on assignments of permission sets to people and accounts."""

from __future__ import annotations

from emulator.errors import ApiError
from emulator.identity_center.state import Center
from emulator.services.identity_store import STORES
from emulator.services.operations import Request

ASSIGNMENT = ("TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")


class AssignmentOperations(Center):
    """Make, take away and list assignments."""

    def create_assignment(self, request: Request) -> Request:
        """Answer `CreateAccountAssignment`; it fails on what doesn't exist, as on AWS."""
        instance = self._instance(request)
        self._permission_set(request)
        if request["PrincipalType"] == "GROUP" and not STORES.has(request["PrincipalId"]):
            raise ApiError("ResourceNotFoundException", f"GROUP {request['PrincipalId']} not found.")
        assignment = {name: request[name] for name in ASSIGNMENT}
        if assignment not in instance.assignments:
            instance.assignments.append(assignment)
        return {"AccountAssignmentCreationStatus": self._succeeded(assignment)}

    def delete_assignment(self, request: Request) -> Request:
        """Answer `DeleteAccountAssignment`."""
        instance, assignment = self._instance(request), {name: request[name] for name in ASSIGNMENT}
        if assignment not in instance.assignments:
            raise ApiError("ResourceNotFoundException", "There is no such assignment.")
        instance.assignments.remove(assignment)
        return {"AccountAssignmentDeletionStatus": self._succeeded(assignment)}

    def list_assignments(self, request: Request) -> Request:
        """Answer `ListAccountAssignments`."""
        assignments = [
            assignment
            for assignment in self._instance(request).assignments
            if assignment["TargetId"] == request["AccountId"]
            and assignment["PermissionSetArn"] == request["PermissionSetArn"]
        ]
        shown = ("PermissionSetArn", "PrincipalType", "PrincipalId")
        return {
            "AccountAssignments": [
                {"AccountId": assignment["TargetId"], **{name: assignment[name] for name in shown}}
                for assignment in assignments
            ]
        }

    def list_for_principal(self, request: Request) -> Request:
        """Answer `ListAccountAssignmentsForPrincipal`."""
        assignments = self._instance(request).assignments
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
        arns = {
            assignment["PermissionSetArn"]: None
            for assignment in assignments
            if assignment["TargetId"] == request["AccountId"]
        }
        return {"PermissionSets": list(arns)}

    def list_accounts_of_permission_set(self, request: Request) -> Request:
        """Answer `ListAccountsForProvisionedPermissionSet`."""
        assignments = self._instance(request).assignments
        accounts = {
            assignment["TargetId"]: None
            for assignment in assignments
            if assignment["PermissionSetArn"] == request["PermissionSetArn"]
        }
        return {"AccountIds": list(accounts)}

    def status(self, member: str, key: str, request: Request) -> Request:
        """Answer a question for the status of an operation, all of which end at once."""
        return {member: self._statuses[request[key]]}
