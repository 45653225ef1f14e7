"""An organization as it is in AWS at a moment, as one file; whoever reasons about it needs no credentials."""

from guardrails.capture.file import is_capture, load_capture, to_json
from guardrails.capture.model import FORMAT, Capture
from guardrails.capture.posture import posture_of, switched_off

__all__ = ["FORMAT", "Capture", "is_capture", "load_capture", "posture_of", "switched_off", "to_json"]
