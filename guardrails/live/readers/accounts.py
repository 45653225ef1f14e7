"""Read accounts from the inside: the management account, and members through a role."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.sections.accounts import (
    CapturedAccessKey,
    CapturedContact,
    CapturedDetails,
    CapturedPasswordPolicy,
    CapturedRootUser,
    CapturedUser,
)
from guardrails.live.members import inside
from guardrails.live.reading import Reader, Reading

ACTIVE = "ACTIVE"
CONTACTS = ("BILLING", "OPERATIONS", "SECURITY")
_NO_CONTACT = frozenset({"ResourceNotFoundException"})
_NO_POLICY = frozenset({"NoSuchEntity"})
_NO_BLOCK = frozenset({"NoSuchPublicAccessBlockConfiguration"})
_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_ROOT_ROW = "<root_account>"
_REPORT_LOOKS, _REPORT_SECONDS = 10, 1.0
"""IAM makes the report within seconds.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html, November 2026.
"""
_LINKED, _RESERVED = "/aws-service-role/", "/aws-reserved/"
"""The paths of roles that AWS makes: for its services, and for permission sets."""


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    management = capture.read_by.account
    accounts = [_details(reading.inside(reading.aws, management), management)]
    if capture.read_by.member_role and capture.organization and capture.organization.accounts:
        members = [
            account.id
            for account in capture.organization.accounts
            if account.state == ACTIVE and account.id != management
        ]
        role = capture.read_by.member_role
        accounts += reading.each(members, lambda account: _member(reading, account, role))
    return {"accounts": tuple(accounts)}


def _member(reading: Reading, account: str, role: str) -> CapturedDetails:
    member = inside(reading, account, role)
    return CapturedDetails(id=account) if member is None else _details(member, account)


def _details(reading: Reading, account: str) -> CapturedDetails:
    return CapturedDetails(
        id=account,
        **_users(reading),
        password_policy=_password_policy(reading),
        contacts=_contacts(reading),
        public_access_blocked=_blocked(reading, account),
        **_roles(reading),
    )


def _users(reading: Reading) -> dict[str, Any]:
    """Read the credential report, in which all users and the root user stand: two calls, however many."""
    rows = _report(reading)
    if rows is None:
        return {}
    root = next((row for row in rows if row["user"] == _ROOT_ROW), None)
    return {
        "root": None
        if root is None
        else CapturedRootUser(
            mfa=_true(root, "mfa_active"),
            keys=any(True for _ in _keys(root)),
            password=_root_password(reading),
        ),
        "users": tuple(
            CapturedUser(
                name=row["user"],
                console=_true(row, "password_enabled"),
                mfa=_true(row, "mfa_active"),
                keys=tuple(_keys(row)),
            )
            for row in rows
            if row["user"] != _ROOT_ROW
        ),
    }


def _root_password(reading: Reading) -> bool | None:
    """Return whether the root user has a password, which the credential report doesn't tell.

    Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html, botocore's shape
    summaryKeyType, checked 2026-11-29.
    """
    answer = reading.ask("iam:GetAccountSummary")
    present = None if answer is None else answer["SummaryMap"].get("AccountPasswordPresent")
    return None if present is None else bool(present)


def _report(reading: Reading) -> list[dict[str, str]] | None:
    for _ in range(_REPORT_LOOKS):
        answer = reading.ask("iam:GenerateCredentialReport")
        if answer is None:
            return None
        if answer["State"] == "COMPLETE":
            break
        reading.aws.pause(_REPORT_SECONDS)
    report = reading.ask("iam:GetCredentialReport")
    if report is None:
        return None
    return list(csv.DictReader(report["Content"].decode("utf-8").splitlines()))


def _true(row: dict[str, str], column: str) -> bool:
    return row.get(column, "").lower() == "true"


def _keys(row: dict[str, str]) -> Iterator[CapturedAccessKey]:
    """Give a user's active keys, with the day on which each was made."""
    for number in ("1", "2"):
        if _true(row, f"access_key_{number}_active"):
            yield CapturedAccessKey(created=row.get(f"access_key_{number}_last_rotated", "")[:10])


def _password_policy(reading: Reading) -> CapturedPasswordPolicy | None:
    answer = reading.ask("iam:GetAccountPasswordPolicy", absent=_NO_POLICY)
    if answer is None:
        return None
    policy = answer.get("PasswordPolicy")
    if policy is None:
        return CapturedPasswordPolicy(exists=False)
    return CapturedPasswordPolicy(
        exists=True,
        minimum_length=policy.get("MinimumPasswordLength", 0),
        reuse_prevention=policy.get("PasswordReusePrevention", 0),
        max_age_days=policy.get("MaxPasswordAge", 0),
        symbols=policy.get("RequireSymbols", False),
        numbers=policy.get("RequireNumbers", False),
        uppercase=policy.get("RequireUppercaseCharacters", False),
        lowercase=policy.get("RequireLowercaseCharacters", False),
    )


def _contacts(reading: Reading) -> tuple[CapturedContact, ...] | None:
    contacts: list[CapturedContact] = []
    for kind in CONTACTS:
        answer = reading.ask("account:GetAlternateContact", absent=_NO_CONTACT, AlternateContactType=kind)
        if answer is None:
            return None
        if contact := answer.get("AlternateContact"):
            contacts.append(
                CapturedContact(
                    kind=kind,
                    name=contact.get("Name", ""),
                    email=contact.get("EmailAddress", ""),
                    phone=contact.get("PhoneNumber", ""),
                )
            )
    return tuple(contacts)


def _blocked(reading: Reading, account: str) -> bool | None:
    answer = reading.ask("s3control:GetPublicAccessBlock", absent=_NO_BLOCK, AccountId=account)
    if answer is None:
        return None
    return all(answer.get("PublicAccessBlockConfiguration", {}).get(part, False) for part in _BLOCKS)


def _roles(reading: Reading) -> dict[str, Any]:
    """Read all roles; those that AWS made for Identity Center are of no use to anybody here."""
    roles = reading.list("iam:ListRoles", "Roles")
    if roles is None:
        return {}
    ordered = sorted(roles, key=lambda role: str(role["RoleName"]))
    return {
        "roles": {
            f"{role['Path']}{role['RoleName']}".removeprefix("/"): _trust(role["AssumeRolePolicyDocument"])
            for role in ordered
            if not role["Path"].startswith((_LINKED, _RESERVED))
        },
        "service_linked_roles": tuple(
            str(role["RoleName"]) for role in ordered if role["Path"].startswith(_LINKED)
        ),
    }


def _trust(document: dict[str, Any]) -> str:
    """Return a trust policy in which anybody but an AWS service stands; empty for the others."""
    statements = document.get("Statement", ())
    principals = [
        statement.get("Principal", {})
        for statement in ([statements] if isinstance(statements, dict) else statements)
    ]
    services_alone = all(isinstance(one, dict) and set(one) <= {"Service"} for one in principals)
    return "" if services_alone else json.dumps(document)


READER = Reader(
    name="accounts",
    operations={
        "sts:AssumeRole": "anything of an account from the inside",
        "iam:GenerateCredentialReport": "users, their second factors and keys, and those of the root user",
        "iam:GetCredentialReport": "users, their second factors and keys, and those of the root user",
        "iam:GetAccountPasswordPolicy": "the password policy",
        "iam:GetAccountSummary": "whether the root user has a password",
        "iam:ListRoles": "which roles there are, and whom they trust",
        "account:GetAlternateContact": "the alternate contacts",
        "s3control:GetPublicAccessBlock": "whether S3 blocks public access in the account",
    },
    read=_read,
    needs=("organization",),
)
