"""Let nobody in a member account open an Identity Center of its own, or touch the organization's."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, Situation, listed
from guardrails.policy import Statement

_INSTANCES = ("sso:CreateInstance", "sso:DeleteInstance", "sso:UpdateInstance")
_PROVIDER = ("iam:DeleteSAMLProvider", "iam:UpdateSAMLProvider")
_PROVIDERS = ("arn:aws:iam::*:saml-provider/AWSSSO_*",)
_ACCESS = listed("""identitystore:CreateGroup identitystore:CreateGroupMembership identitystore:CreateUser
    identitystore:DeleteGroup identitystore:DeleteGroupMembership identitystore:DeleteUser
    identitystore:UpdateGroup identitystore:UpdateUser
    sso:AttachCustomerManagedPolicyReferenceToPermissionSet sso:AttachManagedPolicyToPermissionSet
    sso:CreateAccountAssignment sso:CreatePermissionSet sso:DeleteAccountAssignment
    sso:DeleteInlinePolicyFromPermissionSet sso:DeletePermissionSet
    sso:DeletePermissionsBoundaryFromPermissionSet
    sso:DetachCustomerManagedPolicyReferenceFromPermissionSet sso:DetachManagedPolicyFromPermissionSet
    sso:ProvisionPermissionSet sso:PutInlinePolicyToPermissionSet sso:PutMfaDeviceManagementForDirectory
    sso:PutPermissionsBoundaryToPermissionSet sso:UpdatePermissionSet""")


class Choice(Parameters):
    """What is denied beside instances."""

    access: bool = False
    """Deny changing users, groups, permission sets and assignments too, as a delegated administrator can."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny instances of an account's own, and changing the provider that Identity Center made in it."""
    choice = situation.chosen(Choice)
    kept = (
        situation.deny("DenyIdentityCenterInstances", _INSTANCES),
        situation.deny("ProtectIdentityCenterProvider", _PROVIDER, _PROVIDERS),
    )
    return (*kept, situation.deny("DenyIdentityCenterAccess", _ACCESS)) if choice.access else kept


CONTROL = Control(
    id="protect_identity_center",
    title="Protect IAM Identity Center",
    family="protection",
    severity="high",
    why="A second Identity Center is a second front door, with users that nobody knows.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/control-account-instance.html",
    statements=statements,
    parameters=Choice,
    limits="In the management account Identity Center is administered as before: no policy binds it.",
)
