"""`AWS::IAM::Role`, `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`."""

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
    client,
    is_gone,
    tag_change,
    tag_list,
)


def iam() -> Any:
    """Give a client of the global endpoint, which is in us-east-1."""
    return client("iam", region="us-east-1")


class RoleResource(ResourceType):
    """`AWS::IAM::Role`."""

    name = "AWS::IAM::Role"
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
        try:
            role = iam().get_role(RoleName=physical_id)["Role"]
        except Exception as error:
            if is_gone(error, "NoSuchEntity"):
                return None
            raise
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
        return [_inline_policy(role, name) for name in names if name in expected_names]


class InlinePolicyResource(ResourceType):
    """`AWS::IAM::Policy`: one document on several roles."""

    name = "AWS::IAM::Policy"
    honoured: ClassVar[Shape] = {"PolicyName": None, "PolicyDocument": None, "Roles": None}
    create_only = ("PolicyName",)

    def create(self, properties: Properties, name: Name) -> str:
        """Choose the physical id; the roles get the document in `update`."""
        if not properties.get("Roles"):
            raise ValueError("At least one of [Groups,Roles,Users] must be non-empty.")
        return name.generated

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put the document on the roles, and take it from those that lost it."""
        del physical_id
        _, removed = added_and_removed(old.get("Roles"), new.get("Roles"))
        self._remove(removed, new["PolicyName"])
        document = json.dumps(new["PolicyDocument"])
        for role in new.get("Roles") or []:
            iam().put_role_policy(RoleName=role, PolicyName=new["PolicyName"], PolicyDocument=document)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Id`."""
        del properties
        return {"Id": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Take the document from the roles that are still there."""
        del physical_id
        self._remove(properties.get("Roles") or [], properties["PolicyName"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the document from every role that has it."""
        del physical_id
        name, documents = properties["PolicyName"], {}
        for role in properties.get("Roles") or []:
            try:
                documents[role] = _inline_policy(role, name)["PolicyDocument"]
            except Exception as error:
                if not is_gone(error, "NoSuchEntity"):
                    raise
        if not documents:
            return None
        changed = [document for document in documents.values() if document != properties["PolicyDocument"]]
        document = changed[0] if changed else properties["PolicyDocument"]
        return {"PolicyName": name, "PolicyDocument": document, "Roles": list(documents)}

    @staticmethod
    def _remove(roles: list[str], policy: str) -> None:
        for role in roles:
            try:
                iam().delete_role_policy(RoleName=role, PolicyName=policy)
            except Exception as error:
                if not is_gone(error, "NoSuchEntity"):
                    raise


class ManagedPolicyResource(ResourceType):
    """`AWS::IAM::ManagedPolicy`."""

    name = "AWS::IAM::ManagedPolicy"
    honoured: ClassVar[Shape] = {
        "ManagedPolicyName": None,
        "Path": None,
        "Description": None,
        "PolicyDocument": None,
        "Roles": None,
    }
    create_only = ("ManagedPolicyName", "Path", "Description")
    custom_name = "ManagedPolicyName"

    def create(self, properties: Properties, name: Name) -> str:
        """Make the policy; its physical id is its ARN."""
        answer = iam().create_policy(
            PolicyName=properties.get("ManagedPolicyName") or name.generated,
            PolicyDocument=json.dumps(properties["PolicyDocument"]),
            **chosen(properties, "Path", "Description"),
        )
        return str(answer["Policy"]["Arn"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Make a new default version, and attach the policy to its roles."""
        if old and old["PolicyDocument"] != new["PolicyDocument"]:
            for version in iam().list_policy_versions(PolicyArn=physical_id)["Versions"]:
                if not version["IsDefaultVersion"]:
                    iam().delete_policy_version(PolicyArn=physical_id, VersionId=version["VersionId"])
            document = json.dumps(new["PolicyDocument"])
            iam().create_policy_version(PolicyArn=physical_id, PolicyDocument=document, SetAsDefault=True)
        added, removed = added_and_removed(old.get("Roles"), new.get("Roles"))
        for role in removed:
            iam().detach_role_policy(RoleName=role, PolicyArn=physical_id)
        for role in added:
            iam().attach_role_policy(RoleName=role, PolicyArn=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `PolicyArn` and `PolicyId`."""
        del properties
        policy = iam().get_policy(PolicyArn=physical_id)["Policy"]
        return {"PolicyArn": physical_id, "PolicyId": policy["PolicyId"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Detach the policy, delete its versions, and it."""
        del properties
        for role in self._roles(physical_id):
            iam().detach_role_policy(RoleName=role, PolicyArn=physical_id)
        for version in iam().list_policy_versions(PolicyArn=physical_id)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam().delete_policy_version(PolicyArn=physical_id, VersionId=version["VersionId"])
        iam().delete_policy(PolicyArn=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the default version and where it is attached."""
        try:
            policy = iam().get_policy(PolicyArn=physical_id)["Policy"]
        except Exception as error:
            if is_gone(error, "NoSuchEntity"):
                return None
            raise
        version = iam().get_policy_version(PolicyArn=physical_id, VersionId=policy["DefaultVersionId"])
        roles = self._roles(physical_id)
        expected_roles = properties.get("Roles") or []
        return {
            "ManagedPolicyName": policy["PolicyName"],
            "Path": policy["Path"],
            "Description": policy.get("Description", ""),
            "PolicyDocument": version["PolicyVersion"]["Document"],
            "Roles": [role for role in expected_roles if role in roles],
        }

    @staticmethod
    def _roles(arn: str) -> list[str]:
        roles = iam().list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]
        return [role["RoleName"] for role in roles]


def _refuse_missing(arns: list[str]) -> None:
    for arn in arns:
        if is_missing(arn):
            raise ValueError(f"Policy {arn} does not exist or is not attachable.")


def _inline_policy(role: str, name: str) -> Properties:
    policy = iam().get_role_policy(RoleName=role, PolicyName=name)
    return {"PolicyName": name, "PolicyDocument": policy["PolicyDocument"]}


TYPES = (RoleResource(), InlinePolicyResource(), ManagedPolicyResource())
