"""The cases of Organizations, IAM, Identity Center and Budgets."""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.emulator.cases import Case, allow, resource, tags, trust
from tests.emulator.deployments import MANAGEMENT, SHOP, Asked

RUN = uuid.uuid4().hex[:8]
ROOT, WORKLOADS, SECURITY, SUSPENDED = (
    "r-ex4m",
    "ou-ex4m-workload",
    "ou-ex4m-security",
    "ou-ex4m-suspend1",
)
INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6", "d-99676a1b2c"
FINANCE = "906769a1b2-3f7c2a10-5e0b-4b7e-9d5a-0c1f2e3d4b5a"
# It denies nothing that another test does.
_SCP = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Leave", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
    ],
}


def _organizations(operation: str, path: str, answer: Any, **arguments: Any) -> Asked:
    return Asked("organizations", operation, arguments, path, answer)


_TAGGED = _organizations("list_tags_for_resource", "Tags", tags(owner="one", stage="one"), ResourceId="$id")
_RETAGGED = _organizations("list_tags_for_resource", "Tags", tags(owner="two"), ResourceId="$id")
POLICY_CASE = Case(
    type="AWS::Organizations::Policy",
    properties={
        "Name": f"leave-{RUN}",
        "Type": "SERVICE_CONTROL_POLICY",
        "Description": "nobody leaves",
        "Content": _SCP,
        "TargetIds": [SUSPENDED, SHOP],
        "Tags": tags(owner="one", stage="one"),
    },
    created=(
        _organizations(
            "describe_policy",
            "Policy.[Content, PolicySummary.Name, PolicySummary.Type, PolicySummary.Description]",
            [json.dumps(_SCP), f"leave-{RUN}", "SERVICE_CONTROL_POLICY", "nobody leaves"],
            PolicyId="$id",
        ),
        _organizations("list_targets_for_policy", "Targets[].TargetId", [SUSPENDED, SHOP], PolicyId="$id"),
        _TAGGED,
    ),
    changed={
        "Name": f"stay-{RUN}",
        "Type": "SERVICE_CONTROL_POLICY",
        "Description": "everybody stays",
        "Content": {**_SCP, "Id": "second"},
        "TargetIds": [SUSPENDED],
        "Tags": tags(owner="two"),
    },
    updated=(
        _organizations(
            "describe_policy",
            "Policy.[contains(Content, 'second'), PolicySummary.Name, PolicySummary.Description]",
            [True, f"stay-{RUN}", "everybody stays"],
            PolicyId="$id",
        ),
        _organizations("list_targets_for_policy", "Targets[].TargetId", [SUSPENDED], PolicyId="$id"),
        _RETAGGED,
    ),
    replacing={"Type": "TAG_POLICY", "Content": {"tags": {}}, "TargetIds": []},
    spoil=lambda at, policy: at.client("organizations").detach_policy(PolicyId=policy, TargetId=SUSPENDED),
)
UNIT_CASE = Case(
    type="AWS::Organizations::OrganizationalUnit",
    properties={"Name": f"unit-{RUN}", "ParentId": WORKLOADS, "Tags": tags(owner="one", stage="one")},
    created=(
        _organizations(
            "describe_organizational_unit",
            "OrganizationalUnit.Name",
            f"unit-{RUN}",
            OrganizationalUnitId="$id",
        ),
        _organizations("list_parents", "Parents[0].Id", WORKLOADS, ChildId="$id"),
        _TAGGED,
    ),
    changed={"Name": f"renamed-{RUN}", "ParentId": WORKLOADS, "Tags": tags(owner="two")},
    updated=(
        _organizations(
            "describe_organizational_unit",
            "OrganizationalUnit.Name",
            f"renamed-{RUN}",
            OrganizationalUnitId="$id",
        ),
        _RETAGGED,
    ),
    replacing={"ParentId": SECURITY},
    spoil=lambda at, unit: at.client("organizations").update_organizational_unit(
        OrganizationalUnitId=unit, Name=f"by-hand-{RUN}"
    ),
    remove=lambda at, unit: at.client("organizations").delete_organizational_unit(OrganizationalUnitId=unit),
)
ACCOUNT_CASE = Case(
    type="AWS::Organizations::Account",
    properties={
        "AccountName": f"account-{RUN}",
        "Email": f"account-{RUN}@example.com",
        "ParentIds": [WORKLOADS],
        "RoleName": "OrganizationAccountAccessRole",
        "Tags": tags(owner="one", stage="one"),
    },
    created=(
        _organizations(
            "describe_account",
            "Account.[Name, Email, Status]",
            [f"account-{RUN}", f"account-{RUN}@example.com", "ACTIVE"],
            AccountId="$id",
        ),
        _organizations("list_parents", "Parents[0].Id", WORKLOADS, ChildId="$id"),
        _TAGGED,
    ),
    changed={
        "AccountName": f"account-{RUN}",
        "Email": f"account-{RUN}@example.com",
        "ParentIds": [SUSPENDED],
        "RoleName": "OrganizationAccountAccessRole",
        "Tags": tags(owner="two"),
    },
    updated=(_organizations("list_parents", "Parents[0].Id", SUSPENDED, ChildId="$id"), _RETAGGED),
    again={"AccountName": f"second-{RUN}", "Email": f"second-{RUN}@example.com"},
    spoil=lambda at, account: at.client("organizations").move_account(
        AccountId=account, SourceParentId=SUSPENDED, DestinationParentId=ROOT
    ),
    remove=lambda at, account: at.client("organizations").close_account(AccountId=account),
)
_DELEGATE = allow("organizations:List*", {"AWS": f"arn:aws:iam::{SHOP}:root"})
RESOURCE_POLICY_CASE = Case(
    type="AWS::Organizations::ResourcePolicy",
    properties={"Content": _DELEGATE, "Tags": tags(owner="one", stage="one")},
    created=(
        _organizations("describe_resource_policy", "ResourcePolicy.Content", json.dumps(_DELEGATE)),
        _TAGGED,
    ),
    changed={"Content": {**_DELEGATE, "Id": "second"}, "Tags": tags(owner="two")},
    updated=(
        _organizations("describe_resource_policy", "contains(ResourcePolicy.Content, 'second')", answer=True),
        _RETAGGED,
    ),
    spoil=lambda at, _: at.client("organizations").put_resource_policy(
        Content=json.dumps({**_DELEGATE, "Id": "by hand"})
    ),
    remove=lambda at, _: at.client("organizations").delete_resource_policy(),
)


