"""Read what `drift` and `status` compare, and compare it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import stack_members
from guardrails.capture import Capture
from guardrails.cli.capture_source import LiveRequest, NamedCapture, capture_from, check_reader
from guardrails.cli.common import load_baseline
from guardrails.drift import DriftReport, StackTemplate, drift_of, templates_of
from guardrails.errors import Finding, InputError, Location


@dataclass(frozen=True)
class DriftRequest:
    """The two sides of a comparison, and how they are read.

    Attributes:
        capture: A capture; None where AWS is read.
        assembly: A folder with templates; None where the deployed ones count alone.
        home_region: The region of the stacks when AWS is read; empty for the baseline's.
        regions: More regions to look for stacks and alarms in.
        member_role: The role in members.
        command: The command that reads, as CloudTrail names it.
    """

    baseline: Path
    capture: Path | None
    assembly: Path | None
    home_region: str
    regions: tuple[str, ...]
    member_role: str
    command: str = "drift"


@dataclass(frozen=True)
class Compared:
    """A baseline, an organization, and what differs."""

    baseline: Baseline
    capture: Capture
    report: DriftReport


def drift_report(request: DriftRequest) -> Compared:
    """Compare a capture, or the live organization, with a baseline file.

    Raises:
        InputError: when the baseline, the capture or the assembly is wrong.
    """
    loaded = load_baseline(request.baseline)
    templates = _templates(request.assembly)
    home = request.home_region or loaded.organization.home_region
    regions = tuple(dict.fromkeys((home, loaded.budgets_region, loaded.access_region, *request.regions)))
    live = LiveRequest(
        home, regions, request.member_role, command=request.command, stack_accounts=stack_members(loaded)
    )
    source = capture_from(request.capture, live)
    _check_organization(source, loaded)
    check_reader(source)
    folder = str(request.assembly or "")
    report = drift_of(loaded, source.capture, source.name, templates, folder)
    if request.capture is None:
        report = _told(report, home, request.command)
    return Compared(loaded, source.capture, report)


def _check_organization(source: NamedCapture, baseline: Baseline) -> None:
    """Refuse another organization: everything would pass for gone or changed.

    Raises:
        InputError: when the capture names another organization than the baseline.
    """
    organization, expected = source.capture.organization, baseline.organization.id
    actual = organization.id if organization else None
    if actual is not None and actual != expected:
        problem = f"is {actual}, and {baseline.locate('organization', 'id')} has {expected}"
        remedy = "name a capture of this organization, or use credentials of its management account"
        raise InputError([Finding(Location(source.name), "organization.id", problem, remedy)])


def _told(report: DriftReport, home: str, command: str) -> DriftReport:
    """Ask the live event history who made each drift."""
    # Imports boto3, for which nobody should wait who reads a file.
    from guardrails.live.aws import Aws
    from guardrails.live.readers.history import ACTIONS, look_up

    lookups = [drift.lookup for drift in report.drifts if drift.lookup is not None]
    if not lookups:
        return report
    history = look_up(Aws(home, frozenset(ACTIONS), command=command), lookups)
    return report.told(history.changes, history.refused)


def _templates(assembly: Path | None) -> tuple[StackTemplate, ...]:
    if assembly is None:
        return ()
    return templates_of(lambda name: (assembly / name).read_text(encoding="utf-8"), str(assembly))
