"""IAM Identity Center: permission sets and groups by name, assignments by what they join."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.adopt.matching.match import ImportMatch, StackPlace, of_type
from guardrails.capture import Capture

PERMISSION_SET = "AWS::SSO::PermissionSet"
ASSIGNMENT = "AWS::SSO::Assignment"
ATTRIBUTES = "AWS::SSO::InstanceAccessControlAttributeConfiguration"
GROUP = "AWS::IdentityStore::Group"


class AccessMatcher:
    """The captured instances of Identity Center."""

    def __init__(self, capture: Capture) -> None:
        instances = (capture.access and capture.access.instances) or ()
        self._sets = {
            (instance.arn, permission_set.name): permission_set.arn
            for instance in instances
            for permission_set in instance.permission_sets or ()
        }
        self._assigned = {
            (instance.arn, entry.permission_set, entry.account, entry.principal_type, entry.principal)
            for instance in instances
            for entry in instance.assignments or ()
        }
        self._attributed = {instance.arn for instance in instances if instance.attributes}
        self._groups = {
            (instance.identity_store, group.name): group
            for instance in instances
            for group in instance.groups or ()
            if not group.external
        }
        self._arns: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def matches(self, resources: Mapping[str, Any], place: StackPlace) -> Mapping[str, ImportMatch]:
        """Match sets and groups before the assignments that refer to them."""
        del place
        return {
            **dict(self._groups_of(resources)),
            **dict(self._sets_of(resources)),
            **dict(self._assignments_of(resources)),
            **{
                logical_id: ImportMatch({"InstanceArn": properties["InstanceArn"]})
                for logical_id, properties in of_type(resources, ATTRIBUTES).items()
                if properties["InstanceArn"] in self._attributed
            },
        }

    def _groups_of(self, resources: Mapping[str, Any]) -> Iterator[tuple[str, ImportMatch]]:
        """Match groups that the directory itself has; a group of an identity provider stays with it."""
        for logical_id, properties in of_type(resources, GROUP).items():
            store, name = properties.get("IdentityStoreId", ""), properties.get("DisplayName", "")
            if group := self._groups.get((store, name)):
                self._ids[logical_id] = group.id
                actual = {"IdentityStoreId": store, "DisplayName": group.name}
                if group.description:
                    actual["Description"] = group.description
                yield logical_id, ImportMatch({"GroupId": group.id, "IdentityStoreId": store}, actual)

    def _sets_of(self, resources: Mapping[str, Any]) -> Iterator[tuple[str, ImportMatch]]:
        for logical_id, properties in of_type(resources, PERMISSION_SET).items():
            instance = properties.get("InstanceArn", "")
            if arn := self._sets.get((instance, properties.get("Name"))):
                self._arns[logical_id] = arn
                yield logical_id, ImportMatch({"InstanceArn": instance, "PermissionSetArn": arn})

    def _assignments_of(self, resources: Mapping[str, Any]) -> Iterator[tuple[str, ImportMatch]]:
        for logical_id, properties in of_type(resources, ASSIGNMENT).items():
            instance, account = properties.get("InstanceArn", ""), properties.get("TargetId", "")
            permission_set = _resolved(properties.get("PermissionSetArn"), self._arns)
            kind, principal = (
                str(properties.get("PrincipalType")),
                _resolved(properties.get("PrincipalId"), self._ids),
            )
            if (instance, permission_set, account, kind, principal) in self._assigned:
                yield (
                    logical_id,
                    ImportMatch(
                        {
                            "InstanceArn": instance,
                            "TargetId": account,
                            "TargetType": "AWS_ACCOUNT",
                            "PermissionSetArn": permission_set,
                            "PrincipalType": kind,
                            "PrincipalId": principal,
                        }
                    ),
                )


def _resolved(value: Any, known: Mapping[str, str]) -> str:
    """Return a value, or what a reference to a resource that exists stands for."""
    if isinstance(value, dict):
        return known.get((value.get("Fn::GetAtt") or [""])[0], "")
    return str(value)
