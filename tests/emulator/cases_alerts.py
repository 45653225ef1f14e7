"""What is tried with the resource types of the alerts that stand in no other file."""

from __future__ import annotations

import json

from tests.emulator.cases import Case, tags
from tests.emulator.cases_storage import RUN
from tests.emulator.deployments import MANAGEMENT, Asked

ONE, TWO = (
    json.dumps({"widgets": [{"type": "text", "properties": {"markdown": text}}]})
    for text in ("one", "two & <2>")
)


def _body(answer: str) -> Asked:
    return Asked("cloudwatch", "get_dashboard", {"DashboardName": "$id"}, "DashboardBody", answer)


def _owner(answer: str) -> Asked:
    arn = f"arn:aws:cloudwatch::{MANAGEMENT}:dashboard/$id"
    path = "Tags[?Key == 'owner'].Value"
    return Asked("cloudwatch", "list_tags_for_resource", {"ResourceARN": arn}, path, [answer])


DASHBOARD_CASE = Case(
    type="AWS::CloudWatch::Dashboard",
    properties={"DashboardName": f"alerts-{RUN}", "DashboardBody": ONE, "Tags": tags(owner="one", more="x")},
    created=(_body(ONE), _owner("one")),
    changed={"DashboardName": f"alerts-{RUN}", "DashboardBody": TWO, "Tags": tags(owner="two")},
    updated=(_body(TWO), _owner("two")),
    replacing={"DashboardName": f"alerts-{RUN}-two"},
    spoil=lambda at, name: at.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=ONE),
    remove=lambda at, name: at.client("cloudwatch").delete_dashboards(DashboardNames=[name]),
)

CASES: tuple[Case, ...] = (DASHBOARD_CASE,)
