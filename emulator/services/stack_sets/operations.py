"""The operations of service-managed stack sets.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from emulator import hooks
from emulator.errors import AwsError
from emulator.services.stack_sets import forms, work
from emulator.services.stack_sets import instances as stacks
from emulator.services.stack_sets.instance import Instance
from emulator.services.stack_sets.instances import StackSet, Target

if TYPE_CHECKING:
    from emulator.organization.state import Organization
    from emulator.services.operations import Operation, Request
    from emulator.services.stack_sets.permission import Permit

PRINCIPAL = "member.org.stacksets.cloudformation.amazonaws.com"


class Register:
    """The stack sets of the management account, by name."""

    def __init__(self) -> None:
        self.sets: dict[str, StackSet] = {}


STACK_SETS = Register()


class StackSetOperations:
    """Answer for the stack sets of an organization."""

    def __init__(self, organization: Organization, register: Register, permit: Permit) -> None:
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
        }

    def create(self, request: Request) -> Request:
        """Answer `CreateStackSet`; the set has no stacks yet."""
        name = request["StackSetName"]
        if name in self._sets:
            raise AwsError("NameAlreadyExistsException", f"The stack set {name} exists already.", 409)
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
        instances = [one for one in stack_set.instances.values() if one.account in active]
        return work.through(stack_set, "UPDATE", request, instances, self._deploy)

    def delete(self, request: Request) -> Request:
        """Answer `DeleteStackSet`; one that has stacks stays."""
        stack_set = self._find(request)
        if stack_set.instances:
            raise AwsError("StackSetNotEmptyException", "StackSet is not empty", 409)
        del self._sets[stack_set.name]
        return {}

    def describe(self, request: Request) -> Request:
        """Answer `DescribeStackSet`."""
        stack_set = self._find(request)
        region, owner = hooks.current_region(), self._organization.management
        arn = f"arn:aws:cloudformation:{region}:{owner}:stackset/{stack_set.id}"
        return {"StackSet": forms.set_view(stack_set, arn)}

    def list_sets(self, _request: Request) -> Request:
        """Answer `ListStackSets`."""
        return {"Summaries": [forms.summary_view(one) for one in self._sets.values()]}

    def create_instances(self, request: Request) -> Request:
        """Answer `CreateStackInstances`; its units get automatic deployments whatever the filter is."""
        stack_set, targets = self._find(request), self._targets(request)
        if any(target.filter == "UNION" for target in targets):
            raise AwsError("ValidationError", "UNION is not supported for create operations.")
        stack_set.targets += [target for target in targets if target not in stack_set.targets]
        instances = [one for target in targets for one in stacks.reached(self._organization, target)]
        return work.through(stack_set, "CREATE", request, instances, self._deploy)

    def delete_instances(self, request: Request) -> Request:
        """Answer `DeleteStackInstances`; the units get no more automatic deployments."""
        stack_set, targets = self._find(request), self._targets(request)
        stack_set.targets = [target for target in stack_set.targets if target not in targets]
        keys = {one.key for target in targets for one in stacks.reached(self._organization, target)}
        instances = [one for key, one in stack_set.instances.items() if key in keys]
        retain = request.get("RetainStacks") == "true"

        def remove(of: StackSet, instance: Instance) -> Instance:
            return stacks.remove(of, instance, self._permit, retain=retain)

        return work.through(stack_set, "DELETE", request, instances, remove)

    def list_instances(self, request: Request) -> Request:
        """Answer `ListStackInstances`, of one account or region where the request names them."""
        stack_set = self._find(request)
        return {
            "Summaries": [
                forms.instance_view(stack_set, one)
                for one in stack_set.instances.values()
                if request.get("StackInstanceAccount", one.account) == one.account
                and request.get("StackInstanceRegion", one.region) == one.region
            ]
        }

    def describe_instance(self, request: Request) -> Request:
        """Answer `DescribeStackInstance`."""
        stack_set = self._find(request)
        account, region = request["StackInstanceAccount"], request["StackInstanceRegion"]
        found = stack_set.instances.get((account, region))
        if found is None:
            raise AwsError("StackInstanceNotFoundException", f"There is none in {account}, {region}.", 404)
        return {"StackInstance": forms.instance_view(stack_set, found)}

    def describe_operation(self, request: Request) -> Request:
        """Answer `DescribeStackSetOperation`."""
        return {"StackSetOperation": self._operation(request)["view"]}

    def list_operations(self, request: Request) -> Request:
        """Answer `ListStackSetOperations`, the latest first."""
        operations = list(self._find(request).operations.values())
        return {"Summaries": [one["view"] for one in reversed(operations)]}

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
            "Summaries": [{"OrganizationalUnitId": unit, "Regions": found} for unit, found in regions.items()]
        }

    def follow(self, account: str) -> None:
        """Give an account that joined a target its stacks, and take them from one that left.

        Account filters don't count here, as on AWS; what fails is to be seen in the instance alone.
        """
        for stack_set in self._sets.values():
            if not stack_set.automatic:
                continue
            wanted = {
                one.key: one
                for target in reversed(stack_set.targets)
                for one in stacks.reached(self._organization, Target(target.units, target.region))
                if one.account == account
            }
            held = {key: one for key, one in stack_set.instances.items() if one.account == account}
            for key in held.keys() - wanted.keys():
                stacks.remove(stack_set, held[key], self._permit, retain=stack_set.retains)
            for key, instance in wanted.items():
                if key in held:
                    held[key].unit = instance.unit
                else:
                    self._deploy(stack_set, instance)

    def check(self) -> None:
        """Refuse what AWS refuses: a caller that is no administrator, StackSets without trusted access."""
        if hooks.current_account() != self._organization.management:
            raise AwsError(
                "ValidationError",
                "You must be the management account or delegated admin account of an organization before "
                "operating a SERVICE_MANAGED stack set",
            )
        if PRINCIPAL not in self._organization.trusted_services:
            raise AwsError(
                "ValidationError",
                "You must enable organizations access to operate a service managed stack set",
            )

    def _deploy(self, stack_set: StackSet, instance: Instance) -> Instance:
        return stacks.deploy(stack_set, instance, self._permit)

    def _find(self, request: Request) -> StackSet:
        name = request["StackSetName"].rpartition("/")[2].partition(":")[0]
        found = self._sets.get(name)
        if found is None:
            raise AwsError("StackSetNotFoundException", f"StackSet {name} not found", 404)
        return found

    def _operation(self, request: Request) -> Request:
        found: Request | None = self._find(request).operations.get(request["OperationId"])
        if found is None:
            raise AwsError("OperationNotFoundException", f"There is no {request['OperationId']}.", 404)
        return found

    def _targets(self, request: Request) -> list[Target]:
        given = request.get("DeploymentTargets") or {}
        units = given.get("OrganizationalUnitIds")
        if not units or request.get("ParameterOverrides"):
            what = "ParameterOverrides is not emulated" if units else "OrganizationalUnitIds is required"
            raise AwsError("ValidationError", f"{what} for service-managed stack sets")
        accounts, narrowed = given.get("Accounts") or [], given.get("AccountFilterType", "NONE")
        if bool(accounts) == (narrowed == "NONE"):
            raise AwsError("ValidationError", "Accounts and AccountFilterType go together.")
        for unit in units:
            self._organization.node(unit, "ValidationError")
        return [Target(tuple(units), region, narrowed, tuple(accounts)) for region in request["Regions"]]
