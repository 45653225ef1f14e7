"""Require TLS, in a version that is still safe, of everybody who reaches the organization's resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import RcpService
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import RCP

_OF_S3 = ("s3:*Bucket*", "s3:*Object*")
"""Actions on buckets and objects: requests for all of them carry the version of TLS."""


class RequireTlsByAnybodyParameters(Parameters):
    """Where it is required, and which version."""

    services: tuple[RcpService, ...] = (
        "aoss", "cognito-identity", "cognito-idp", "dynamodb", "ecr", "kms",
        "logs", "s3", "secretsmanager", "sqs", "sts",
    )  # fmt: skip
    """Services whose resources are reached over TLS alone."""
    s3_version: Literal["1.2", "1.3"] | None = "1.2"
    """The oldest version of TLS that buckets and objects are reached with; any version where it is null."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny calls in the clear, and calls of S3 over an old TLS; what AWS's services forward says neither."""
    choice = context.chosen(RequireTlsByAnybodyParameters)
    if choice.services:
        calls = [f"{service}:*" for service in sorted(set(choice.services))]
        plain = condition("Bool", "aws:SecureTransport", ("false",))
        yield from context.deny_everybody("DenyPlainAccess", calls, when=plain)
    if choice.s3_version:
        old = condition("NumericLessThan", "s3:TlsVersion", (choice.s3_version,))
        yield from context.deny_everybody("DenyOldTls", _OF_S3, when=old)


CONTROL = Control(
    id="require_tls_by_anybody",
    title="Require TLS of everybody",
    family="data",
    severity="medium",
    why="Data sent in the clear, or under a broken cipher, can be read and changed on the way, whoever sends "
    "it.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    statements=statements,
    type=RCP,
    parameters=RequireTlsByAnybodyParameters,
    limits="require_encrypted_transport binds the organization's own principals, at services of every kind; "
    "this one binds everybody, at the services that resource control policies reach. S3's websites are "
    "served without TLS only, and stop.",
)
