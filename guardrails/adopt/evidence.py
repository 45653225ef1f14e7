"""The parts of an organization that no section takes over yet, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.capture import Capture
from guardrails.errors import counted


def left_as_they_are(capture: Capture) -> Iterator[str]:
    """Yield what a deployment leaves as it is, beside policies, budgets and access."""
    trails = capture.trails and capture.trails.trails
    if trails is None:
        yield "Trails stay as they are: the capture doesn't know them."
    for trail in trails or ():
        kind = "organization trail" if trail.organization else "trail"
        yield (
            f"The {kind} {trail.name} ({trail.arn}) stays as it is: the section trail makes a trail, a bucket"
            " and a key of its own, and a second copy of management events costs money."
        )
    alarms = capture.alerts and capture.alerts.alarms
    if alarms is None:
        yield "Alarms stay as they are: the capture doesn't know them."
    elif alarms:
        amount = counted(len(alarms), "alarm")
        yield f"{amount} in CloudWatch: no section says what an alarm of your own watches."
