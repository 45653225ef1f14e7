"""Single calls, and the verdict of deny_key_deletion on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_WINDOW = "kms:ScheduleKeyDeletionPendingWindowInDays"
_LATER = {"after_days": 30}


CASES: tuple[Case, ...] = (
    denied("kms:ScheduleKeyDeletion"),
    denied("kms:DeleteImportedKeyMaterial"),
    denied("kms:ScheduleKeyDeletion", context={_WINDOW: "7"}, parameters=_LATER),
    untouched("kms:ScheduleKeyDeletion", context={_WINDOW: "30"}, parameters=_LATER),
    untouched("kms:ScheduleKeyDeletion", parameters=_LATER),
    untouched("kms:CancelKeyDeletion"),
    exempted("kms:ScheduleKeyDeletion"),
)