def _role(operation: str, path: str, answer: Any, **more: Any) -> Asked:
    return Asked("iam", operation, {"RoleName": "$id", **more}, path, answer)


_BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess"
_INLINE = [{"PolicyName": "read", "PolicyDocument": allow("s3:Get*")}]
ROLE_CASE = Case(
    type="AWS::IAM::Role",
    properties={
        "RoleName": f"audit-{RUN}",
        "Path": "/guardrails/",
        "Description": "one",
        "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
        "MaxSessionDuration": 7200,
        "PermissionsBoundary": _BOUNDARY,
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/SecurityAudit"],
        "Policies": _INLINE,
        "Tags": tags(owner="one", stage="one"),
    },
    created=(
        _role(
            "get_role",
            "Role.[Path, Description, MaxSessionDuration, PermissionsBoundary.PermissionsBoundaryArn, "
            "AssumeRolePolicyDocument.Statement[0].Principal.Service, Arn]",
            [
                "/guardrails/",
                "one",
                7200,
                _BOUNDARY,
                "lambda.amazonaws.com",
                f"arn:aws:iam::{MANAGEMENT}:role/guardrails/$id",
            ],
        ),
        _role(
            "list_attached_role_policies",
            "AttachedPolicies[].PolicyArn",
            ["arn:aws:iam::aws:policy/SecurityAudit"],
        ),
        _role("get_role_policy", "PolicyDocument.Statement[0].Action", "s3:Get*", PolicyName="read"),
        _role("list_role_tags", "Tags[?Key == 'stage'].Value", ["one"]),
    ),
    changed={
        "RoleName": f"audit-{RUN}",
        "Path": "/guardrails/",
        "Description": "two",
        "AssumeRolePolicyDocument": trust("ec2.amazonaws.com"),
        "MaxSessionDuration": 3600,
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "Policies": [{"PolicyName": "write", "PolicyDocument": allow("s3:Put*")}],
        "Tags": tags(owner="two"),
    },
    updated=(
        _role(
            "get_role",
            "Role.[Description, MaxSessionDuration, PermissionsBoundary, "
            "AssumeRolePolicyDocument.Statement[0].Principal.Service]",
            ["two", 3600, None, "ec2.amazonaws.com"],
        ),
        _role(
            "list_attached_role_policies",
            "AttachedPolicies[].PolicyArn",
            ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        ),
        _role("list_role_policies", "PolicyNames", ["write"]),
        _role("list_role_tags", "Tags[?!starts_with(Key, 'aws:')].[Key, Value]", [["owner", "two"]]),
    ),
    replacing={"RoleName": f"audit-{RUN}-two"},
    spoil=lambda at, name: at.client("iam").delete_role_policy(RoleName=name, PolicyName="write"),
)
_ROLE = resource(
    "AWS::IAM::Role", RoleName=f"with-{RUN}", AssumeRolePolicyDocument=trust("ec2.amazonaws.com")
)
INLINE_POLICY_CASE = Case(
    type="AWS::IAM::Policy",
    others={"Role": _ROLE},
    properties={"PolicyName": "inline", "PolicyDocument": allow("s3:Get*"), "Roles": [{"Ref": "Role"}]},
    created=(
        Asked(
            "iam",
            "get_role_policy",
            {"RoleName": f"with-{RUN}", "PolicyName": "inline"},
            "PolicyDocument.Statement[0].Action",
            "s3:Get*",
        ),
    ),
    changed={"PolicyName": "inline", "PolicyDocument": allow("s3:Put*"), "Roles": [{"Ref": "Role"}]},
    updated=(
        Asked(
            "iam",
            "get_role_policy",
            {"RoleName": f"with-{RUN}", "PolicyName": "inline"},
            "PolicyDocument.Statement[0].Action",
            "s3:Put*",
        ),
    ),
    replacing={"PolicyName": "renamed"},
    spoil=lambda at, _: at.client("iam").put_role_policy(
        RoleName=f"with-{RUN}", PolicyName="inline", PolicyDocument=json.dumps(allow("ec2:*"))
    ),
    remove=lambda at, _: at.client("iam").delete_role_policy(RoleName=f"with-{RUN}", PolicyName="inline"),
)


