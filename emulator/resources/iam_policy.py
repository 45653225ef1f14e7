"""`AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    added_and_removed,
    chosen,
    is_gone,
    unless_gone,
)
from emulator.resources.iam_client import iam, inline_policy


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
                documents[role] = inline_policy(role, name)["PolicyDocument"]
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
    identifier = ("PolicyArn",)
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
        answer = unless_gone(lambda: iam().get_policy(PolicyArn=physical_id), "NoSuchEntity")
        if answer is None:
            return None
        policy = answer["Policy"]
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


TYPES = (InlinePolicyResource(), ManagedPolicyResource())
