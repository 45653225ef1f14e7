"""The dashboard of the alarms: what is wrong now on top, what led to it below."""

from __future__ import annotations

import json
from typing import Any, get_args

from guardrails.aws_facts.arns import alarm_arn
from guardrails.baseline.sections.alerts import Severity
from guardrails.organization import Organization
from guardrails.stacks.alerts.alarms.model import Alarm

COLUMNS = 24
"""The width of a dashboard, in its own units."""
ALARMS_A_ROW = 4
GRAPH_HEIGHT = 6


def dashboard_body(alarms: tuple[Alarm, ...], organization: Organization, namespace: str) -> str:
    """Build the body of the dashboard, the same text for the same alarms.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    """
    widgets: list[dict[str, Any]] = []
    top = 0
    for severity in get_args(Severity):
        chosen = [alarm for alarm in alarms if alarm.severity == severity]
        if not chosen:
            continue
        height = 2 + -(-len(chosen) // ALARMS_A_ROW)
        widgets.append(_widget("alarm", top, height, _states(severity, chosen, organization)))
        graph = _graph(severity, chosen, organization, namespace)
        widgets.append(_widget("metric", top + height, GRAPH_HEIGHT, graph))
        top += height + GRAPH_HEIGHT
    return json.dumps({"widgets": widgets}, separators=(",", ":"))


def _widget(kind: str, top: int, height: int, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "x": 0, "y": top, "width": COLUMNS, "height": height, "properties": properties}


def _states(severity: str, alarms: list[Alarm], organization: Organization) -> dict[str, Any]:
    home, owner = organization.home_region, organization.management_account.id
    return {
        "title": f"{severity.capitalize()}: now",
        "alarms": [alarm_arn(home, owner, f"guardrails/{alarm.id}") for alarm in alarms],
    }


def _graph(severity: str, alarms: list[Alarm], organization: Organization, namespace: str) -> dict[str, Any]:
    return {
        "title": f"{severity.capitalize()}: events in five minutes",
        "region": organization.home_region,
        "view": "timeSeries",
        "stacked": False,
        "stat": "Sum",
        "period": 300,
        "metrics": [[namespace, alarm.id, {"label": alarm.title}] for alarm in alarms],
    }
