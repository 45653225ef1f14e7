"""What a person types: `baseline.yaml`, its model, and everything that can be wrong with it."""

from guardrails.baseline.load import load, load_text
from guardrails.baseline.model import Baseline

__all__ = ["Baseline", "load", "load_text"]
