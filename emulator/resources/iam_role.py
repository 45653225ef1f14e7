"""`AWS::IAM::Role`."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.arns import iam_arn
from emulator.managed_policies import is_missing
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    added_and_removed,
    chosen,
    tag_change,
    tag_list,
    unless_gone,
)
from emulator.resources.iam_client import iam, inline_policy


class RoleResource(ResourceType):
    """`AWS::IAM::Role`."""

    name = "AWS::IAM::Role"
    identifier = ("RoleName",)
    honoured: ClassVar[Shape] = {
        "RoleName": None,
        "Path": None,
        "Description": None,
        "AssumeRolePolicyDocument": None,
        "MaxSessionDuration": None,
        "PermissionsBoundary": None,
        "ManagedPolicyArns": None,
        "Policies": {"PolicyName": None, "PolicyDocument": None},
        "Tags": None,
    }
    create_only = ("RoleName", "Path")
    custom_name = "RoleName"
    name_length = 64

    def create(self, properties: Properties, name: Name) -> str:
        """Make the role with its trust policy, path and boundary."""
        role = str(properties.get("RoleName") or name.generated)
        _refuse_missing([properties.get("PermissionsBoundary") or ""])
        iam().create_role(
            RoleName=role,
            AssumeRolePolicyDocument=json.dumps(properties["AssumeRolePolicyDocument"]),
            **chosen(properties, "Path", "Description", "MaxSessionDuration", "PermissionsBoundary"),
            Tags=tag_list(properties),
        )
        return role

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change what the role says of itself, then its policies."""
        if old:
            self._change(physical_id, old, new)
        added, removed = added_and_removed(old.get("ManagedPolicyArns"), new.get("ManagedPolicyArns"))
        _refuse_missing([*added, new.get("PermissionsBoundary") or ""])
        for arn in removed:
            iam().detach_role_policy(RoleName=physical_id, PolicyArn=arn)
        for arn in added:
            iam().attach_role_policy(RoleName=physical_id, PolicyArn=arn)
        added, removed = added_and_removed(old.get("Policies"), new.get("Policies"))
        new_names = {policy["PolicyName"] for policy in new.get("Policies") or []}
        for policy in removed:
            if policy["PolicyName"] not in new_names:
                iam().delete_role_policy(RoleName=physical_id, PolicyName=policy["PolicyName"])
        for policy in added:
            iam().put_role_policy(
                RoleName=physical_id,
                PolicyName=policy["PolicyName"],
                PolicyDocument=json.dumps(policy["PolicyDocument"]),
            )

    @staticmethod
    def _change(role: str, old: Properties, new: Properties) -> None:
        if any(old.get(name) != new.get(name) for name in ("Description", "MaxSessionDuration")):
            iam().update_role(
                RoleName=role,
                Description=new.get("Description", ""),
                MaxSessionDuration=new.get("MaxSessionDuration", 3600),
            )
        if old["AssumeRolePolicyDocument"] != new["AssumeRolePolicyDocument"]:
            trust = json.dumps(new["AssumeRolePolicyDocument"])
            iam().update_assume_role_policy(RoleName=role, PolicyDocument=trust)
        boundary = new.get("PermissionsBoundary")
        if boundary == old.get("PermissionsBoundary"):
            pass
        elif boundary:
            iam().put_role_permissions_boundary(RoleName=role, PermissionsBoundary=boundary)
        elif old.get("PermissionsBoundary"):
            iam().delete_role_permissions_boundary(RoleName=role)
        change = tag_change(old, new)
        if change.put:
            iam().tag_role(RoleName=role, Tags=change.put)
        if change.removed:
            iam().untag_role(RoleName=role, TagKeys=change.removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Arn` and `RoleId`."""
        del properties
        role = iam().get_role(RoleName=physical_id)["Role"]
        return {"Arn": role["Arn"], "RoleId": role["RoleId"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Take the role's own policies away, and delete it."""
        del properties
        for policy in iam().list_role_policies(RoleName=physical_id)["PolicyNames"]:
            iam().delete_role_policy(RoleName=physical_id, PolicyName=policy)
        attached = iam().list_attached_role_policies(RoleName=physical_id)["AttachedPolicies"]
        for policy in attached:
            iam().detach_role_policy(RoleName=physical_id, PolicyArn=policy["PolicyArn"])
        iam().delete_role(RoleName=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the role; of its policies those that no other resource of a stack attaches."""
        answer = unless_gone(lambda: iam().get_role(RoleName=physical_id), "NoSuchEntity")
        if answer is None:
            return None
        role = answer["Role"]
        boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        return {
            "RoleName": physical_id,
            "Path": role["Path"],
            "Description": role.get("Description", ""),
            "AssumeRolePolicyDocument": role["AssumeRolePolicyDocument"],
            "MaxSessionDuration": role.get("MaxSessionDuration"),
            "PermissionsBoundary": boundary,
            "ManagedPolicyArns": self._attached(physical_id, properties),
            "Policies": self._inline(physical_id, properties),
            "Tags": iam().list_role_tags(RoleName=physical_id)["Tags"],
        }

    @staticmethod
    def _attached(role: str, properties: Properties) -> list[str]:
        attached = iam().list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        expected_arns = properties.get("ManagedPolicyArns") or []
        arns = [policy["PolicyArn"] for policy in attached]
        # A managed policy of the account may have attached itself: its `Roles` property says so.
        return [arn for arn in arns if arn in expected_arns or arn.startswith(iam_arn("aws", ""))]

    @staticmethod
    def _inline(role: str, properties: Properties) -> list[Properties]:
        expected_names = {policy["PolicyName"] for policy in properties.get("Policies") or []}
        names = iam().list_role_policies(RoleName=role)["PolicyNames"]
        # Another policy on the role belongs to an AWS::IAM::Policy.
        return [inline_policy(role, name) for name in names if name in expected_names]


def _refuse_missing(arns: list[str]) -> None:
    for arn in arns:
        if is_missing(arn):
            raise ValueError(f"Policy {arn} does not exist or is not attachable.")


TYPES = (RoleResource(),)
