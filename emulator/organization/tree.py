"""The operations of AWS Organizations on the root, the units and the accounts."""

from __future__ import annotations

import random
import time
import uuid
from typing import TYPE_CHECKING

from emulator.arns import organization_arn
from emulator.errors import ApiError
from emulator.organization import quotas
from emulator.organization.state import ACCOUNT, POLICY_TYPES, ROOT, STATUSES, UNIT, Node
from emulator.services.operations import Request, tag_map
from emulator.services.pages import Views

if TYPE_CHECKING:
    from emulator.organization.access import AccessRole
    from emulator.organization.state import OrganizationState


class TreeOperations:
    """Read and change the tree."""

    def __init__(self, organization: OrganizationState, access_role: AccessRole) -> None:
        self._organization = organization
        self._access_role = access_role
        self._creations: dict[str, Request] = {}

    def describe_organization(self, _request: Request) -> Request:
        """Answer `DescribeOrganization`."""
        of = self._organization
        account = of.nodes[of.management]
        return {
            "Organization": {
                "Id": of.id,
                "Arn": organization_arn(of.management, f"organization/{of.id}"),
                "FeatureSet": of.feature_set,
                "MasterAccountArn": of.arn(account),
                "MasterAccountId": of.management,
                "MasterAccountEmail": account.email,
                "AvailablePolicyTypes": [{"Type": kind, "Status": "ENABLED"} for kind in POLICY_TYPES[:1]],
            }
        }

    def list_roots(self, _request: Request) -> Request:
        """Answer `ListRoots`."""
        return {"Roots": [self.root_view()]}

    def root_view(self) -> Request:
        """Give the root in the API's form."""
        of = self._organization
        root = of.nodes[of.root]
        enabled = [{"Type": kind, "Status": "ENABLED"} for kind in of.enabled_types]
        return {"Id": root.id, "Arn": of.arn(root), "Name": root.name, "PolicyTypes": enabled}

    def list_accounts(self, _request: Request) -> Request:
        """Answer `ListAccounts`."""
        accounts = (node for node in self._organization.nodes.values() if node.kind == ACCOUNT)
        return {"Accounts": Views(accounts, self.account_view)}

    def account_view(self, node: Node) -> Request:
        """Give an account in the API's form."""
        return {
            "Id": node.id,
            "Arn": self._organization.arn(node),
            "Name": node.name,
            "Email": node.email,
            "Status": node.status,
            "State": node.state,
            "Paths": [self._organization.entity_path(node)],
            "JoinedMethod": node.joined_method,
            "JoinedTimestamp": node.joined,
        }

    def _unit_view(self, node: Node) -> Request:
        return {
            "Id": node.id,
            "Arn": self._organization.arn(node),
            "Name": node.name,
            "Path": self._organization.entity_path(node),
        }

    def describe_account(self, request: Request) -> Request:
        """Answer `DescribeAccount`."""
        return {"Account": self.account_view(self._account(request["AccountId"]))}

    def describe_organizational_unit(self, request: Request) -> Request:
        """Answer `DescribeOrganizationalUnit`."""
        return {"OrganizationalUnit": self._unit_view(self._unit(request["OrganizationalUnitId"]))}

    def list_units_for_parent(self, request: Request) -> Request:
        """Answer `ListOrganizationalUnitsForParent`."""
        parent = self._parent(request["ParentId"])
        units = self._organization.children(parent.id, UNIT)
        return {"OrganizationalUnits": Views(units, self._unit_view)}

    def list_accounts_for_parent(self, request: Request) -> Request:
        """Answer `ListAccountsForParent`."""
        parent = self._parent(request["ParentId"])
        accounts = self._organization.children(parent.id, ACCOUNT)
        return {"Accounts": Views(accounts, self.account_view)}

    def list_children(self, request: Request) -> Request:
        """Answer `ListChildren`."""
        parent, kind = self._parent(request["ParentId"]), request["ChildType"]
        return {
            "Children": [
                {"Id": node.id, "Type": kind} for node in self._organization.children(parent.id, kind)
            ]
        }

    def list_parents(self, request: Request) -> Request:
        """Answer `ListParents`."""
        child = self._organization.node(request["ChildId"], "ChildNotFoundException")
        if child.parent is None:
            raise ApiError("ChildNotFoundException", "The root has no parent.")
        parent = self._organization.nodes[child.parent]
        return {"Parents": [{"Id": parent.id, "Type": parent.kind}]}

    def create_organizational_unit(self, request: Request) -> Request:
        """Answer `CreateOrganizationalUnit`."""
        parent = self._parent(request["ParentId"])
        quotas.check_depth(self._organization, parent.id)
        self._refuse_same_name(parent.id, request["Name"])
        unit_id = f"ou-{self._organization.root.removeprefix('r-')}-{uuid.uuid4().hex[:8]}"
        tags = tag_map(request.get("Tags"))
        unit = self._organization.add(Node(unit_id, UNIT, request["Name"], parent.id, tags))
        return {"OrganizationalUnit": self._unit_view(unit)}

    def update_organizational_unit(self, request: Request) -> Request:
        """Answer `UpdateOrganizationalUnit`."""
        unit = self._unit(request["OrganizationalUnitId"])
        if request.get("Name", unit.name) != unit.name:
            self._refuse_same_name(unit.parent or "", request["Name"])
            unit.name = request["Name"]
        return {"OrganizationalUnit": self._unit_view(unit)}

    def delete_organizational_unit(self, request: Request) -> None:
        """Answer `DeleteOrganizationalUnit`; a unit that isn't empty stays, as on AWS."""
        unit = self._unit(request["OrganizationalUnitId"])
        if any(node.parent == unit.id for node in self._organization.nodes.values()):
            raise ApiError("OrganizationalUnitNotEmptyException", "The specified OU is not empty.")
        self._organization.remove(unit.id)

    def create_account(self, request: Request) -> Request:
        """Answer `CreateAccount`: the account, its role for the management account, and a finished status."""
        accounts = [node for node in self._organization.nodes.values() if node.kind == ACCOUNT]
        if any(account.email == request["Email"] for account in accounts):
            raise ApiError("ConstraintViolationException", "EMAIL_ALREADY_EXISTS")
        # An account id is no secret.
        account_id = f"{random.randrange(10**11, 10**12)}"  # noqa: S311
        self._organization.add(
            Node(
                id=account_id,
                kind=ACCOUNT,
                name=request["AccountName"],
                parent=self._organization.root,
                tags=tag_map(request.get("Tags")),
                email=request["Email"],
            )
        )
        self._access_role(account_id, request.get("RoleName"))
        status = {
            "Id": f"car-{uuid.uuid4().hex}",
            "AccountName": request["AccountName"],
            "State": "SUCCEEDED",
            "RequestedTimestamp": time.time(),
            "CompletedTimestamp": time.time(),
            "AccountId": account_id,
        }
        self._creations[str(status["Id"])] = status
        return {"CreateAccountStatus": status}

    def describe_create_account_status(self, request: Request) -> Request:
        """Answer `DescribeCreateAccountStatus`."""
        status = self._creations.get(request["CreateAccountRequestId"])
        if status is None:
            raise ApiError("CreateAccountStatusNotFoundException", "There is no such request.")
        return {"CreateAccountStatus": status}

    def move_account(self, request: Request) -> None:
        """Answer `MoveAccount`."""
        account = self._account(request["AccountId"])
        source = self._organization.node(request["SourceParentId"], "SourceParentNotFoundException")
        target = self._organization.node(request["DestinationParentId"], "DestinationParentNotFoundException")
        if account.parent == target.id:
            raise ApiError("DuplicateAccountException", "The account is already there.")
        if account.parent != source.id or target.kind == ACCOUNT:
            raise ApiError("SourceParentNotFoundException", f"{account.id} is not in {source.id}.")
        account.parent = target.id

    def close_account(self, request: Request) -> None:
        """Answer `CloseAccount`: the account stays in its unit as closed, SUSPENDED in the older words."""
        account = self._account(request["AccountId"])
        if account.status != "ACTIVE":
            raise ApiError("AccountAlreadyClosedException", f"{account.id} is already closed.")
        quotas.check_close(self._organization, account)
        account.status, account.state = STATUSES["CLOSED"], "CLOSED"
        account.closed = time.time()

    def _account(self, account_id: str) -> Node:
        node = self._organization.node(account_id, "AccountNotFoundException")
        if node.kind != ACCOUNT:
            raise ApiError("AccountNotFoundException", f"{account_id} is not an account.")
        return node

    def _unit(self, unit_id: str) -> Node:
        node = self._organization.node(unit_id, "OrganizationalUnitNotFoundException")
        if node.kind != UNIT:
            raise ApiError("OrganizationalUnitNotFoundException", f"{unit_id} is not an organizational unit.")
        return node

    def _parent(self, node_id: str) -> Node:
        node = self._organization.node(node_id, "ParentNotFoundException")
        if node.kind not in (ROOT, UNIT):
            raise ApiError("ParentNotFoundException", f"{node_id} is neither the root nor a unit.")
        return node

    def _refuse_same_name(self, parent: str, name: str) -> None:
        if any(unit.name == name for unit in self._organization.children(parent, UNIT)):
            raise ApiError("DuplicateOrganizationalUnitException", f"There is an OU named {name} already.")
