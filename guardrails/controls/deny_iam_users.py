"""Deny IAM users and their long-lived credentials."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, denying_each

_USERS = ("iam:CreateUser",)
_CREDENTIALS = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "iam:UpdateLoginProfile",
    "iam:UpdateSSHPublicKey",
    "iam:UpdateServiceSpecificCredential",
    "iam:UpdateSigningCertificate",
    "iam:UploadSSHPublicKey",
    "iam:UploadSigningCertificate",
)


class DenyIamUsersParameters(Parameters):
    """The denied ways to long-lived credentials."""

    users: bool = True
    """Deny creating IAM users."""
    credentials: bool = True
    """Deny creating or reactivating access keys, passwords and other long-lived credentials."""


CONTROL = Control(
    id="deny_iam_users",
    title="Deny IAM users and access keys",
    family="identity",
    severity="high",
    why="Long-lived keys leak; people sign in through Identity Center and workloads through roles.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    statements=denying_each(
        ("DenyIamUsers", _USERS, "users"), ("DenyLongLivedCredentials", _CREDENTIALS, "credentials")
    ),
    parameters=DenyIamUsersParameters,
)
