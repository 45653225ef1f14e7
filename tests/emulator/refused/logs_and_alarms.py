"""Log groups, metric filters and alarms."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import allow, resource
from tests.emulator.refused.case import DOCS, ROOT, RUN, Call, Refused

_LOGS = f"{DOCS}/AmazonCloudWatchLogs/latest/APIReference"
_ALARM_PAGE = f"{DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_INVALID = "InvalidParameterException"
_TRANSFORMATION = {"MetricName": "Refused", "MetricNamespace": "Guardrails", "MetricValue": "1"}


def _filter(name: str, page: str, *, pattern: str = "{ $.errorCode = * }", **transformation: Any) -> Refused:
    it = resource(
        "AWS::Logs::MetricFilter",
        LogGroupName={"Ref": "Group"},
        FilterPattern=pattern,
        MetricTransformations=[{**_TRANSFORMATION, **transformation}],
    )
    return Refused(f"metric filter: {name}", page, _INVALID, it, {"Group": resource("AWS::Logs::LogGroup")})


def _alarm(name: str, code: str = "ValidationError", **properties: Any) -> Refused:
    wanted = {
        "AlarmName": f"refused-{RUN}",
        "MetricName": "Refused",
        "Namespace": "Guardrails",
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        **properties,
    }
    it = resource("AWS::CloudWatch::Alarm", **wanted)
    return Refused(
        f"alarm: {name}", _ALARM_PAGE, code, it, call=Call("cloudwatch", "put_metric_alarm", wanted)
    )


CASES = (
    Refused(
        "log group: kept for 100 days",
        f"{_LOGS}/API_PutRetentionPolicy.html",
        _INVALID,
        resource("AWS::Logs::LogGroup", RetentionInDays=100),
    ),
    Refused(
        "log group: a space in its name",
        f"{_LOGS}/API_CreateLogGroup.html",
        _INVALID,
        resource("AWS::Logs::LogGroup", LogGroupName=f"my logs {RUN}"),
        call=Call("logs", "create_log_group", {"logGroupName": f"my logs {RUN}"}),
    ),
    Refused(
        "log group: a key that Logs may not use",
        f"{DOCS}/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        _INVALID,
        resource("AWS::Logs::LogGroup", KmsKeyId={"Fn::GetAtt": ["Key", "Arn"]}),
        {"Key": resource("AWS::KMS::Key", KeyPolicy=allow("kms:*", ROOT))},
    ),
    _filter(
        "a bracket that stays open",
        f"{DOCS}/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html",
        pattern="{ $.errorCode = * ",
    ),
    _filter("a star in the metric", f"{_LOGS}/API_MetricTransformation.html", MetricName="Refused*"),
    _filter(
        "a colon in the namespace", f"{_LOGS}/API_MetricTransformation.html", MetricNamespace="Guard:rails"
    ),
    _filter("a pattern of 1,025", f"{_LOGS}/API_PutMetricFilter.html", pattern="a" * 1025),
    _alarm("every 45 seconds", Period=45),
    _alarm("over two days", Period=300, EvaluationPeriods=600),
    _alarm("two of one", DatapointsToAlarm=2),
    _alarm("a name of 256", AlarmName="a" * 256),
    _alarm("six actions", AlarmActions=[f"arn:aws:sns:eu-central-1:111111111111:{n}" for n in range(6)]),
    _alarm("an action that is no ARN", AlarmActions=["alerts"]),
    _alarm("missing data in other words", TreatMissingData="ok"),
    _alarm("a comparison that isn't there", ComparisonOperator="Above"),
)
