"""`status`: the state of the deployment on one screen."""

from __future__ import annotations

import typer

from guardrails.cli.capture_source import CaptureOption, HomeOption, RegionsOption, RoleOption
from guardrails.cli.common import DEFAULT_BASELINE, BaselineOption, Format, refuse, today
from guardrails.cli.drift import AssemblyOption
from guardrails.errors import InputError


def status(
    *,
    baseline: BaselineOption = DEFAULT_BASELINE,
    capture: CaptureOption = None,
    assembly: AssemblyOption = None,
    home_region: HomeOption = "",
    region: RegionsOption = None,
    member_role: RoleOption = "",
) -> None:
    """Show on one screen what is deployed, what drifted, what expires and which alarms ring."""
    from guardrails.cli.drift_run import DriftRequest, drift_report
    from guardrails.report.status import status as rendered

    try:
        request = DriftRequest(
            baseline, capture, assembly, home_region, tuple(region or ()), member_role, command="status"
        )
        compared = drift_report(request)
    except InputError as error:
        raise refuse(error, Format.TEXT) from None
    for line in rendered(compared.baseline, compared.capture, compared.report, today()):
        typer.echo(line)
