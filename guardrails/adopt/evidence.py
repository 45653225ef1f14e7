"""The parts of an organization that no section takes over yet, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.adopt.trail_text import existing_trail
from guardrails.capture import Capture
from guardrails.errors import counted


def left_as_they_are(capture: Capture) -> Iterator[str]:
    """Yield what a deployment leaves as it is, beside policies, budgets and access."""
    trails = capture.trails and capture.trails.trails
    if trails is None:
        yield "Trails stay as they are: the capture doesn't know them."
    named = existing_trail(capture)
    for trail in trails or ():
        if trail == named:
            continue  # the section trail is about it
        kind = "organization trail" if trail.organization else "trail"
        yield (
            f"The {kind} {trail.name} ({trail.arn}) stays as it is: a baseline has one trail, and a second"
            " copy of management events costs money."
        )
    alarms = capture.alerts and capture.alerts.alarms
    if alarms is None:
        yield "Alarms stay as they are: the capture doesn't know them."
    elif alarms:
        amount = counted(len(alarms), "alarm")
        yield f"{amount} in CloudWatch: no section says what an alarm of your own watches."
