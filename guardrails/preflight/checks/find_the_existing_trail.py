"""Find the existing trail as the file describes it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.capture.sections.trail import CapturedTrail
from guardrails.capture.trail_delivery import other_deliveries
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.trails import existing_trail


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find a trail of others that doesn't exist, or that delivers elsewhere than the file says."""
    section = inspection.baseline.trail
    if section is None or section.existing is None:
        return
    trail = existing_trail(inspection, section.existing)
    if isinstance(trail, Unknown):
        yield trail
    elif trail is None:
        yield PreflightViolation(
            section.existing.name,
            f"doesn't exist ({section.existing.arn}), so nothing records what the alarms and the search read",
            "correct the ARN, or remove `existing` and let the file make a trail",
            ("trail", "existing", "arn"),
        )
    else:
        yield from _differences(section.existing, trail)
        yield from _log_group(inspection, section.existing)


def _differences(existing: ExistingTrail, trail: CapturedTrail) -> Iterator[PreflightViolation]:
    if not trail.organization:
        problem = "records the management account alone: it is no organization trail"
        yield PreflightViolation(
            trail.name, problem, "name an organization trail", ("trail", "existing", "arn")
        )
    for field, typed, actual in other_deliveries(existing, trail):
        name = field.replace("_", " ")
        problem = f"has the {name} {actual or 'nothing'}, and the file {typed or 'nothing'}"
        remedy = f"write `{field}: {actual}`" if actual else f"remove `{field}`"
        yield PreflightViolation(trail.name, problem, remedy, ("trail", "existing"))


def _log_group(inspection: Inspection, existing: ExistingTrail) -> Iterator[PreflightViolation | Unknown]:
    """A metric filter can't be made on a log group that somebody deleted."""
    if existing.log_group is None:
        return
    captured = inspection.capture.alerts
    groups = captured.log_groups if captured is not None else None
    place = (existing.log_group_name, existing.home_region)
    if groups is None:
        yield inspection.unknown(existing.log_group_name, "logs:DescribeLogGroups")
    elif place not in {(group.name, group.region) for group in groups}:
        yield PreflightViolation(
            existing.log_group_name,
            "doesn't exist, so the alarms can't be made",
            "correct `log_group`, or let the owner of the trail make it",
            ("trail", "existing", "log_group"),
        )


CHECK = PreflightCheck(
    id="PF-TRL-004",
    title="Find the existing trail as the file describes it",
    why="Alarms, search and guardrails are about the log group, bucket and key that the file names. If the"
    " trail delivers elsewhere, they see and protect nothing.",
    fix="Write what `aws cloudtrail describe-trails` says into `trail.existing`.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html",
    severity=FAILURE,
    check=check,
    reads=("trails", "alerts"),
)