def _default_version(path: str, answer: Any) -> Asked:
    return Asked("iam", "get_policy", {"PolicyArn": "$id"}, f"Policy.{path}", answer)


MANAGED_POLICY_CASE = Case(
    type="AWS::IAM::ManagedPolicy",
    others={
        "Role": resource(
            "AWS::IAM::Role", RoleName=f"has-{RUN}", AssumeRolePolicyDocument=trust("ec2.amazonaws.com")
        )
    },
    properties={
        "ManagedPolicyName": f"managed-{RUN}",
        "Path": "/guardrails/",
        "Description": "one",
        "PolicyDocument": allow("s3:Get*"),
        "Roles": [{"Ref": "Role"}],
    },
    created=(
        _default_version(
            "[PolicyName, Path, Description, AttachmentCount]", [f"managed-{RUN}", "/guardrails/", "one", 1]
        ),
    ),
    changed={
        "ManagedPolicyName": f"managed-{RUN}",
        "Path": "/guardrails/",
        "Description": "one",
        "PolicyDocument": allow("s3:Put*"),
    },
    updated=(_default_version("[DefaultVersionId, AttachmentCount]", ["v2", 0]),),
    replacing={"ManagedPolicyName": f"managed-{RUN}-two"},
    spoil=lambda at, arn: at.client("iam").create_policy_version(
        PolicyArn=arn, PolicyDocument=json.dumps(allow("ec2:*")), SetAsDefault=True
    ),
)


