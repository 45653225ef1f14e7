"""Prove on a compiled posture what must always hold, exactly and before anything is attached."""

from guardrails.posture.prove.report import OBLIGATIONS, Failure, ProofError, ProofReport, Unproven
from guardrails.posture.prove.run import prove, prove_or_stop

__all__ = [
    "OBLIGATIONS",
    "Failure",
    "ProofError",
    "ProofReport",
    "Unproven",
    "prove",
    "prove_or_stop",
]
