"""The resource types of AWS Organizations."""

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
    unless_gone,
)


def organizations() -> Any:
    """Give a client of the global endpoint, which is in us-east-1."""
    return client("organizations", region="us-east-1")


def as_text(document: Any) -> str:
    """Give a policy document as CloudFormation sends it."""
    return document if isinstance(document, str) else json.dumps(document)


def as_given(document: str, expected: Any) -> Any:
    """Give a document in the form, text or object, that the template uses."""
    return document if isinstance(expected, str) else json.loads(document)


def _retag(resource_id: str, old: Properties, new: Properties) -> None:
    change = tag_change(old, new)
    if change.put:
        organizations().tag_resource(ResourceId=resource_id, Tags=change.put)
    if change.removed:
        organizations().untag_resource(ResourceId=resource_id, TagKeys=change.removed)


def _tags(resource_id: str) -> Any:
    return organizations().list_tags_for_resource(ResourceId=resource_id)["Tags"]


class OrganizationalUnitResource(ResourceType):
    """`AWS::Organizations::OrganizationalUnit`."""

    name = "AWS::Organizations::OrganizationalUnit"
    identifier = ("Id",)
    honoured: ClassVar[Shape] = {"Name": None, "ParentId": None, "Tags": None}
    create_only = ("ParentId",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the unit."""
        del name
        answer = organizations().create_organizational_unit(
            Name=properties["Name"], ParentId=properties["ParentId"], Tags=tag_list(properties)
        )
        return str(answer["OrganizationalUnit"]["Id"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Rename and tag the unit."""
        if old and old["Name"] != new["Name"]:
            organizations().update_organizational_unit(OrganizationalUnitId=physical_id, Name=new["Name"])
        _retag(physical_id, old, new)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Id` and `Arn`."""
        del properties
        unit = organizations().describe_organizational_unit(OrganizationalUnitId=physical_id)
        return {"Id": physical_id, "Arn": unit["OrganizationalUnit"]["Arn"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the unit, which must be empty."""
        del properties
        organizations().delete_organizational_unit(OrganizationalUnitId=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the name, the parent and the tags."""
        del properties
        try:
            unit = organizations().describe_organizational_unit(OrganizationalUnitId=physical_id)
        except Exception as error:
            if is_gone(error, "OrganizationalUnitNotFoundException"):
                return None
            raise
        parent = organizations().list_parents(ChildId=physical_id)["Parents"][0]["Id"]
        return {
            "Name": unit["OrganizationalUnit"]["Name"],
            "ParentId": parent,
            "Tags": _tags(physical_id),
        }


class AccountResource(ResourceType):
    """`AWS::Organizations::Account`."""

    name = "AWS::Organizations::Account"
    identifier = ("AccountId",)
    honoured: ClassVar[Shape] = {
        "AccountName": None,
        "Email": None,
        "ParentIds": None,
        "RoleName": None,
        "Tags": None,
    }
    unreadable = frozenset({"RoleName"})

    def create(self, properties: Properties, name: Name) -> str:
        """Make the account, which AWS puts under the root first."""
        del name
        status = organizations().create_account(
            **chosen(properties, "AccountName", "Email", "RoleName"), Tags=tag_list(properties)
        )
        return str(status["CreateAccountStatus"]["AccountId"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Move and tag the account; its name and address only their owner can change, as on AWS."""
        for fixed in ("AccountName", "Email", "RoleName"):
            if old and old.get(fixed) != new.get(fixed):
                raise ValueError(f"AWS::Organizations::Account {fixed} can't be updated")
        source = organizations().list_parents(ChildId=physical_id)["Parents"][0]["Id"]
        target = (new.get("ParentIds") or [source])[0]
        if source != target:
            organizations().move_account(
                AccountId=physical_id, SourceParentId=source, DestinationParentId=target
            )
        _retag(physical_id, old, new)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give what `DescribeAccount` answers."""
        del properties
        account = organizations().describe_account(AccountId=physical_id)["Account"]
        shown = {name: str(account[name]) for name in ("Arn", "JoinedMethod", "JoinedTimestamp", "Status")}
        return {"AccountId": physical_id, **shown}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Close the account, which stays SUSPENDED in its unit."""
        del properties
        organizations().close_account(AccountId=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the name, the address, the parent and the tags; a closed account is gone."""
        del properties
        account = organizations().describe_account(AccountId=physical_id)["Account"]
        if account["Status"] != "ACTIVE":
            return None
        parent = organizations().list_parents(ChildId=physical_id)["Parents"][0]["Id"]
        return {
            "AccountName": account["Name"],
            "Email": account["Email"],
            "ParentIds": [parent],
            "Tags": _tags(physical_id),
        }


class PolicyResource(ResourceType):
    """`AWS::Organizations::Policy`, of every type."""

    name = "AWS::Organizations::Policy"
    identifier = ("Id",)
    honoured: ClassVar[Shape] = {
        "Name": None,
        "Type": None,
        "Description": None,
        "Content": None,
        "TargetIds": None,
        "Tags": None,
    }
    create_only = ("Type",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the policy, attached to nothing."""
        del name
        answer = organizations().create_policy(
            Name=properties["Name"],
            Type=properties["Type"],
            Description=properties.get("Description", ""),
            Content=as_text(properties["Content"]),
            Tags=tag_list(properties),
        )
        return str(answer["Policy"]["PolicySummary"]["Id"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the document, then where it is attached."""
        if old:
            organizations().update_policy(
                PolicyId=physical_id,
                Name=new["Name"],
                Description=new.get("Description", ""),
                Content=as_text(new["Content"]),
            )
        added, removed = added_and_removed(old.get("TargetIds"), new.get("TargetIds"))
        for target in removed:
            organizations().detach_policy(PolicyId=physical_id, TargetId=target)
        for target in added:
            organizations().attach_policy(PolicyId=physical_id, TargetId=target)
        _retag(physical_id, old, new)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Id`, `Arn` and `AwsManaged`; during an import no call can ask for the ARN."""
        if not properties:
            return {"Id": physical_id, "AwsManaged": False}
        summary = organizations().describe_policy(PolicyId=physical_id)["Policy"]["PolicySummary"]
        return {"Id": physical_id, "Arn": summary["Arn"], "AwsManaged": False}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Detach the policy everywhere and delete it."""
        del properties
        for target in self._targets(physical_id):
            organizations().detach_policy(PolicyId=physical_id, TargetId=target)
        organizations().delete_policy(PolicyId=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the document, what describes it and where it is attached."""
        answer = unless_gone(
            lambda: organizations().describe_policy(PolicyId=physical_id), "PolicyNotFoundException"
        )
        if answer is None:
            return None
        policy = answer["Policy"]
        summary = policy["PolicySummary"]
        return {
            "Name": summary["Name"],
            "Type": summary["Type"],
            "Description": summary["Description"],
            "Content": as_given(policy["Content"], properties.get("Content")),
            "TargetIds": self._targets(physical_id),
            "Tags": _tags(physical_id),
        }

    @staticmethod
    def _targets(policy_id: str) -> list[str]:
        targets = listed(organizations(), "list_targets_for_policy", "Targets", PolicyId=policy_id)
        return [target["TargetId"] for target in targets]


class OrganizationResourcePolicyResource(ResourceType):
    """`AWS::Organizations::ResourcePolicy`, of which an organization has one."""

    name = "AWS::Organizations::ResourcePolicy"
    identifier = ("Id",)
    honoured: ClassVar[Shape] = {"Content": None, "Tags": None}

    def create(self, properties: Properties, name: Name) -> str:
        """Put the policy; a second one fails, as on AWS."""
        del name
        if self.read("", properties) is not None:
            raise ValueError("The organization already has a resource policy")
        return self._put(properties)

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put the policy anew."""
        self._put(new)
        _retag(physical_id, old, new)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Id` and `Arn`."""
        del properties
        summary = organizations().describe_resource_policy()["ResourcePolicy"]["ResourcePolicySummary"]
        return {"Id": physical_id, "Arn": summary["Arn"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the policy."""
        del physical_id, properties
        organizations().delete_resource_policy()

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the document and the tags."""
        del physical_id
        answer = unless_gone(
            lambda: organizations().describe_resource_policy(), "ResourcePolicyNotFoundException"
        )
        if answer is None:
            return None
        policy = answer["ResourcePolicy"]
        return {
            "Content": as_given(policy["Content"], properties.get("Content")),
            "Tags": _tags(policy["ResourcePolicySummary"]["Id"]),
        }

    @staticmethod
    def _put(properties: Properties) -> str:
        put = organizations().put_resource_policy(
            Content=as_text(properties["Content"]), Tags=tag_list(properties)
        )
        return str(put["ResourcePolicy"]["ResourcePolicySummary"]["Id"])


TYPES = (
    OrganizationalUnitResource(),
    AccountResource(),
    PolicyResource(),
    OrganizationResourcePolicyResource(),
)
