"""Cost anomaly detection: frequencies, thresholds and specifications."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import resource
from tests.emulator.cases_costs import MONITOR, watching
from tests.emulator.refused.case import DOCS, Refused

_API = f"{DOCS}/aws-cost-management/latest/APIReference"
_LIMITS = f"{DOCS}/cost-management/latest/userguide/management-limits.html"
_INVALID = "ValidationException"


def _monitor(name: str, page: str, **properties: Any) -> Refused:
    wanted = {"MonitorName": f"refused {name}", **properties}
    return Refused(name=f"anomaly monitor: {name}", page=page, code=_INVALID, it=resource(MONITOR, **wanted))


CASES = (
    _monitor(
        "a tag without its key",
        f"{_API}/API_AnomalyMonitor.html",
        MonitorType="DIMENSIONAL",
        MonitorDimension="TAG",
    ),
    _monitor(
        "custom by a dimension",
        f"{_API}/API_AnomalyMonitor.html",
        MonitorType="CUSTOM",
        MonitorDimension="SERVICE",
        MonitorSpecification=watching("shop"),
    ),
    _monitor(
        "eleven values",
        _LIMITS,
        MonitorType="CUSTOM",
        MonitorSpecification=watching(*(f"team-{number}" for number in range(11))),
    ),
)
