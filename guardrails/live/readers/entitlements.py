"""Read IAM account access manager: users of Identity Center who get a role without a permission set."""

from __future__ import annotations

import json
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.sections.access import CapturedAccess, CapturedEntitlement
from guardrails.live.reading import Reader, Reading


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    applications = reading.list("account-access:ListApplications", "applications")
    access = capture.access or CapturedAccess()
    if applications is None:
        return {}
    lists = reading.each(applications, lambda application: _entitlements(reading, application))
    if any(entitlements is None for entitlements in lists):
        return {}
    entitlements = tuple(entry for entries in lists for entry in entries or ())
    return {"access": access.model_copy(update={"entitlements": entitlements})}


def _entitlements(reading: Reading, application: dict[str, Any]) -> tuple[CapturedEntitlement, ...] | None:
    """Read the entitlements; AWS asks for a filter, and each part of it is optional.

    Source: https://docs.aws.amazon.com/account-access/latest/APIReference/API_ListEntitlements.html
    """
    arn = application["applicationArn"]
    everything: dict[str, Any] = {}
    entries = reading.list(
        "account-access:ListEntitlements", "entitlements", arn, applicationArn=arn, filter=everything
    )
    if entries is None:
        return None
    return tuple(
        CapturedEntitlement(application=arn, entitlement=json.loads(json.dumps(entry, default=str)))
        for entry in entries
    )


READER = Reader(
    name="entitlements",
    operations={
        "account-access:ListApplications": "whether users reach roles through IAM account access manager",
        "account-access:ListEntitlements": "who reaches which role through IAM account access manager",
    },
    read=_read,
    needs=("access",),
)
