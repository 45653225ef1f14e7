"""Know what the existing trail lacks."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.capture.trail_strength import Weakness, weaknesses
from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.trails import existing_trail


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find everything in which the trail of others is weaker than one that the file would make."""
    section = inspection.baseline.trail
    if section is None or section.existing is None:
        return
    trail = existing_trail(inspection, section.existing)
    if isinstance(trail, Unknown):
        yield trail
    elif trail is not None:
        for outcome in weaknesses(trail, inspection.capture):
            if isinstance(outcome, Weakness):
                yield PreflightViolation(
                    outcome.subject, outcome.problem, outcome.remedy, ("trail", "existing")
                )
            else:
                yield inspection.unknown(outcome.subject, *outcome.actions)


CHECK = PreflightCheck(
    id="PF-TRL-005",
    title="Know what the existing trail lacks",
    why="A trail that the file makes has digests, a key, a year of events and, if you want it, locked files."
    " Each thing that the existing trail lacks makes its evidence weaker.",
    fix="Ask the owner of the trail to change it, or answer for it. With Control Tower, the settings of the"
    " landing zone have the retention and the key.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    severity=WARNING,
    check=check,
    reads=("trails", "alerts"),
)
