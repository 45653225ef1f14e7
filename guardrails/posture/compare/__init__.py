"""Compare two postures by their effect: who gains or loses which actions where."""

from guardrails.posture.compare.intents import owners_of
from guardrails.posture.compare.model import Change, Comparison, Direction
from guardrails.posture.compare.run import compare

__all__ = ["Change", "Comparison", "Direction", "compare", "owners_of"]
