"""Renew access keys within 90 days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from guardrails.capture.sections.accounts import CapturedAccessKey
from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.inside import inside

DAYS = 90
"""The age at which a key is old."""


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find active access keys that are older than 90 days."""
    known, unknown = inside(
        inspection, lambda details: details.users, "iam:GenerateCredentialReport", "iam:GetCredentialReport"
    )
    yield from unknown
    for account, users in known:
        for user in users:
            subject = f"{account.path} user {user.name}"
            ages = [_age(inspection.today, key) for key in user.keys]
            if None in ages:
                yield inspection.unknown(subject, "iam:GetCredentialReport")
            oldest = max((age for age in ages if age is not None), default=0)
            if oldest > DAYS:
                problem = f"has an access key that is {oldest} days old"
                yield PreflightViolation(subject, problem, "replace the key by a role, or renew it")


def _age(today: dt.date, key: CapturedAccessKey) -> int | None:
    """Return the age in days; None where the report names no day."""
    try:
        return (today - dt.date.fromisoformat(key.created)).days
    except ValueError:
        return None


CHECK = PreflightCheck(
    id="PF-USR-003",
    title="Renew access keys within 90 days",
    why="Nobody knows who has copied a key in all its time; the older it is, the more have it.",
    fix="Replace the key by a role, or make a new one and delete the old one.",
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html",
    severity=WARNING,
    check=check,
    reads=("accounts",),
)
