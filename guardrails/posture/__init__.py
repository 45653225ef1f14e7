"""A posture: an organization with the policies attached to it. Who is bound by what."""

from guardrails.posture.compile.run import compile_posture
from guardrails.posture.model import Policy, Posture

__all__ = ["Policy", "Posture", "compile_posture"]
