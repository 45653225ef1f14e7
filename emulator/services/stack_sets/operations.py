"""The operations of service-managed stack sets.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
"""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

from emulator import hooks
from emulator.arns import build_arn, service_principal
from emulator.errors import ApiError
from emulator.services.stack_sets import forms, work
from emulator.services.stack_sets import instances as stacks
from emulator.services.stack_sets.instance import StackInstance
from emulator.services.stack_sets.instances import StackSet, Target

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState
    from emulator.services.operations import Operation, Request
    from emulator.services.stack_sets.permission import Permit

PRINCIPAL = service_principal("member.org.stacksets.cloudformation")
_WITHOUT_ACCESS = frozenset({"ActivateOrganizationsAccess", "DescribeOrganizationsAccess", "ListStackSets"})
"""The operations that need no trusted access.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ActivateOrganizationsAccess.html
"""


class Register:
    """The stack sets of the management account, by name."""

    def __init__(self) -> None:
        self.sets: dict[str, StackSet] = {}


STACK_SETS = Register()


class StackSetOperations:
    """Answer for the stack sets of an organization."""

    def __init__(self, organization: OrganizationState, register: Register, permit: Permit) -> None:
        self._organization = organization
        self._permit = permit
        self._register = register

    @property
    def _sets(self) -> dict[str, StackSet]:
        return self._register.sets

    def table(self) -> dict[str, Operation]:
        """Give the operations by their AWS names."""
        return {
            "CreateStackSet": self.create,
            "UpdateStackSet": self.update,
            "DeleteStackSet": self.delete,
            "DescribeStackSet": self.describe,
            "ListStackSets": self.list_sets,
            "CreateStackInstances": self.create_instances,
            "DeleteStackInstances": self.delete_instances,
            "ListStackInstances": self.list_instances,
            "DescribeStackInstance": self.describe_instance,
            "DescribeStackSetOperation": self.describe_operation,
            "ListStackSetOperations": self.list_operations,
            "ListStackSetOperationResults": self.list_results,
            "ListStackSetAutoDeploymentTargets": self.list_targets,
            "ActivateOrganizationsAccess": self.activate,
            "DescribeOrganizationsAccess": self.describe_access,
        }

    def activate(self, _request: Request) -> Request:
        """Answer `ActivateOrganizationsAccess`, which gives StackSets trusted access."""
        self._organization.trusted_services.setdefault(PRINCIPAL, time.time())
        return {}

    def describe_access(self, _request: Request) -> Request:
        """Answer `DescribeOrganizationsAccess`."""
        enabled = PRINCIPAL in self._organization.trusted_services
        return {"Status": "ENABLED" if enabled else "DISABLED"}

    def create(self, request: Request) -> Request:
        """Answer `CreateStackSet`; the set has no stacks yet."""
        name = request["StackSetName"]
        if name in self._sets:
            raise ApiError("NameAlreadyExistsException", f"The stack set {name} exists already.", 409)
        stack_set = StackSet(
            name,
            f"{name}:{uuid.uuid4()}",
            forms.settings_of({"PermissionModel": "SELF_MANAGED"} | request, {}),
        )
        self._sets[name] = stack_set
        return {"StackSetId": stack_set.id}

    def update(self, request: Request) -> Request:
        """Answer `UpdateStackSet`: every stack of the set follows, account by account."""
        stack_set = self._find(request)
        stack_set.settings = forms.settings_of(request, stack_set.settings)
        active = stacks.members(self._organization, self._organization.root)
        instances = [instance for instance in stack_set.instances.values() if instance.account in active]
        return work.through(stack_set, "UPDATE", request, instances, self._deploy)

    def delete(self, request: Request) -> Request:
        """Answer `DeleteStackSet`; one that has stacks stays."""
        stack_set = self._find(request)
        if stack_set.instances:
            raise ApiError("StackSetNotEmptyException", "StackSet is not empty", 409)
        del self._sets[stack_set.name]
        return {}

    def describe(self, request: Request) -> Request:
        """Answer `DescribeStackSet`."""
        stack_set = self._find(request)
        region, owner = hooks.current_region(), self._organization.management
        arn = build_arn("cloudformation", region, owner, f"stackset/{stack_set.id}")
        return {"StackSet": forms.set_view(stack_set, arn)}

    def list_sets(self, _request: Request) -> Request:
        """Answer `ListStackSets`."""
        return {"Summaries": [forms.summary_view(stack_set) for stack_set in self._sets.values()]}

    def create_instances(self, request: Request) -> Request:
        """Answer `CreateStackInstances`; its units get automatic deployments whatever the filter is."""
        stack_set, targets = self._find(request), self._targets(request)
        if any(target.filter == "UNION" for target in targets):
            raise ApiError("ValidationError", "UNION is not supported for create operations.")
        stack_set.targets += [target for target in targets if target not in stack_set.targets]
        instances = [
            instance for target in targets for instance in stacks.reached(self._organization, target)
        ]
        return work.through(stack_set, "CREATE", request, instances, self._deploy)

    def delete_instances(self, request: Request) -> Request:
        """Answer `DeleteStackInstances`; the units get no more automatic deployments."""
        stack_set, targets = self._find(request), self._targets(request)
        stack_set.targets = [target for target in stack_set.targets if target not in targets]
        keys = {instance.key for target in targets for instance in stacks.reached(self._organization, target)}
        instances = [instance for key, instance in stack_set.instances.items() if key in keys]
        retain = request.get("RetainStacks") == "true"

        def remove(of: StackSet, instance: StackInstance) -> StackInstance:
            return stacks.remove(of, instance, self._permit, retain=retain)

        return work.through(stack_set, "DELETE", request, instances, remove)

    def list_instances(self, request: Request) -> Request:
        """Answer `ListStackInstances`, of one account or region where the request names them."""
        stack_set = self._find(request)
        return {
            "Summaries": [
                forms.instance_view(stack_set, instance)
                for instance in stack_set.instances.values()
                if request.get("StackInstanceAccount", instance.account) == instance.account
                and request.get("StackInstanceRegion", instance.region) == instance.region
            ]
        }

    def describe_instance(self, request: Request) -> Request:
        """Answer `DescribeStackInstance`."""
        stack_set = self._find(request)
        account, region = request["StackInstanceAccount"], request["StackInstanceRegion"]
        instance = stack_set.instances.get((account, region))
        if instance is None:
            raise ApiError("StackInstanceNotFoundException", f"There is none in {account}, {region}.", 404)
        return {"StackInstance": forms.instance_view(stack_set, instance)}

    def describe_operation(self, request: Request) -> Request:
        """Answer `DescribeStackSetOperation`."""
        return {"StackSetOperation": self._operation(request)["view"]}

    def list_operations(self, request: Request) -> Request:
        """Answer `ListStackSetOperations`, the latest first."""
        operations = list(self._find(request).operations.values())
        return {"Summaries": [operation["view"] for operation in reversed(operations)]}

    def list_results(self, request: Request) -> Request:
        """Answer `ListStackSetOperationResults`."""
        return {"Summaries": self._operation(request)["results"]}

    def list_targets(self, request: Request) -> Request:
        """Answer `ListStackSetAutoDeploymentTargets`."""
        regions: dict[str, list[str]] = {}
        for target in self._find(request).targets:
            for unit in target.units:
                regions.setdefault(unit, []).append(target.region)
        return {
            "Summaries": [
                {"OrganizationalUnitId": unit, "Regions": region_names}
                for unit, region_names in regions.items()
            ]
        }

    def follow(self, account: str) -> None:
        """Give an account that joined a target its stacks, and take them from one that left.

        Account filters don't count here, as on AWS; what fails is to be seen in the instance alone.
        """
        for stack_set in self._sets.values():
            if not stack_set.automatic:
                continue
            expected = {
                candidate.key: candidate
                for target in reversed(stack_set.targets)
                for candidate in stacks.reached(self._organization, Target(target.units, target.region))
                if candidate.account == account
            }
            existing = {
                key: candidate
                for key, candidate in stack_set.instances.items()
                if candidate.account == account
            }
            for key in existing.keys() - expected.keys():
                stacks.remove(stack_set, existing[key], self._permit, retain=stack_set.retains)
            for key, instance in expected.items():
                if key in existing:
                    existing[key].unit = instance.unit
                else:
                    self._deploy(stack_set, instance)

    def check(self, name: str) -> None:
        """Refuse what AWS refuses: a caller that is no administrator, StackSets without trusted access."""
        if hooks.current_account() != self._organization.management:
            raise ApiError(
                "ValidationError",
                "You must be the management account or delegated admin account of an organization before "
                "operating a SERVICE_MANAGED stack set",
            )
        if name not in _WITHOUT_ACCESS and PRINCIPAL not in self._organization.trusted_services:
            raise ApiError(
                "ValidationError",
                "You must enable organizations access to operate a service managed stack set",
            )

    def _deploy(self, stack_set: StackSet, instance: StackInstance) -> StackInstance:
        return stacks.deploy(stack_set, instance, self._permit)

    def _find(self, request: Request) -> StackSet:
        name = request["StackSetName"].rpartition("/")[2].partition(":")[0]
        stack_set = self._sets.get(name)
        if stack_set is None:
            raise ApiError("StackSetNotFoundException", f"StackSet {name} not found", 404)
        return stack_set

    def _operation(self, request: Request) -> Request:
        operation: Request | None = self._find(request).operations.get(request["OperationId"])
        if operation is None:
            raise ApiError("OperationNotFoundException", f"There is no {request['OperationId']}.", 404)
        return operation

    def _targets(self, request: Request) -> list[Target]:
        targets = request.get("DeploymentTargets") or {}
        units = targets.get("OrganizationalUnitIds")
        if not units or request.get("ParameterOverrides"):
            problem = "ParameterOverrides is not emulated" if units else "OrganizationalUnitIds is required"
            raise ApiError("ValidationError", f"{problem} for service-managed stack sets")
        accounts, narrowed = targets.get("Accounts") or [], targets.get("AccountFilterType", "NONE")
        if bool(accounts) == (narrowed == "NONE"):
            raise ApiError("ValidationError", "Accounts and AccountFilterType go together.")
        for unit in units:
            self._organization.node(unit, "ValidationError")
        return [Target(tuple(units), region, narrowed, tuple(accounts)) for region in request["Regions"]]
