"""`AWS::KMS::Key` and `AWS::KMS::Alias`."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.arns import build_arn
from emulator.aws import listed
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    chosen,
    client,
    from_tag_map,
    is_gone,
    tag_change,
    tags_of,
)

_DAYS = range(7, 31)
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html."""


class KeyResource(ResourceType):
    """`AWS::KMS::Key`."""

    name = "AWS::KMS::Key"
    honoured: ClassVar[Shape] = {
        "KeyPolicy": None,
        "Description": None,
        "Enabled": None,
        "EnableKeyRotation": None,
        "PendingWindowInDays": None,
        "KeySpec": None,
        "KeyUsage": None,
        "Tags": None,
    }
    create_only = ("KeySpec", "KeyUsage")
    identifier = ("KeyId",)
    unreadable = frozenset({"PendingWindowInDays"})

    def create(self, properties: Properties, name: Name) -> str:
        """Make the key."""
        del name
        window = int(properties.get("PendingWindowInDays", _DAYS[-1]))
        if window not in _DAYS:
            keyword = "minimum" if window < _DAYS[0] else "maximum"
            raise ValueError(
                "Model validation failed (#/PendingWindowInDays: failed validation constraint for keyword "
                f"[{keyword}])"
            )
        tags = [{"TagKey": key, "TagValue": value} for key, value in tags_of(properties).items()]
        policy = {"Policy": json.dumps(properties["KeyPolicy"])} if properties.get("KeyPolicy") else {}
        answer = client("kms").create_key(
            **chosen(properties, "Description", "KeySpec", "KeyUsage"), **policy, Tags=tags
        )
        return str(answer["KeyMetadata"]["KeyId"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the policy, the description, the rotation, the state and the tags."""
        kms = client("kms")
        if old and new.get("KeyPolicy") and old.get("KeyPolicy") != new["KeyPolicy"]:
            kms.put_key_policy(KeyId=physical_id, PolicyName="default", Policy=json.dumps(new["KeyPolicy"]))
        if old and old.get("Description") != new.get("Description"):
            kms.update_key_description(KeyId=physical_id, Description=new.get("Description", ""))
        if _true(old.get("EnableKeyRotation")) != _true(new.get("EnableKeyRotation")):
            rotate = _true(new.get("EnableKeyRotation"))
            (kms.enable_key_rotation if rotate else kms.disable_key_rotation)(KeyId=physical_id)
        if _true(old.get("Enabled", True)) != _true(new.get("Enabled", True)):
            (kms.enable_key if _true(new.get("Enabled", True)) else kms.disable_key)(KeyId=physical_id)
        change = tag_change(old, new)
        if old and change.put:
            tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in change.put]
            kms.tag_resource(KeyId=physical_id, Tags=tags)
        if change.removed:
            kms.untag_resource(KeyId=physical_id, TagKeys=change.removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Arn` and `KeyId`."""
        del properties
        account, region = account_and_region()
        return {"Arn": build_arn("kms", region, account, f"key/{physical_id}"), "KeyId": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Schedule the deletion, as AWS does."""
        client("kms").schedule_key_deletion(
            KeyId=physical_id, PendingWindowInDays=properties.get("PendingWindowInDays", 30)
        )

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the key; one that waits for its deletion is gone."""
        del properties
        kms = client("kms")
        try:
            key = kms.describe_key(KeyId=physical_id)["KeyMetadata"]
        except Exception as error:
            if is_gone(error, "NotFoundException"):
                return None
            raise
        if key["KeyState"] == "PendingDeletion":
            return None
        tags = kms.list_resource_tags(KeyId=physical_id)["Tags"]
        return {
            "KeyPolicy": json.loads(kms.get_key_policy(KeyId=physical_id, PolicyName="default")["Policy"]),
            "Description": key.get("Description", ""),
            "Enabled": key["Enabled"],
            "EnableKeyRotation": kms.get_key_rotation_status(KeyId=physical_id)["KeyRotationEnabled"],
            "KeySpec": key["KeySpec"],
            "KeyUsage": key["KeyUsage"],
            "Tags": from_tag_map({tag["TagKey"]: tag["TagValue"] for tag in tags}),
        }


class AliasResource(ResourceType):
    """`AWS::KMS::Alias`."""

    name = "AWS::KMS::Alias"
    honoured: ClassVar[Shape] = {"AliasName": None, "TargetKeyId": None}
    create_only = ("AliasName",)
    identifier = ("AliasName",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the alias."""
        del name
        client("kms").create_alias(**chosen(properties, "AliasName", "TargetKeyId"))
        return str(properties["AliasName"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Point the alias at another key."""
        if old and old["TargetKeyId"] != new["TargetKeyId"]:
            client("kms").update_alias(AliasName=physical_id, TargetKeyId=new["TargetKeyId"])

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the alias."""
        del properties
        client("kms").delete_alias(AliasName=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the alias, its key in the form, id or ARN, that the template uses."""
        aliases = listed(client("kms"), "list_aliases", "Aliases")
        alias = next((entry for entry in aliases if entry["AliasName"] == physical_id), None)
        if alias is None:
            return None
        target, expected = alias["TargetKeyId"], str(properties.get("TargetKeyId", ""))
        return {
            "AliasName": physical_id,
            "TargetKeyId": expected if expected.rsplit("/", 1)[-1] == target else target,
        }


def _true(value: Any) -> bool:
    return str(value).lower() == "true"


TYPES = (KeyResource(), AliasResource())