def _center(operation: str, path: str, answer: Any) -> Asked:
    # The physical id is "instance|permission set".
    arguments = {"InstanceArn": INSTANCE, "PermissionSetArn": "$id"}
    return Asked("sso-admin", operation, arguments, path, answer)


PERMISSION_SET_CASE = Case(
    type="AWS::SSO::PermissionSet",
    properties={
        "InstanceArn": INSTANCE,
        "Name": f"Audit{RUN}",
        "Description": "one",
        "SessionDuration": "PT4H",
        "RelayStateType": "https://console.aws.amazon.com/",
        "ManagedPolicies": [
            "arn:aws:iam::aws:policy/SecurityAudit",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ],
        "CustomerManagedPolicyReferences": [{"Name": "own"}, {"Name": "other", "Path": "/team/"}],
        "InlinePolicy": allow("s3:Get*"),
        "PermissionsBoundary": {"ManagedPolicyArn": _BOUNDARY},
        "Tags": tags(owner="one", stage="one"),
    },
    created=(
        _center(
            "describe_permission_set",
            "PermissionSet.[Name, Description, SessionDuration, RelayState]",
            [f"Audit{RUN}", "one", "PT4H", "https://console.aws.amazon.com/"],
        ),
        _center(
            "list_managed_policies_in_permission_set",
            "AttachedManagedPolicies[].Arn",
            ["arn:aws:iam::aws:policy/SecurityAudit", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
        ),
        _center(
            "list_customer_managed_policy_references_in_permission_set",
            "CustomerManagedPolicyReferences[].[Name, Path]",
            [["own", "/"], ["other", "/team/"]],
        ),
        _center("get_inline_policy_for_permission_set", "InlinePolicy", json.dumps(allow("s3:Get*"))),
        _center(
            "get_permissions_boundary_for_permission_set", "PermissionsBoundary.ManagedPolicyArn", _BOUNDARY
        ),
        Asked(
            "sso-admin",
            "list_tags_for_resource",
            {"InstanceArn": INSTANCE, "ResourceArn": "$id"},
            "Tags",
            tags(owner="one", stage="one"),
        ),
    ),
    changed={
        "InstanceArn": INSTANCE,
        "Name": f"Audit{RUN}",
        "Description": "two",
        "SessionDuration": "PT1H",
        "RelayStateType": "https://eu-central-1.console.aws.amazon.com/",
        "ManagedPolicies": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "CustomerManagedPolicyReferences": [{"Name": "own"}],
        "InlinePolicy": json.dumps(allow("s3:Put*")),
        "PermissionsBoundary": {"CustomerManagedPolicyReference": {"Name": "bound", "Path": "/team/"}},
        "Tags": tags(owner="two"),
    },
    updated=(
        _center(
            "describe_permission_set",
            "PermissionSet.[Description, SessionDuration, RelayState]",
            ["two", "PT1H", "https://eu-central-1.console.aws.amazon.com/"],
        ),
        _center(
            "list_managed_policies_in_permission_set",
            "AttachedManagedPolicies[].Arn",
            ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        ),
        _center("get_inline_policy_for_permission_set", "InlinePolicy", json.dumps(allow("s3:Put*"))),
        _center(
            "get_permissions_boundary_for_permission_set",
            "PermissionsBoundary.CustomerManagedPolicyReference",
            {"Name": "bound", "Path": "/team/"},
        ),
    ),
    replacing={"Name": f"Audit{RUN}two"},
    spoil=lambda at, both: at.client("sso-admin").delete_inline_policy_from_permission_set(
        InstanceArn=INSTANCE, PermissionSetArn=both.split("|")[-1]
    ),
    remove=lambda at, both: at.client("sso-admin").delete_permission_set(
        InstanceArn=INSTANCE, PermissionSetArn=both.split("|")[-1]
    ),
)


def _assignment(**more: str) -> dict[str, Any]:
    return {
        "InstanceArn": INSTANCE,
        "TargetId": SHOP,
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": {"Fn::GetAtt": ["Set", "PermissionSetArn"]},
        "PrincipalType": "GROUP",
        "PrincipalId": FINANCE,
        **more,
    }


def _assigned(at: Any, both: str) -> None:
    names = ("InstanceArn", "TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")
    at.client("sso-admin").delete_account_assignment(**dict(zip(names, both.split("|"), strict=True)))


ASSIGNMENT_CASE = Case(
    type="AWS::SSO::Assignment",
    others={"Set": resource("AWS::SSO::PermissionSet", InstanceArn=INSTANCE, Name=f"Assigned{RUN}")},
    properties=_assignment(),
    created=(
        Asked(
            "sso-admin",
            "list_account_assignments_for_principal",
            {"InstanceArn": INSTANCE, "PrincipalId": FINANCE, "PrincipalType": "GROUP"},
            f"AccountAssignments[?AccountId == '{SHOP}'].PrincipalType",
            ["GROUP"],
        ),
    ),
    replacing={"TargetId": MANAGEMENT},
    remove=_assigned,
)


def _attributes(source: str) -> list[dict[str, Any]]:
    return [{"Key": "team", "Value": {"Source": [source]}}]


ATTRIBUTES_CASE = Case(
    type="AWS::SSO::InstanceAccessControlAttributeConfiguration",
    properties={"InstanceArn": INSTANCE, "AccessControlAttributes": _attributes("${path:team}")},
    created=(
        Asked(
            "sso-admin",
            "describe_instance_access_control_attribute_configuration",
            {"InstanceArn": INSTANCE},
            "InstanceAccessControlAttributeConfiguration.AccessControlAttributes",
            _attributes("${path:team}"),
        ),
    ),
    changed={"InstanceArn": INSTANCE, "AccessControlAttributes": _attributes("${path:unit}")},
    updated=(
        Asked(
            "sso-admin",
            "describe_instance_access_control_attribute_configuration",
            {"InstanceArn": INSTANCE},
            "InstanceAccessControlAttributeConfiguration.AccessControlAttributes[0].Value.Source",
            ["${path:unit}"],
        ),
    ),
    remove=lambda at, _: at.client("sso-admin").delete_instance_access_control_attribute_configuration(
        InstanceArn=INSTANCE
    ),
)
GROUP_CASE = Case(
    type="AWS::IdentityStore::Group",
    properties={"IdentityStoreId": STORE, "DisplayName": f"developers-{RUN}", "Description": "one"},
    created=(
        Asked(
            "identitystore",
            "list_groups",
            {"IdentityStoreId": STORE},
            f"Groups[?DisplayName == 'developers-{RUN}'].Description",
            ["one"],
        ),
    ),
    changed={"IdentityStoreId": STORE, "DisplayName": f"engineers-{RUN}", "Description": "two"},
    updated=(
        Asked(
            "identitystore",
            "list_groups",
            {"IdentityStoreId": STORE},
            f"Groups[?DisplayName == 'engineers-{RUN}'].Description",
            ["two"],
        ),
    ),
    spoil=lambda at, both: at.client("identitystore").update_group(
        IdentityStoreId=STORE,
        GroupId=both.split("|", 1)[0],
        Operations=[{"AttributePath": "description", "AttributeValue": "by hand"}],
    ),
    remove=lambda at, both: at.client("identitystore").delete_group(
        IdentityStoreId=STORE, GroupId=both.split("|", 1)[0]
    ),
)


def _notification(threshold: float) -> dict[str, Any]:
    return {
        "Notification": {
            "NotificationType": "FORECASTED",
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": threshold,
            "ThresholdType": "PERCENTAGE",
        },
        "Subscribers": [
            {"SubscriptionType": "SNS", "Address": f"arn:aws:sns:eu-central-1:{MANAGEMENT}:budgets"},
            {"SubscriptionType": "EMAIL", "Address": "finance@example.com"},
        ],
    }


def _budget(amount: Any, **more: Any) -> dict[str, Any]:
    return {
        "BudgetName": f"monthly-{RUN}",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": amount, "Unit": "USD"},
        **more,
    }


def _held(path: str, answer: Any) -> Asked:
    arguments = {"AccountId": MANAGEMENT, "BudgetName": "$id", "ShowFilterExpression": True}
    return Asked("budgets", "describe_budget", arguments, f"Budget.{path}", answer)


_EXPRESSION = {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [SHOP]}}
BUDGET_CASE = Case(
    type="AWS::Budgets::Budget",
    properties={
        "Budget": _budget(
            100,
            CostFilters={"LinkedAccount": [SHOP]},
            TimePeriod={"Start": "1767225600", "End": "1893456000"},
        ),
        "NotificationsWithSubscribers": [_notification(80), _notification(100)],
        "ResourceTags": tags(owner="one", stage="one"),
    },
    created=(
        _held(
            "[BudgetType, TimeUnit, BudgetLimit.Amount, BudgetLimit.Unit, CostFilters]",
            ["COST", "MONTHLY", "100", "USD", {"LinkedAccount": [SHOP]}],
        ),
        Asked(
            "budgets",
            "describe_notifications_for_budget",
            {"AccountId": MANAGEMENT, "BudgetName": "$id"},
            "Notifications[].Threshold",
            [80.0, 100.0],
        ),
        Asked(
            "budgets",
            "describe_subscribers_for_notification",
            {
                "AccountId": MANAGEMENT,
                "BudgetName": "$id",
                "Notification": _notification(80)["Notification"],
            },
            "Subscribers[].SubscriptionType",
            ["SNS", "EMAIL"],
        ),
        Asked(
            "budgets",
            "list_tags_for_resource",
            {"ResourceARN": f"arn:aws:budgets::{MANAGEMENT}:budget/$id"},
            "ResourceTags",
            tags(owner="one", stage="one"),
        ),
    ),
    changed={
        "Budget": _budget("250.5", FilterExpression=_EXPRESSION, Metrics=["UnblendedCost"]),
        "NotificationsWithSubscribers": [_notification(80), _notification(100)],
        "ResourceTags": tags(owner="two"),
    },
    updated=(
        _held(
            "[BudgetLimit.Amount, FilterExpression.Dimensions.Values, Metrics]",
            ["250.5", [SHOP], ["UnblendedCost"]],
        ),
    ),
    replacing={"Budget": {**_budget(100), "BudgetName": f"monthly-{RUN}-two"}},
    spoil=lambda at, name: at.client("budgets").update_budget(
        AccountId=MANAGEMENT, NewBudget={**_budget("7"), "BudgetName": name}
    ),
    remove=lambda at, name: at.client("budgets").delete_budget(AccountId=MANAGEMENT, BudgetName=name),
)

