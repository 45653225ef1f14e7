"""Full access: which policies let whoever has them do everything, or take what they don't give.

A policy gives full access when it lets its bearer

- change and delete in nearly every service,
- give himself or a principal that he commands more rights, through IAM,
- hand any role of the account to a service, or assume any role that trusts the account, or
- give rights through Identity Center, or lift a policy of the organization,

each on any resource, without a condition that a call of his own wouldn't meet. For inline policies the engine
decides single requests. For the AWS managed policies there is a reviewed list of names, because their
documents are AWS's; a test holds the list against the documents that moto ships.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import bucket_arn, build_arn, iam_arn, policy_arn, role_arn, root_arn, user_arn
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.access import Assignment, PermissionSet
from guardrails.marked import Path
from guardrails.policy import Document
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.request import request_of

LONG_SESSION_HOURS = 4
"""How long a session with full access may last before `check` warns."""
FULL_ACCESS_POLICIES = frozenset(
    {
        "AIDevOpsAgentActionsPolicy",
        "AWSManagedAccountUserEntitlementAccess",
        "AWSManagedControlPolicyManagementAccess",
        "AWSManagedSettingsAdminAccess",
        "AWSOrganizationsFullAccess",
        "AWSRoboMakerServiceRolePolicy",
        "AWSSSODirectoryAdministrator",
        "AWSSSOMasterAccountAdministrator",
        "AWSSSOMemberAccountAdministrator",
        "AdministratorAccess",
        "AdministratorAccess-Amplify",
        "AmazonDynamoDBFullAccesswithDataPipeline",
        "AmazonElasticMapReduceFullAccess",
        "IAMFullAccess",
        "PowerUserAccess",
        "SageMakerStudioAdminIAMDefaultExecutionPolicy",
        "SageMakerStudioAdminIAMPermissiveExecutionPolicy",
        "SageMakerStudioProjectUserRolePermissionsBoundary",
        "SageMakerStudioProjectUserRolePolicy",
        "SageMakerStudioUserIAMDefaultExecutionPolicy",
        "SageMakerStudioUserIAMPermissiveExecutionPolicy",
        "service-role/AWSElasticBeanstalkService",
        "service-role/AmazonElasticMapReduceRole",
    }
)
"""AWS managed policies, by the part of their ARN after `policy/`, reviewed in November 2026.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

_SELF = role_arn("999999999999", "zq7x-bearer")
_ROLE = role_arn("999999999999", "zq7x-other")
_USER = user_arn("999999999999", "zq7x-other")
_GROUP = iam_arn("999999999999", "group/zq7x-other")
_POLICY = policy_arn("999999999999", "zq7x-other")
_CONTROL_POLICY = build_arn(
    "organizations", "", "999999999999", "policy/o-zq7x/service_control_policy/p-zq7x"
)
_EVERYWHERE = (
    ("dynamodb:DeleteTable", build_arn("dynamodb", "us-east-1", "999999999999", "table/zq7x")),
    ("ec2:TerminateInstances", build_arn("ec2", "us-east-1", "999999999999", "instance/i-0zq7x")),
    ("kms:ScheduleKeyDeletion", build_arn("kms", "us-east-1", "999999999999", "key/zq7x")),
    ("lambda:UpdateFunctionCode", build_arn("lambda", "us-east-1", "999999999999", "function:zq7x")),
    ("rds:DeleteDBInstance", build_arn("rds", "us-east-1", "999999999999", "db:zq7x")),
    ("s3:DeleteBucket", bucket_arn("zq7x")),
    ("sqs:DeleteQueue", build_arn("sqs", "us-east-1", "999999999999", "zq7x")),
)
"""One deletion in each of several services: who may do all of them is bound by no list of services."""
_ESCALATIONS = (
    ("iam:AddUserToGroup", _GROUP),
    ("iam:AttachGroupPolicy", _GROUP),
    ("iam:AttachRolePolicy", _ROLE),
    ("iam:AttachUserPolicy", _USER),
    ("iam:CreateAccessKey", _USER),
    ("iam:CreateLoginProfile", _USER),
    ("iam:CreatePolicyVersion", _POLICY),
    ("iam:DeleteRolePermissionsBoundary", _ROLE),
    ("iam:DeleteUserPermissionsBoundary", _USER),
    ("iam:PassRole", _ROLE),
    ("iam:PutGroupPolicy", _GROUP),
    ("iam:PutRolePermissionsBoundary", _ROLE),
    ("iam:PutRolePolicy", _ROLE),
    ("iam:PutUserPermissionsBoundary", _USER),
    ("iam:PutUserPolicy", _USER),
    ("iam:SetDefaultPolicyVersion", _POLICY),
    ("iam:UpdateAssumeRolePolicy", _ROLE),
    ("iam:UpdateLoginProfile", _USER),
    ("identitystore:CreateGroupMembership", "*"),
    ("organizations:DetachPolicy", _CONTROL_POLICY),
    ("organizations:UpdatePolicy", _CONTROL_POLICY),
    ("sso:AttachManagedPolicyToPermissionSet", build_arn("sso", "", "", "permissionSet/ssoins-0/ps-0")),
    ("sso:CreateAccountAssignment", build_arn("sso", "", "", "permissionSet/ssoins-0/ps-0")),
    ("sso:PutInlinePolicyToPermissionSet", build_arn("sso", "", "", "permissionSet/ssoins-0/ps-0")),
    ("sts:AssumeRole", _ROLE),
    ("sts:AssumeRoot", root_arn("888888888888")),
)
"""Each of them alone leads to an administrator's rights, on a resource whose name nobody could have meant.

Source: https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/, November 2026.
"""
_CALL = {
    "aws:MultiFactorAuthPresent": "true",
    "aws:PrincipalAccount": "999999999999",
    "aws:RequestedRegion": "us-east-1",
    "aws:SecureTransport": "true",
    "organizations:PolicyType": "SERVICE_CONTROL_POLICY",
}
"""The context of a person's possible call; a condition that it fulfils leaves full access full."""


