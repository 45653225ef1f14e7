"""The file `baseline.yaml`: its model, the checks of it, and its meaning."""

from guardrails.baseline.load import load, load_text
from guardrails.baseline.model import Baseline

__all__ = ["Baseline", "load", "load_text"]
