"""Single calls, and the verdict of deny_account_changes on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("account:CloseAccount"),
    denied("account:PutAccountName"),
    denied("iam:CreateAccountAlias"),
    untouched("account:GetAccountInformation"),
    untouched("iam:ListAccountAliases"),
    exempted("account:CloseAccount"),
)
