"""Deny member accounts to close or rename themselves, or to change whom they belong to by e-mail."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "account:AcceptPrimaryEmailUpdate",
    "account:CloseAccount",
    "account:PutAccountName",
    "account:StartPrimaryEmailUpdate",
    "iam:CreateAccountAlias",
    "iam:DeleteAccountAlias",
    "iam:UpdateAccountEmailAddress",
    "iam:UpdateAccountName",
)

CONTROL = Control(
    id="deny_account_changes",
    title="Deny closing and renaming accounts",
    family="protection",
    severity="high",
    why="A closed account takes its data along after ninety days; a renamed one is looked for in vain.",
    source="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html",
    statements=denying("DenyAccountChanges", _ACTIONS),
    limits="The management account closes and renames member accounts all the same: no policy binds it.",
)
