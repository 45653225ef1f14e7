"""Let nobody in a member account open an Identity Center of its own, or touch the organization's."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import iam_arn
from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.policy import Statement

_INSTANCES = ("sso:CreateInstance", "sso:DeleteInstance", "sso:UpdateInstance")
_PROVIDER = ("iam:DeleteSAMLProvider", "iam:UpdateSAMLProvider")
_ENTITLEMENTS = listed("""account-access:CreateApplication account-access:CreateEntitlement
    account-access:DeleteApplication account-access:DeleteEntitlement""")
_ACCESS = listed("""identitystore:AddRegion identitystore:CreateGroup identitystore:CreateGroupMembership
    identitystore:CreateUser identitystore:DeleteGroup identitystore:DeleteGroupMembership
    identitystore:DeleteUser identitystore:UpdateGroup identitystore:UpdateUser
    sso-directory:AddMemberToGroup sso-directory:CreateBearerToken sso-directory:CreateUser
    sso-directory:UpdatePassword sso:AddRegion sso:AssociateProfile
    sso:AttachCustomerManagedPolicyReferenceToPermissionSet sso:AttachManagedPolicyToPermissionSet
    sso:CreateAccountAssignment sso:CreatePermissionSet sso:CreateTrust sso:CreateTrustedTokenIssuer
    sso:DeleteAccountAssignment sso:DeleteInlinePolicyFromPermissionSet sso:DeletePermissionSet
    sso:DeletePermissionsBoundaryFromPermissionSet
    sso:DetachCustomerManagedPolicyReferenceFromPermissionSet sso:DetachManagedPolicyFromPermissionSet
    sso:ProvisionPermissionSet sso:PutInlinePolicyToPermissionSet sso:PutMfaDeviceManagementForDirectory
    sso:PutPermissionsBoundaryToPermissionSet sso:PutPermissionsPolicy sso:UpdatePermissionSet
    sso:UpdateTrustedTokenIssuer""")


class ProtectIdentityCenterParameters(Parameters):
    """Calls that are denied beside those on instances."""

    access: bool = False
    """Deny changing users, groups, permission sets and assignments too, as a delegated administrator can."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny an account instances of its own, and roles for users past every permission set.

    Source of the latter: https://docs.aws.amazon.com/IAM/latest/UserGuide/aam-security.html
    """
    yield context.deny("DenyIdentityCenterInstances", _INSTANCES)
    yield context.deny("ProtectIdentityCenterProvider", _PROVIDER, [iam_arn("*", "saml-provider/AWSSSO_*")])
    yield context.deny("DenyAccountAccessEntitlements", _ENTITLEMENTS)
    if context.chosen(ProtectIdentityCenterParameters).access:
        yield context.deny("DenyIdentityCenterAccess", _ACCESS)


CONTROL = Control(
    id="protect_identity_center",
    title="Protect IAM Identity Center",
    family="protection",
    severity="high",
    why="A second Identity Center is a second front door, with users that nobody knows.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/control-account-instance.html",
    statements=statements,
    parameters=ProtectIdentityCenterParameters,
    limits="The management account administers Identity Center and account access manager as before. A "
    "delegated administrator of account access manager is an exemption.",
)
