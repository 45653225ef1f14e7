"""CloudWatch: alarms that could never be evaluated.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.errors import ApiError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

_INVALID = "ValidationError"
_SHORT_PERIODS = (10, 20, 30)
_HOUR, _DAY, _WEEK = 3_600, 86_400, 604_800
_MISSING_DATA = ("breaching", "notBreaching", "ignore", "missing")
_ACTIONS = ("OKActions", "AlarmActions", "InsufficientDataActions")


def _alarm(parameters: Parameters, _: OrganizationState) -> None:
    period, periods = parameters.get("Period"), parameters.get("EvaluationPeriods", 1)
    if period is not None and period not in _SHORT_PERIODS and period % 60:
        raise ApiError(_INVALID, "Period must be 10, 20, 30 or a multiple of 60")
    if period is not None and period * periods > (_WEEK if period >= _HOUR else _DAY):
        raise ApiError(
            _INVALID, "Metrics cannot be checked across more than a day (EvaluationPeriods * Period)."
        )
    if parameters.get("DatapointsToAlarm", 0) > periods:
        raise ApiError(_INVALID, "DatapointsToAlarm must be less than or equal to EvaluationPeriods")
    if "Statistic" in parameters and "ExtendedStatistic" in parameters:
        raise ApiError("InvalidParameterCombination", "Specify either Statistic or ExtendedStatistic.")
    if parameters.get("TreatMissingData", "missing") not in _MISSING_DATA:
        raise ApiError(_INVALID, f"TreatMissingData must be one of {', '.join(_MISSING_DATA)}")
    for action in (arn for name in _ACTIONS for arn in parameters.get(name, [])):
        if not str(action).startswith("arn:"):
            raise ApiError(_INVALID, f"Invalid arn syntax: {action}")


SERVICE = Service("cloudwatch", "cloudwatch", _INVALID, {"PutMetricAlarm": _alarm})
