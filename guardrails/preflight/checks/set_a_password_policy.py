"""Ask for long passwords."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guardrails.capture.sections.accounts import CapturedPasswordPolicy
from guardrails.preflight.check import (
    WARNING,
    FixCall,
    Inspection,
    PreflightCheck,
    PreflightViolation,
    Unknown,
)
from guardrails.preflight.inside import inside

CHARACTERS = 14
"""As CIS and Security Hub ask for."""
AWS_CHARACTERS = 8
"""Where an account has no policy of its own."""


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find accounts with IAM users whose password policy takes short passwords."""
    known, unknown = inside(
        inspection, lambda details: details.password_policy, "iam:GetAccountPasswordPolicy"
    )
    yield from unknown
    for account, policy in known:
        if policy.minimum_length < CHARACTERS:
            yield PreflightViolation(
                account.path,
                f"takes passwords of {policy.minimum_length or AWS_CHARACTERS} characters",
                f"ask for {CHARACTERS}",
                fix_call=_call(account.id, policy),
            )


def _call(account: str, policy: CapturedPasswordPolicy) -> FixCall:
    """Return the call with every other value as it is, because AWS resets those that a call leaves out.

    Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
    """
    arguments: dict[str, Any] = {
        "MinimumPasswordLength": CHARACTERS,
        "RequireSymbols": policy.symbols,
        "RequireNumbers": policy.numbers,
        "RequireUppercaseCharacters": policy.uppercase,
        "RequireLowercaseCharacters": policy.lowercase,
        "AllowUsersToChangePassword": True,
    }
    if policy.max_age_days:
        arguments["MaxPasswordAge"] = policy.max_age_days
    if policy.reuse_prevention:
        arguments["PasswordReusePrevention"] = policy.reuse_prevention
    return FixCall("iam:UpdateAccountPasswordPolicy", arguments, account)


CHECK = PreflightCheck(
    id="PF-USR-005",
    title="Ask for long passwords",
    why="AWS's own policy takes passwords of 8 characters for IAM users.",
    fix="Set a password policy that asks for 14 characters.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
    severity=WARNING,
    check=check,
    reads=("accounts",),
)
