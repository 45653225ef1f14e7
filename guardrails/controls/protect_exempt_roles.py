"""Let nobody create, change or pass the roles and users that exemptions name."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext, listed
from guardrails.policy import Statement

ROLE_ACTIONS = listed("""iam:AttachRolePolicy iam:CreateRole iam:DeleteRole
    iam:DeleteRolePermissionsBoundary iam:DeleteRolePolicy iam:DetachRolePolicy iam:PassRole
    iam:PutRolePermissionsBoundary iam:PutRolePolicy iam:TagRole iam:UntagRole iam:UpdateAssumeRolePolicy
    iam:UpdateRole iam:UpdateRoleDescription""")
"""Actions that make, change, take over or hand on a role."""
_USER_ACTIONS = listed("""iam:AttachUserPolicy iam:CreateAccessKey iam:CreateLoginProfile
    iam:CreateServiceSpecificCredential iam:CreateUser iam:DeactivateMFADevice iam:DeleteAccessKey
    iam:DeleteLoginProfile iam:DeleteSSHPublicKey iam:DeleteServiceSpecificCredential
    iam:DeleteSigningCertificate iam:DeleteUser iam:DeleteUserPermissionsBoundary iam:DeleteUserPolicy
    iam:DetachUserPolicy iam:EnableMFADevice iam:PutUserPermissionsBoundary iam:PutUserPolicy
    iam:ResetServiceSpecificCredential iam:ResyncMFADevice iam:TagUser iam:UntagUser iam:UpdateAccessKey
    iam:UpdateLoginProfile iam:UpdateSSHPublicKey iam:UpdateServiceSpecificCredential
    iam:UpdateSigningCertificate iam:UpdateUser iam:UploadSSHPublicKey iam:UploadSigningCertificate""")


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny to everyone else whatever would make, change, take over or hand on an exempt principal."""
    kinds = (
        ("ProtectExemptRoles", ROLE_ACTIONS, ":role/"),
        ("ProtectExemptUsers", _USER_ACTIONS, ":user/"),
    )
    named = {
        sid: (actions, tuple(arn for arn in context.all_exempt if part in arn))
        for sid, actions, part in kinds
    }
    return tuple(
        Statement(sid=sid, effect="Deny", actions=actions, resources=arns, conditions=context.unless_exempt())
        for sid, (actions, arns) in named.items()
        if arns
    )


CONTROL = Control(
    id="protect_exempt_roles",
    title="Protect the roles that exemptions name",
    family="protection",
    severity="critical",
    why="A caller who can create or change an exempt role is exempt himself.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
    statements=statements,
    needs=("exemptions",),
)
