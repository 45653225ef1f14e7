"""AWS Organizations as a service of the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import hooks
from emulator.errors import ApiError
from emulator.organization import access
from emulator.organization.administration import AdministrationOperations
from emulator.organization.policies import PolicyOperations
from emulator.organization.tree import TreeOperations
from emulator.services.operations import JsonService
from emulator.services.pages import Pages

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

READS = ("Describe", "List")
PAGES = Pages(
    "organizations",
    ("InvalidInputException", "INVALID_NEXT_TOKEN: the NextToken isn't one that this call gave"),
    "InvalidInputException",
)


def install(organization: OrganizationState) -> None:
    """Let this organization answer."""

    def access_role(account: str, name: str | None) -> None:
        access.create(organization.management, account, name)

    tree = TreeOperations(organization, access_role)
    policies = PolicyOperations(organization, tree)
    administration = AdministrationOperations(organization, tree)
    service = JsonService("organizations", "organizations", PAGES)
    _register_tree(service, tree)
    _register_policies(service, policies)
    _register_administration(service, administration)

    def refuse_outsiders(operation: str) -> None:
        """Refuse what AWS refuses to a member: everything but `DescribeOrganization`."""
        caller = administration.account_of(hooks.current_account())
        if caller == "stranger":
            raise ApiError(
                "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."
            )
        if caller == "member" and operation != "DescribeOrganization":
            raise ApiError("AccessDeniedException", "You don't have permissions to access this resource.")
        if caller == "delegate" and not operation.startswith(READS):
            raise ApiError("AccessDeniedException", "You don't have permissions to access this resource.")

    service.guard(refuse_outsiders)
    service.install()


def _register_tree(service: JsonService, tree: TreeOperations) -> None:
    service.register(
        DescribeOrganization=tree.describe_organization,
        ListRoots=tree.list_roots,
        ListAccounts=tree.list_accounts,
        DescribeAccount=tree.describe_account,
        DescribeOrganizationalUnit=tree.describe_organizational_unit,
        ListOrganizationalUnitsForParent=tree.list_units_for_parent,
        ListAccountsForParent=tree.list_accounts_for_parent,
        ListChildren=tree.list_children,
        ListParents=tree.list_parents,
        CreateOrganizationalUnit=tree.create_organizational_unit,
        UpdateOrganizationalUnit=tree.update_organizational_unit,
        DeleteOrganizationalUnit=tree.delete_organizational_unit,
        DescribeCreateAccountStatus=tree.describe_create_account_status,
        MoveAccount=tree.move_account,
        CloseAccount=tree.close_account,
    )
    service.register_waiting(CreateAccount=tree.create_account)


def _register_policies(service: JsonService, policies: PolicyOperations) -> None:
    service.register(
        EnablePolicyType=policies.enable_policy_type,
        DisablePolicyType=policies.disable_policy_type,
        CreatePolicy=policies.create_policy,
        DescribePolicy=policies.describe_policy,
        UpdatePolicy=policies.update_policy,
        DeletePolicy=policies.delete_policy,
        ListPolicies=policies.list_policies,
        AttachPolicy=policies.attach_policy,
        DetachPolicy=policies.detach_policy,
        ListPoliciesForTarget=policies.list_policies_for_target,
        ListTargetsForPolicy=policies.list_targets_for_policy,
    )


def _register_administration(service: JsonService, administration: AdministrationOperations) -> None:
    service.register(
        EnableAWSServiceAccess=administration.enable_service_access,
        DisableAWSServiceAccess=administration.disable_service_access,
        ListAWSServiceAccessForOrganization=administration.list_service_access,
        RegisterDelegatedAdministrator=administration.register_delegated,
        DeregisterDelegatedAdministrator=administration.deregister_delegated,
        ListDelegatedAdministrators=administration.list_delegated,
        ListDelegatedServicesForAccount=administration.list_delegated_services,
        PutResourcePolicy=administration.put_resource_policy,
        DescribeResourcePolicy=administration.describe_resource_policy,
        DeleteResourcePolicy=administration.delete_resource_policy,
        TagResource=administration.tag_resource,
        UntagResource=administration.untag_resource,
        ListTagsForResource=administration.list_tags,
    )