def ways_to_everything(document: Document) -> tuple[str, ...]:
    """List the actions by which an identity policy alone leads to everything; empty for most policies."""
    rules = Ruleset([[document]])

    def allowed(action: str, resource: str) -> bool:
        return rules.decide(request_of(action, resource, _SELF, _CALL)).decision == "allow"

    ways = tuple(action for action, resource in _ESCALATIONS if allowed(action, resource))
    if all(allowed(action, resource) for action, resource in _EVERYWHERE):
        return ("*", *ways)
    return ways


def full_access(baseline: Baseline, permission_set: PermissionSet) -> str:
    """Name the part that gives a permission set full access, as a reader finds it; empty where none does.

    An AWS managed boundary that doesn't give full access itself takes it away. The content of a customer
    managed policy, or of a boundary of the accounts' own, isn't known here.
    """
    boundary = permission_set.boundary
    if boundary and boundary.managed and boundary.managed not in FULL_ACCESS_POLICIES:
        return ""
    return next(_sources(baseline, permission_set), "")


def assigned(baseline: Baseline) -> Iterator[tuple[int, Assignment, str]]:
    """Yield the assignments that give full access: the index, the assignment, what gives the access."""
    access = baseline.access
    for index, assignment in enumerate(access.assignments if access else ()):
        permission_set = access.permission_sets.get(assignment.permission_set) if access else None
        if permission_set is not None and (source := full_access(baseline, permission_set)):
            yield index, assignment, source


def assigned_at(baseline: Baseline, path: str) -> Iterator[tuple[Path, str, str]]:
    """Yield where full access is assigned at a path: the place in the file, the group, what gives it.

    Args:
        baseline: the baseline.
        path: the address that an assignment names, such as Root; what contains it isn't looked at.
    """
    for index, assignment, source in assigned(baseline):
        for position, address in enumerate(assignment.at):
            if address == path:
                yield ("access", "assignments", index, "at", position), assignment.group, source


def _sources(baseline: Baseline, permission_set: PermissionSet) -> Iterator[str]:
    yield from (name for name in permission_set.managed if name in FULL_ACCESS_POLICIES)
    policy = None if permission_set.inline is None else baseline.policy_files[permission_set.inline]
    if policy is not None and (ways := ways_to_everything(policy.document)):
        yield f"{policy.name} ({ways[0]} on everything)"
