"""Deny IAM users and their long-lived credentials."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement

_USERS = ("iam:CreateUser",)
_CREDENTIALS = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "iam:UpdateLoginProfile",
    "iam:UpdateServiceSpecificCredential",
    "iam:UploadSSHPublicKey",
    "iam:UploadSigningCertificate",
)


class Choice(Parameters):
    """What is denied."""

    users: bool = True
    """Deny creating IAM users."""
    credentials: bool = True
    """Deny creating or reactivating access keys, passwords and other long-lived credentials."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny the calls that make a user or give one a credential that doesn't expire."""
    choice = situation.chosen(Choice)
    parts = (
        ("DenyIamUsers", _USERS, choice.users),
        ("DenyLongLivedCredentials", _CREDENTIALS, choice.credentials),
    )
    return tuple(
        Statement(sid=sid, effect="Deny", actions=actions, conditions=situation.unless_spared())
        for sid, actions, wanted in parts
        if wanted
    )


CONTROL = Control(
    id="deny_iam_users",
    title="Deny IAM users and access keys",
    family="identity",
    severity="high",
    why="Long-lived keys leak; people sign in through Identity Center and workloads through roles.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    statements=statements,
    parameters=Choice,
)
