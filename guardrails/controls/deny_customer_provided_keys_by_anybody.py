"""Deny everybody encrypting the organization's objects with a key that only he has."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import RCP

_KEY = "s3:x-amz-server-side-encryption-customer-algorithm"


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny writing an object with SSE-C, which is any request that names an algorithm for it."""
    named = condition("Null", _KEY, ("false",))
    return context.deny_everybody("DenyCustomerProvidedKeysByAnybody", ("s3:PutObject",), when=named)


CONTROL = Control(
    id="deny_customer_provided_keys_by_anybody",
    title="Deny objects encrypted with anybody's own key",
    family="data",
    severity="high",
    why="Ransomware overwrites objects with a key that it alone knows; with stolen access it comes from "
    "outside the organization as well, where deny_customer_provided_keys doesn't reach.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html",
    statements=statements,
    type=RCP,
)
