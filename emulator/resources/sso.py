"""`AWS::SSO::PermissionSet`, `AWS::SSO::Assignment` and the instance's attributes for access control."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.aws import listed
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

_REFERENCE: Shape = {"Name": None, "Path": None}


class PermissionSetResource(ResourceType):
    """`AWS::SSO::PermissionSet`, whose physical id is `instance|permission set`."""

    name = "AWS::SSO::PermissionSet"
    identifier = ("InstanceArn", "PermissionSetArn")
    honoured: ClassVar[Shape] = {
        "InstanceArn": None,
        "Name": None,
        "Description": None,
        "SessionDuration": None,
        "RelayStateType": None,
        "ManagedPolicies": None,
        "CustomerManagedPolicyReferences": _REFERENCE,
        "InlinePolicy": None,
        "PermissionsBoundary": {"CustomerManagedPolicyReference": _REFERENCE, "ManagedPolicyArn": None},
        "Tags": None,
    }
    create_only = ("InstanceArn", "Name")

    def create(self, properties: Properties, name: Name) -> str:
        """Make the permission set."""
        del name
        answer = client("sso-admin").create_permission_set(
            **chosen(properties, "InstanceArn", "Name", "Description", "SessionDuration"),
            **chosen(properties, RelayState="RelayStateType"),
            Tags=tag_list(properties),
        )
        return f"{properties['InstanceArn']}|{answer['PermissionSet']['PermissionSetArn']}"

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change what it says of itself and its policies, and provision it where it is assigned."""
        center, parts = client("sso-admin"), _parts(physical_id)
        if old:
            center.update_permission_set(
                **parts,
                SessionDuration=new.get("SessionDuration", "PT1H"),
                **chosen(new, "Description", RelayState="RelayStateType"),
            )
        self._attach(parts, old, new)
        self._put_documents(parts, old, new)
        self._retag(parts, old, new)
        if old:
            center.provision_permission_set(**parts, TargetType="ALL_PROVISIONED_ACCOUNTS")

    @staticmethod
    def _attach(parts: dict[str, str], old: Properties, new: Properties) -> None:
        center = client("sso-admin")
        added, removed = added_and_removed(old.get("ManagedPolicies"), new.get("ManagedPolicies"))
        for arn in removed:
            center.detach_managed_policy_from_permission_set(**parts, ManagedPolicyArn=arn)
        for arn in added:
            center.attach_managed_policy_to_permission_set(**parts, ManagedPolicyArn=arn)
        references = "CustomerManagedPolicyReferences"
        added, removed = added_and_removed(old.get(references), new.get(references))
        for reference in removed:
            center.detach_customer_managed_policy_reference_from_permission_set(
                **parts, CustomerManagedPolicyReference=reference
            )
        for reference in added:
            center.attach_customer_managed_policy_reference_to_permission_set(
                **parts, CustomerManagedPolicyReference=reference
            )

    @staticmethod
    def _put_documents(parts: dict[str, str], old: Properties, new: Properties) -> None:
        center = client("sso-admin")
        if new.get("InlinePolicy"):
            document = new["InlinePolicy"]
            text = document if isinstance(document, str) else json.dumps(document)
            center.put_inline_policy_to_permission_set(**parts, InlinePolicy=text)
        elif old.get("InlinePolicy"):
            center.delete_inline_policy_from_permission_set(**parts)
        if new.get("PermissionsBoundary"):
            boundary = new["PermissionsBoundary"]
            center.put_permissions_boundary_to_permission_set(**parts, PermissionsBoundary=boundary)
        elif old.get("PermissionsBoundary"):
            center.delete_permissions_boundary_from_permission_set(**parts)

    @staticmethod
    def _retag(parts: dict[str, str], old: Properties, new: Properties) -> None:
        change = tag_change(old, new)
        resource = {"InstanceArn": parts["InstanceArn"], "ResourceArn": parts["PermissionSetArn"]}
        if old and change.put:
            client("sso-admin").tag_resource(**resource, Tags=change.put)
        if change.removed:
            client("sso-admin").untag_resource(**resource, TagKeys=change.removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `PermissionSetArn`."""
        del properties
        return {"PermissionSetArn": _parts(physical_id)["PermissionSetArn"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the permission set, which nobody may be assigned."""
        del properties
        client("sso-admin").delete_permission_set(**_parts(physical_id))

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the permission set and all its policies."""
        center, parts = client("sso-admin"), _parts(physical_id)
        try:
            permission_set = center.describe_permission_set(**parts)["PermissionSet"]
        except Exception as error:
            if is_gone(error, "ResourceNotFoundException"):
                return None
            raise
        inline = center.get_inline_policy_for_permission_set(**parts)["InlinePolicy"]
        managed = listed(
            center, "list_managed_policies_in_permission_set", "AttachedManagedPolicies", **parts
        )
        references = listed(
            center,
            "list_customer_managed_policy_references_in_permission_set",
            "CustomerManagedPolicyReferences",
            **parts,
        )
        resource = {"InstanceArn": parts["InstanceArn"], "ResourceArn": parts["PermissionSetArn"]}
        as_text = isinstance(properties.get("InlinePolicy"), str)
        return {
            "InstanceArn": parts["InstanceArn"],
            "Name": permission_set["Name"],
            "Description": permission_set.get("Description", ""),
            "SessionDuration": permission_set.get("SessionDuration"),
            "RelayStateType": permission_set.get("RelayState", ""),
            "ManagedPolicies": [policy["Arn"] for policy in managed],
            "CustomerManagedPolicyReferences": _without_default_paths(references, properties),
            "InlinePolicy": inline if as_text else json.loads(inline or "{}"),
            "PermissionsBoundary": _boundary(parts),
            "Tags": center.list_tags_for_resource(**resource)["Tags"],
        }


class AssignmentResource(ResourceType):
    """`AWS::SSO::Assignment`, of which every property is create-only."""

    name = "AWS::SSO::Assignment"
    create_only = (
        "InstanceArn",
        "TargetId",
        "TargetType",
        "PermissionSetArn",
        "PrincipalType",
        "PrincipalId",
    )
    identifier = create_only
    honoured: ClassVar[Shape] = dict.fromkeys(create_only)

    def create(self, properties: Properties, name: Name) -> str:
        """Assign the permission set."""
        del name
        if self.read("", properties) is not None:
            raise ValueError("The assignment already exists")
        answer = client("sso-admin").create_account_assignment(**chosen(properties, *self.create_only))
        status = answer["AccountAssignmentCreationStatus"]
        if status["Status"] == "FAILED":
            raise ValueError(status.get("FailureReason", "The assignment failed"))
        return "|".join(str(properties[part]) for part in self.create_only)

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Take the assignment away."""
        parts = dict(zip(self.create_only, physical_id.split("|"), strict=True))
        del properties
        client("sso-admin").delete_account_assignment(**parts)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Look for the assignment."""
        del physical_id
        try:
            assigned = listed(
                client("sso-admin"),
                "list_account_assignments",
                "AccountAssignments",
                **chosen(properties, "InstanceArn", "PermissionSetArn", AccountId="TargetId"),
            )
        except Exception as error:
            if is_gone(error, "ResourceNotFoundException"):
                return None
            raise
        principals = {(assignment["PrincipalType"], assignment["PrincipalId"]) for assignment in assigned}
        principal = (properties["PrincipalType"], properties["PrincipalId"])
        return dict(properties) if principal in principals else None


class AccessControlAttributesResource(ResourceType):
    """`AWS::SSO::InstanceAccessControlAttributeConfiguration`."""

    name = "AWS::SSO::InstanceAccessControlAttributeConfiguration"
    identifier = ("InstanceArn",)
    honoured: ClassVar[Shape] = {
        "InstanceArn": None,
        "AccessControlAttributes": {"Key": None, "Value": {"Source": None}},
    }
    create_only = ("InstanceArn",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the configuration."""
        del name
        client("sso-admin").create_instance_access_control_attribute_configuration(
            **_configuration(properties)
        )
        return str(properties["InstanceArn"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the attributes."""
        del physical_id
        if old:
            client("sso-admin").update_instance_access_control_attribute_configuration(**_configuration(new))

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the configuration."""
        del properties
        client("sso-admin").delete_instance_access_control_attribute_configuration(InstanceArn=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the attributes."""
        del properties
        try:
            answer = client("sso-admin").describe_instance_access_control_attribute_configuration(
                InstanceArn=physical_id
            )
        except Exception as error:
            if is_gone(error, "ResourceNotFoundException"):
                return None
            raise
        attributes = answer["InstanceAccessControlAttributeConfiguration"]["AccessControlAttributes"]
        return {"InstanceArn": physical_id, "AccessControlAttributes": attributes}


def _parts(physical_id: str) -> dict[str, str]:
    instance, permission_set = physical_id.split("|")
    return {"InstanceArn": instance, "PermissionSetArn": permission_set}


def _configuration(properties: Properties) -> dict[str, Any]:
    attributes = properties.get("AccessControlAttributes") or []
    return {
        "InstanceArn": properties["InstanceArn"],
        "InstanceAccessControlAttributeConfiguration": {"AccessControlAttributes": attributes},
    }


def _boundary(parts: dict[str, str]) -> Properties:
    try:
        answer: Properties = client("sso-admin").get_permissions_boundary_for_permission_set(**parts)
    except Exception as error:
        if is_gone(error, "ResourceNotFoundException"):
            return {}
        raise
    boundary: Properties = answer["PermissionsBoundary"]
    return boundary


def _without_default_paths(references: list[Properties], properties: Properties) -> list[Properties]:
    expected = {
        reference["Name"]: reference for reference in properties.get("CustomerManagedPolicyReferences") or []
    }
    return [
        reference
        if reference["Path"] != "/" or "Path" in expected.get(reference["Name"], {})
        else {"Name": reference["Name"]}
        for reference in references
    ]


TYPES = (PermissionSetResource(), AssignmentResource(), AccessControlAttributesResource())