_COST_TYPES = {"IncludeTax": False, "IncludeCredit": False, "UseAmortized": True}
_PLAN = {"1767225600": {"Amount": 10, "Unit": "USD"}, "1769904000": {"Amount": "20", "Unit": "USD"}}
PLANNED_BUDGET_CASE = Case(
    type="AWS::Budgets::Budget",
    properties={
        "Budget": {
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "PlannedBudgetLimits": _PLAN,
            "CostTypes": _COST_TYPES,
        },
        "NotificationsWithSubscribers": [_notification(80)],
    },
    created=(
        _held("PlannedBudgetLimits.*.Amount", ["10", "20"]),
        _held("CostTypes.[IncludeTax, IncludeCredit, UseAmortized]", [False, False, True]),
    ),
    replacing={"NotificationsWithSubscribers": [_notification(90)]},
)

CASES: tuple[Case, ...] = (
    POLICY_CASE,
    UNIT_CASE,
    ACCOUNT_CASE,
    RESOURCE_POLICY_CASE,
    ROLE_CASE,
    INLINE_POLICY_CASE,
    MANAGED_POLICY_CASE,
    PERMISSION_SET_CASE,
    ASSIGNMENT_CASE,
    ATTRIBUTES_CASE,
    GROUP_CASE,
    BUDGET_CASE,
    PLANNED_BUDGET_CASE,
)
