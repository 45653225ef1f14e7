"""Read IAM Identity Center: who may use which permissions where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guardrails.aws_facts.regions import default_enabled_regions
from guardrails.capture.model import Capture
from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedAssignment,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.live.reading import Reader, Reading

_NONE = frozenset({"ResourceNotFoundException"})


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    instances = _instances(reading, capture.home_region)
    return {} if instances is None else {"access": CapturedAccess(instances=instances)}


def _instances(reading: Reading, home_region: str) -> tuple[CapturedInstance, ...] | None:
    """Read the instances of the home region; where it has none, of the first region that has one."""
    others = (region for region in sorted(default_enabled_regions()) if region != home_region)
    for region in (home_region, *others):
        listed = reading.at(region).list("sso-admin:ListInstances", "Instances", region)
        if listed is None:
            return None
        if listed:
            return tuple(_instance(reading.at(region), region, instance) for instance in listed)
    return ()


def _instance(reading: Reading, region: str, listed: dict[str, Any]) -> CapturedInstance:
    arn, store = listed["InstanceArn"], listed["IdentityStoreId"]
    described = reading.ask("sso-admin:DescribeInstance", arn, InstanceArn=arn)
    details = listed | (described or {})
    sets = _permission_sets(reading, arn)
    primary = details.get("PrimaryRegion") or region
    return CapturedInstance(
        arn=arn,
        identity_store=store,
        owner=listed.get("OwnerAccountId", ""),
        status=details.get("Status", ""),
        region=primary,
        regions=tuple(sorted({primary, *_region_names(details)})),
        permission_sets_enabled=None if described is None else described.get("PermissionSetsEnabled", True),
        permission_sets=sets,
        assignments=None if sets is None else _assignments(reading, arn, sets),
        groups=_groups(reading, store),
        attributes=_attributes(reading, arn),
    )


def _region_names(details: dict[str, Any]) -> Iterator[str]:
    """Give the names of regions, which AWS lists as texts or as objects."""
    for region in details.get("Regions") or ():
        yield region if isinstance(region, str) else region.get("RegionName", "")


def _permission_sets(reading: Reading, instance: str) -> tuple[CapturedPermissionSet, ...] | None:
    arns = reading.list("sso-admin:ListPermissionSets", "PermissionSets", instance, InstanceArn=instance)
    if arns is None:
        return None
    return tuple(reading.each(sorted(map(str, arns)), lambda arn: _permission_set(reading, instance, arn)))


def _permission_set(reading: Reading, instance: str, arn: str) -> CapturedPermissionSet:
    named: dict[str, Any] = {"InstanceArn": instance, "PermissionSetArn": arn}
    described = reading.ask("sso-admin:DescribePermissionSet", arn, **named)
    permission_set = None if described is None else described["PermissionSet"]
    managed = reading.list(
        "sso-admin:ListManagedPoliciesInPermissionSet", "AttachedManagedPolicies", arn, **named
    )
    customer = reading.list(
        "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet",
        "CustomerManagedPolicyReferences",
        arn,
        **named,
    )
    inline = reading.ask("sso-admin:GetInlinePolicyForPermissionSet", arn, **named)
    tags = reading.list("sso-admin:ListTagsForResource", "Tags", arn, InstanceArn=instance, ResourceArn=arn)
    return CapturedPermissionSet(
        arn=arn,
        name=None if permission_set is None else permission_set["Name"],
        description=None if permission_set is None else permission_set.get("Description", ""),
        session=None if permission_set is None else permission_set.get("SessionDuration", ""),
        relay_state=None if permission_set is None else permission_set.get("RelayState", ""),
        managed=None if managed is None else tuple(policy["Arn"] for policy in managed),
        customer_managed=None if customer is None else tuple(map(_path_and_name, customer)),
        inline=None if inline is None else inline.get("InlinePolicy", ""),
        boundary=_boundary(reading, arn, named),
        tags=None if tags is None else {tag["Key"]: tag["Value"] for tag in tags},
    )


def _path_and_name(reference: dict[str, Any]) -> str:
    return f"{reference.get('Path', '/')}{reference['Name']}"


def _boundary(reading: Reading, arn: str, named: dict[str, Any]) -> str | None:
    operation = "sso-admin:GetPermissionsBoundaryForPermissionSet"
    answer = reading.ask(operation, arn, absent=_NONE, **named)
    if answer is None:
        return None
    boundary = answer.get("PermissionsBoundary", {})
    reference = boundary.get("CustomerManagedPolicyReference")
    return _path_and_name(reference) if reference else str(boundary.get("ManagedPolicyArn", ""))


def _assignments(
    reading: Reading, instance: str, sets: tuple[CapturedPermissionSet, ...]
) -> tuple[CapturedAssignment, ...] | None:
    """Ask only for the accounts that a permission set is provisioned in: each of them has an assignment."""

    def accounts(permission_set: CapturedPermissionSet) -> tuple[Any, ...] | None:
        return reading.list(
            "sso-admin:ListAccountsForProvisionedPermissionSet",
            "AccountIds",
            permission_set.name or permission_set.arn,
            InstanceArn=instance,
            PermissionSetArn=permission_set.arn,
        )

    def assigned(pair: tuple[str, str]) -> tuple[dict[str, Any], ...] | None:
        return reading.list(
            "sso-admin:ListAccountAssignments",
            "AccountAssignments",
            pair[1],
            InstanceArn=instance,
            PermissionSetArn=pair[0],
            AccountId=pair[1],
        )

    provisioned = reading.each(sets, accounts)
    if any(account_ids is None for account_ids in provisioned):
        return None
    pairs = [
        (permission_set.arn, str(account))
        for permission_set, account_ids in zip(sets, provisioned, strict=True)
        for account in sorted(map(str, account_ids or ()))
    ]
    answers = reading.each(pairs, assigned)
    if any(answer is None for answer in answers):
        return None
    assignments = (
        CapturedAssignment(
            permission_set=assignment["PermissionSetArn"],
            account=assignment["AccountId"],
            principal_type=assignment["PrincipalType"],
            principal=assignment["PrincipalId"],
        )
        for answer in answers
        for assignment in answer or ()
    )
    return tuple(sorted(assignments, key=lambda one: (one.permission_set, one.account, one.principal)))


def _groups(reading: Reading, store: str) -> tuple[CapturedGroup, ...] | None:
    groups = reading.list("identitystore:ListGroups", "Groups", store, IdentityStoreId=store)
    if groups is None:
        return None
    return tuple(
        reading.each(
            sorted(groups, key=lambda group: str(group.get("DisplayName", group["GroupId"]))),
            lambda group: _group(reading, store, group),
        )
    )


def _group(reading: Reading, store: str, group: dict[str, Any]) -> CapturedGroup:
    name = group.get("DisplayName", group["GroupId"])
    memberships = reading.list(
        "identitystore:ListGroupMemberships",
        "GroupMemberships",
        name,
        IdentityStoreId=store,
        GroupId=group["GroupId"],
    )
    return CapturedGroup(
        id=group["GroupId"],
        name=name,
        description=group.get("Description", ""),
        external=bool(group.get("ExternalIds")),
        members=None if memberships is None else len(memberships),
    )


def _attributes(reading: Reading, instance: str) -> dict[str, str] | None:
    operation = "sso-admin:DescribeInstanceAccessControlAttributeConfiguration"
    answer = reading.ask(operation, instance, absent=_NONE, InstanceArn=instance)
    if answer is None:
        return None
    configured = answer.get("InstanceAccessControlAttributeConfiguration", {})
    listed = configured.get("AccessControlAttributes") or answer.get("AccessControlAttributes", ())
    return {attribute["Key"]: ", ".join(attribute["Value"]["Source"]) for attribute in listed}


READER = Reader(
    name="access",
    operations={
        "sso-admin:ListInstances": "whether there is an instance of Identity Center",
        "sso-admin:DescribeInstance": "in which regions Identity Center is, and of which kind",
        "sso-admin:ListPermissionSets": "which permission sets there are",
        "sso-admin:DescribePermissionSet": "a permission set's name and session",
        "sso-admin:ListManagedPoliciesInPermissionSet": "which policies of AWS a permission set has",
        "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet": (
            "which own policies a permission set refers to"
        ),
        "sso-admin:GetInlinePolicyForPermissionSet": "the inline policy of a permission set",
        "sso-admin:GetPermissionsBoundaryForPermissionSet": "the boundary of a permission set",
        "sso-admin:ListTagsForResource": "the tags of a permission set",
        "sso-admin:ListAccountsForProvisionedPermissionSet": "in which accounts a permission set is used",
        "sso-admin:ListAccountAssignments": "who may use a permission set in an account",
        "sso-admin:DescribeInstanceAccessControlAttributeConfiguration": "the attributes for access control",
        "identitystore:ListGroups": "which groups there are",
        "identitystore:ListGroupMemberships": "whether a group has members",
    },
    read=_read,
)
