"""Deny deleting keys, and with them all that they encrypt."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement, condition

_DELETE = ("kms:ScheduleKeyDeletion",)
_AT_ONCE = ("kms:DeleteCustomKeyStore", "kms:DeleteImportedKeyMaterial")
_WINDOW = "kms:ScheduleKeyDeletionPendingWindowInDays"


class DenyKeyDeletionParameters(Parameters):
    """Whether a key may be deleted after all."""

    after_days: Annotated[int, Field(ge=8, le=30)] | None = None
    """Let keys be deleted after a waiting period of at least so many days; never when left out."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny deleting keys, or too short a waiting period; a request that names none waits 30 days."""
    choice = context.chosen(DenyKeyDeletionParameters)
    soon = condition("NumericLessThan", _WINDOW, (str(choice.after_days),)) if choice.after_days else ()
    return (
        context.deny("DenyKeyDeletion", _DELETE, when=soon),
        context.deny("DenyKeyMaterialDeletion", _AT_ONCE),
    )


CONTROL = Control(
    id="deny_key_deletion",
    title="Deny deleting keys",
    family="data",
    severity="high",
    why="Without its key everything encrypted is gone, backups included.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    statements=statements,
    parameters=DenyKeyDeletionParameters,
    limits="Disabling a key stays allowed, since it can be enabled again.",
)
