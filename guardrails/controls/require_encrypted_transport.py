"""Require TLS where AWS would answer without it, and of caches that are made."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import Service
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import Conditions


class RequireEncryptedTransportParameters(Parameters):
    """Where it is required."""

    services: tuple[Service, ...] = ("dynamodb", "s3", "sns", "sqs")
    """Services whose calls have to come over TLS."""
    caches: bool = True
    """Deny creating caches of ElastiCache and MemoryDB that don't encrypt what goes to and fro."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny calls in the clear: aws:SecureTransport is in every request that comes from outside AWS."""
    choice = context.chosen(RequireEncryptedTransportParameters)
    if choice.services:
        calls = [f"{service}:*" for service in sorted(set(choice.services))]
        yield context.deny("DenyPlainTransport", calls, when=_off("aws:SecureTransport"))
    if choice.caches:
        off = _off("elasticache:TransitEncryptionEnabled")
        yield context.deny("DenyPlainCaches", ("elasticache:CreateReplicationGroup",), when=off)
        yield context.deny("DenyPlainMemory", ("memorydb:CreateCluster",), when=_off("memorydb:TLSEnabled"))


def _off(key: str) -> Conditions:
    return condition("Bool", key, ("false",))


CONTROL = Control(
    id="require_encrypted_transport",
    title="Require encrypted transport",
    family="data",
    severity="medium",
    why="Data sent in the clear can be read and changed on the way.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    statements=statements,
    parameters=RequireEncryptedTransportParameters,
    limits="A policy of this kind binds the organization's own principals only; require_tls_by_anybody also "
    "binds strangers, who read from a public bucket. How databases, load balancers and file systems are "
    "reached is no AWS call, so no policy sees it.",
)
