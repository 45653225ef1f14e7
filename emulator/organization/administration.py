"""The operations of AWS Organizations on trusted services, delegates, tags and its own policy."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

from emulator.arns import organization_arn
from emulator.errors import ApiError
from emulator.organization.state import ACCOUNT
from emulator.services.operations import Request, tag_list, tag_map

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState
    from emulator.organization.tree import TreeOperations


class AdministrationOperations:
    """Say which services and accounts may act for the organization."""

    def __init__(self, organization: OrganizationState, tree: TreeOperations) -> None:
        self._organization = organization
        self._tree = tree

    def enable_service_access(self, request: Request) -> None:
        """Answer `EnableAWSServiceAccess`."""
        self._organization.trusted_services.setdefault(request["ServicePrincipal"], time.time())

    def disable_service_access(self, request: Request) -> None:
        """Answer `DisableAWSServiceAccess`."""
        self._organization.trusted_services.pop(request["ServicePrincipal"], None)

    def list_service_access(self, _request: Request) -> Request:
        """Answer `ListAWSServiceAccessForOrganization`."""
        trusted = self._organization.trusted_services.items()
        return {
            "EnabledServicePrincipals": [
                {"ServicePrincipal": principal, "DateEnabled": since} for principal, since in trusted
            ]
        }

    def register_delegated(self, request: Request) -> None:
        """Answer `RegisterDelegatedAdministrator`."""
        node = self._organization.node(request["AccountId"], "AccountNotFoundException")
        key = (node.id, request["ServicePrincipal"])
        if node.id == self._organization.management:
            raise ApiError(
                "ConstraintViolationException", "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"
            )
        if request["ServicePrincipal"] not in self._organization.trusted_services:
            raise ApiError("ConstraintViolationException", "SERVICE_ACCESS_NOT_ENABLED")
        if key in self._organization.delegated:
            raise ApiError("AccountAlreadyRegisteredException", f"{node.id} is already registered.")
        self._organization.delegated[key] = time.time()

    def deregister_delegated(self, request: Request) -> None:
        """Answer `DeregisterDelegatedAdministrator`."""
        key = (request["AccountId"], request["ServicePrincipal"])
        if self._organization.delegated.pop(key, None) is None:
            raise ApiError("AccountNotRegisteredException", f"{key[0]} is not registered.")

    def list_delegated(self, request: Request) -> Request:
        """Answer `ListDelegatedAdministrators`."""
        service_principal = request.get("ServicePrincipal")
        since: dict[str, float] = {}
        for (account, principal), registered in self._organization.delegated.items():
            if service_principal in (None, principal):
                since.setdefault(account, registered)
        return {
            "DelegatedAdministrators": [
                {**self._delegate_view(account), "DelegationEnabledDate": registered}
                for account, registered in since.items()
            ]
        }

    def _delegate_view(self, account: str) -> Request:
        view = self._tree.account_view(self._organization.nodes[account])
        return {name: value for name, value in view.items() if name != "Paths"}

    def list_delegated_services(self, request: Request) -> Request:
        """Answer `ListDelegatedServicesForAccount`."""
        account_id = self._organization.node(request["AccountId"], "AccountNotFoundException").id
        if not any(account == account_id for account, _ in self._organization.delegated):
            raise ApiError("AccountNotRegisteredException", f"{account_id} is not registered.")
        return {
            "DelegatedServices": [
                {"ServicePrincipal": principal, "DelegationEnabledDate": since}
                for (account, principal), since in self._organization.delegated.items()
                if account == account_id
            ]
        }

    def put_resource_policy(self, request: Request) -> Request:
        """Answer `PutResourcePolicy`."""
        resource_policy = self._organization.resource_policy
        policy_id, tags = (
            (resource_policy[0], resource_policy[2])
            if resource_policy
            else (f"rp-{uuid.uuid4().hex[:8]}", {})
        )
        self._organization.resource_policy = (
            policy_id,
            request["Content"],
            tags | tag_map(request.get("Tags")),
        )
        return self.describe_resource_policy({})

    def describe_resource_policy(self, _request: Request) -> Request:
        """Answer `DescribeResourcePolicy`."""
        of = self._organization
        if of.resource_policy is None:
            raise ApiError("ResourcePolicyNotFoundException", "The organization has no resource policy.")
        policy_id, content, _ = of.resource_policy
        arn = organization_arn(of.management, f"resourcepolicy/{of.id}/{policy_id}")
        return {
            "ResourcePolicy": {"ResourcePolicySummary": {"Id": policy_id, "Arn": arn}, "Content": content}
        }

    def delete_resource_policy(self, _request: Request) -> None:
        """Answer `DeleteResourcePolicy`."""
        self.describe_resource_policy({})
        self._organization.resource_policy = None

    def tag_resource(self, request: Request) -> None:
        """Answer `TagResource`."""
        self._tags(request["ResourceId"]).update(tag_map(request["Tags"]))

    def untag_resource(self, request: Request) -> None:
        """Answer `UntagResource`."""
        for key in request["TagKeys"]:
            self._tags(request["ResourceId"]).pop(key, None)

    def list_tags(self, request: Request) -> Request:
        """Answer `ListTagsForResource`."""
        return {"Tags": tag_list(self._tags(request["ResourceId"]))}

    def account_of(self, account: str) -> str:
        """Name the kind of caller an account is: the management account, a delegate or a member."""
        if account == self._organization.management:
            return "management"
        if any(delegate == account for delegate, _ in self._organization.delegated):
            return "delegate"
        node = self._organization.nodes.get(account)
        return "member" if node and node.kind == ACCOUNT else "stranger"

    def _tags(self, resource_id: str) -> dict[str, str]:
        if resource_id in self._organization.policies:
            return self._organization.policies[resource_id].tags
        resource_policy = self._organization.resource_policy
        if resource_policy and resource_policy[0] == resource_id:
            return resource_policy[2]
        return self._organization.node(resource_id).tags
