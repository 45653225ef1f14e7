"""A deployment's permissions in IAM: to make the templates' own roles and policies, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import service_principal
from guardrails.aws_facts.identity_center import role_of_set
from guardrails.stacks.access.grants import grants
from guardrails.stacks.execution.site import Site, StackResource
from guardrails.stacks.execution.statements import Statement, allow

_ROLE, _POLICY = "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"
_ASSIGNMENT, _TRAIL = "AWS::SSO::Assignment", "AWS::CloudTrail::Trail"
_ON_ROLES = [
    *("iam:DeleteRole", "iam:DetachRolePolicy", "iam:GetRole", "iam:GetRolePolicy"),
    *("iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:TagRole", "iam:UntagRole"),
    *("iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"),
]
_ON_POLICIES = [
    *("iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion"),
    *("iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListEntitiesForPolicy", "iam:ListPolicyVersions"),
]
_INLINE = ["iam:DeleteRolePolicy", "iam:PutRolePolicy"]
_LISTS = ["iam:ListPolicies", "iam:ListRoles"]
_PASSED = "iam:PassRole"
_ROLES_OF_IDENTITY_CENTER = [
    *("iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary"),
    *("iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:GetRole", "iam:ListAttachedRolePolicies"),
    *("iam:ListRolePolicies", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"),
    *("iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"),
]
_PROVIDER = ["iam:CreateSAMLProvider", "iam:GetSAMLProvider", "iam:UpdateSAMLProvider"]


def on_roles(site: Site) -> Iterator[Statement]:
    """Let the deployment make the templates' roles: each with its boundary, and its own policies alone."""
    roles = list(site.of_type(_ROLE))
    role_arns = [_role_arn(site, role) for role in roles]
    policies = [_policy_arn(site, policy) for policy in site.of_type(_POLICY)]
    yield from allow("OwnRoles", _ON_ROLES, role_arns)
    for role in roles:
        yield from _role_creation(site, role)
    yield from allow("OwnPolicies", _ON_POLICIES, policies)
    yield from allow("RolesAndPoliciesByName", _LISTS if role_arns else [], "*")
    if _TRAIL in site.types:
        yield from _for_the_trail(site)


def _role_creation(site: Site, role: StackResource) -> Iterator[Statement]:
    """Let the deployment create a role, bound as the template binds it, and give it the template's policies.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """
    boundary = role.properties.get("PermissionsBoundary")
    bound = {"StringEquals": {"iam:PermissionsBoundary": boundary}} if boundary else {}
    making = ["iam:CreateRole", *(["iam:PutRolePermissionsBoundary"] if boundary else [])]
    making += _INLINE if role.properties.get("Policies") else []
    arn = _role_arn(site, role)
    yield from allow(f"Make{role.logical_id}", making, [arn], bound)
    attached = {"ArnLike": {"iam:PolicyARN": _attached(site, role)}}
    yield from allow(f"Empower{role.logical_id}", ["iam:AttachRolePolicy"], [arn], bound | attached)


def _attached(site: Site, role: StackResource) -> list[str]:
    """List the policies that the templates attach to a role: its own list, and those that name the role."""
    reference = {"Ref": role.logical_id}
    policy_arns = [
        _policy_arn(site, policy)
        for policy in site.of_type(_POLICY)
        if policy.stack == role.stack and reference in policy.properties.get("Roles", [])
    ]
    return [*role.properties.get("ManagedPolicyArns", []), *policy_arns]


def _role_arn(site: Site, role: StackResource) -> str:
    path = role.properties.get("Path", "/")
    return site.global_arn("iam", f"role{path}{role.name('RoleName')}")


def _policy_arn(site: Site, policy: StackResource) -> str:
    return site.global_arn("iam", f"policy/{policy.name('ManagedPolicyName')}")


def _for_the_trail(site: Site) -> Iterator[Statement]:
    """Hand the role that writes the log group to CloudTrail, which has a role of its own besides.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
    """
    service = service_principal("cloudtrail")
    writers = [_role_arn(site, role) for role in site.of_type(_ROLE) if _is_trusted(role, service)]
    yield from allow(
        "WriterOfTheTrail", [_PASSED], writers, {"StringEquals": {"iam:PassedToService": service}}
    )
    linked = site.global_arn("iam", f"role/aws-service-role/{service}/*")
    by_name = {"StringEquals": {"iam:AWSServiceName": service}}
    yield from allow("RoleOfCloudTrail", ["iam:CreateServiceLinkedRole"], [linked], by_name)


def _is_trusted(role: StackResource, service: str) -> bool:
    statements = role.properties["AssumeRolePolicyDocument"]["Statement"]
    return any(statement["Principal"] == {"Service": service} for statement in statements)


def in_identity_center(site: Site) -> Iterator[Statement]:
    """Let Identity Center make its roles in the management account, where the baseline assigns something.

    There it does so with the rights of who assigns. Its roles and its provider can be changed through it
    alone: IAM refuses everybody else.

    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/iam-auth-access-using-id-policies.html
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_modify.html
    """
    sets = assigned_sets(site)
    if not sets:
        return
    roles = [site.global_arn("iam", role_of_set(name, site.region)) for name in sets]
    yield from allow("RolesOfIdentityCenter", _ROLES_OF_IDENTITY_CENTER, roles)
    provider = site.global_arn("iam", "saml-provider/AWSSSO_*")
    yield from allow("ProviderOfIdentityCenter", _PROVIDER, [provider])


def assigned_sets(site: Site) -> list[str]:
    """List the permission sets that the baseline assigns in the management account."""
    access, tree = site.baseline.access, site.baseline.tree
    if access is None or _ASSIGNMENT not in site.types:
        return []
    management = tree.management_account.id
    return sorted({grant.permission_set for grant in grants(access, tree) if grant.account == management})
