"""Deny encrypting objects with a key that only the caller has."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement, condition

_KEY = "s3:x-amz-server-side-encryption-customer-algorithm"


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny writing an object with SSE-C, which is any request that names an algorithm for it."""
    named = condition("Null", _KEY, ("false",))
    return (context.deny("DenyCustomerProvidedKeys", ("s3:PutObject",), when=named),)


CONTROL = Control(
    id="deny_customer_provided_keys",
    title="Deny objects encrypted with a caller's own key",
    family="data",
    severity="high",
    why="Ransomware overwrites objects with a key that it alone knows: AWS can't give them back.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html",
    statements=statements,
)
