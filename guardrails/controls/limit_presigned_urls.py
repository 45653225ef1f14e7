"""Deny objects to signatures that are older than some minutes, as presigned URLs may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import RCP

_KEY = "s3:signatureAge"
_MINUTE = 60_000
"""Milliseconds, in which the key counts."""


class LimitPresignedUrlsParameters(Parameters):
    """How old a signature may be."""

    minutes: Annotated[int, Field(ge=15, le=10_080)] = 720
    """The age in minutes from which a presigned URL is refused, however long it was made for."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny reading and writing objects with an old signature; the signer's own calls are fresh."""
    choice = context.chosen(LimitPresignedUrlsParameters)
    old = condition("NumericGreaterThan", _KEY, (str(choice.minutes * _MINUTE),))
    return context.deny_everybody("DenyOldSignatures", ("s3:GetObject", "s3:PutObject"), when=old)


CONTROL = Control(
    id="limit_presigned_urls",
    title="Limit the age of presigned URLs",
    family="data",
    severity="low",
    why="A stranger who finds a presigned URL reads the object as its maker; a week is long to find one.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html",
    statements=statements,
    type=RCP,
    parameters=LimitPresignedUrlsParameters,
)
