"""Fill the `${...}` in the ARNs of AWS's Service Authorization Reference from a call's parameters.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator import hooks
from emulator.arns import build_arn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from emulator.organization.state import OrganizationState

Parameters = dict[str, Any]
# Services whose parameters have names of their own for a placeholder; the first one that is given counts.
_NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "athena": {"WorkGroupName": ("WorkGroup", "Name")},
    "budgets": {"BudgetName": ("BudgetName",)},
    "cloudformation": {"StackSetName": ("StackSetName",)},
    "cloudtrail": {"TrailName": ("Name", "TrailName")},
    "cloudwatch": {
        "AlarmName": ("AlarmName", "AlarmNames"),
        "DashboardName": ("DashboardName", "DashboardNames"),
    },
    "ecr": {"RepositoryName": ("repositoryName", "repositoryNames")},
    "glue": {"DatabaseName": ("DatabaseName",), "TableName": ("Name",)},
    "identitystore": {"IdentityStoreId": ("IdentityStoreId",), "GroupId": ("GroupId",)},
    "logs": {"LogGroupName": ("logGroupName",)},
    "s3": {"BucketName": ("Bucket",)},
    "sns": {"TopicName": ("TopicArn", "Name")},
    "sso": {
        "AccountId": ("TargetId", "AccountId"),
        "PermissionSetId": ("PermissionSetArn",),
        "InstanceId": ("InstanceArn",),
    },
    "ssm": {"ParameterNameWithoutLeadingSlash": ("Name", "Names")},
}


def placeholders(service: str, parameters: Parameters, organization: OrganizationState) -> dict[str, str]:
    """Give what is known of an ARN's parts."""
    account, region = hooks.current_account(), hooks.current_region()
    arn_parts = {"Partition": "aws", "Account": account, "Region": region}
    for placeholder, names in _NAMES.get(service, {}).items():
        value = next((parameters[name] for name in names if parameters.get(name)), None)
        if value is not None:
            name = _last_part(value[0] if isinstance(value, list) else value)
            arn_parts[placeholder] = name.lstrip("/") if placeholder.endswith("WithoutLeadingSlash") else name
    special = _SPECIAL.get(service)
    return arn_parts | (special(parameters, organization) if special else {})


def _last_part(value: Any) -> str:
    """Give a name: of an ARN its end."""
    text = str(value)
    if text.startswith("arn:"):
        return text.rsplit("/", 1)[-1] if "/" in text else text.rsplit(":", 1)[-1]
    return text


def _athena(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    """Give a named query's workgroup, for which Athena asks."""
    workgroup = hooks.workgroup_of_query(str(parameters.get("NamedQueryId")))
    return {"WorkGroupName": workgroup} if workgroup else {}


def _budgets(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    budget = parameters.get("Budget") or parameters.get("NewBudget") or {}
    return {"BudgetName": budget["BudgetName"]} if budget else {}


def _cloudformation(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    return {"Id": "*"} if "StackSetName" in parameters else {}


def _glue(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    database, table = parameters.get("DatabaseInput"), parameters.get("TableInput")
    if "DatabaseName" not in parameters:  # an operation on the database itself
        return {"DatabaseName": (database or {}).get("Name") or parameters["Name"]}
    return {"TableName": table["Name"]} if table else {}


def _iam(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    path = str(parameters.get("Path", "/")).lstrip("/")
    arn_parts = {}
    if "RoleName" in parameters:
        name = str(parameters["RoleName"])
        arn_parts["RoleNameWithPath"] = (
            path + name if "AssumeRolePolicyDocument" in parameters else hooks.role_path(name)
        )
    if "PolicyName" in parameters and "RoleName" not in parameters:
        arn_parts["PolicyNameWithPath"] = path + str(parameters["PolicyName"])
    elif "PolicyArn" in parameters:
        arn_parts["PolicyNameWithPath"] = str(parameters["PolicyArn"]).split(":policy/", 1)[-1]
    return arn_parts


def _kms(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    account, region = hooks.current_account(), hooks.current_region()
    alias = str(parameters.get("AliasName", "")).removeprefix("alias/")
    target = hooks.alias_target(build_arn("kms", region, account, f"alias/{alias}"))
    key = parameters.get("KeyId") or parameters.get("TargetKeyId") or target
    return {
        **({"Alias": alias} if alias else {}),
        **({"KeyId": str(key).rsplit("/", 1)[-1]} if key else {}),
    }


def _organizations(parameters: Parameters, organization: OrganizationState) -> dict[str, str]:
    arn_parts = {"Account": organization.management, "OrganizationId": organization.id.removeprefix("o-")}
    ids = [str(parameters.get(name, "")) for name in _IDS_IN_ORGANIZATIONS]
    for identifier in filter(None, ids):
        for prefix, placeholder in _PREFIXES.items():
            if identifier.startswith(prefix):
                arn_parts[placeholder] = identifier.removeprefix(prefix)
        if identifier.isdigit():
            arn_parts["AccountId"] = identifier
    policy = organization.policies.get(str(parameters.get("PolicyId") or parameters.get("ResourceId")))
    kind = policy.type if policy else parameters.get("Type")
    return arn_parts | ({"PolicyType": str(kind).lower()} if kind else {})


_IDS_IN_ORGANIZATIONS = (
    "PolicyId",
    "TargetId",
    "ResourceId",
    "AccountId",
    "ParentId",
    "ChildId",
    "OrganizationalUnitId",
    "SourceParentId",
    "DestinationParentId",
)
_PREFIXES = {"p-": "PolicyId", "ou-": "OrganizationalUnitId", "r-": "RootId", "rp-": "ResourcePolicyId"}


def _sns(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    """Give a subscription's topic: SNS asks for that, as its refusals say (`... on resource: TOPIC`)."""
    arn = str(parameters.get("SubscriptionArn", ""))
    return {"TopicName": arn.split(":")[5]} if arn.startswith("arn:") else {}


def _sso(parameters: Parameters, _: OrganizationState) -> dict[str, str]:
    arn = str(parameters.get("ResourceArn", ""))
    return {"PermissionSetId": arn.rsplit("/", 1)[-1]} if ":permissionSet/" in arn else {}


_SPECIAL: Mapping[str, Callable[[Parameters, OrganizationState], dict[str, str]]] = {
    "athena": _athena,
    "budgets": _budgets,
    "cloudformation": _cloudformation,
    "glue": _glue,
    "iam": _iam,
    "kms": _kms,
    "organizations": _organizations,
    "sns": _sns,
    "sso": _sso,
}
