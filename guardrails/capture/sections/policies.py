"""The section `policies`: every organization policy, also one that is attached nowhere."""

from __future__ import annotations

from guardrails.capture.sections.part import CapturePart


class CapturedPolicy(CapturePart):
    """An organization policy."""

    id: str
    name: str
    type: str
    """As AWS Organizations names it, such as SERVICE_CONTROL_POLICY."""
    description: str = ""
    aws_managed: bool = False
    content: str | None = None
    """The document, as the text that AWS stores."""
    targets: tuple[str, ...] | None = None
    """The ids of the root, units and accounts that it is attached to."""
