"""Insights, tables, workgroups and named queries are there after a stop and a start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.client import running
from tests.emulator import cases_search
from tests.emulator.conftest import BASELINE
from tests.emulator.deployments import HOME, MANAGEMENT, Deployments

if TYPE_CHECKING:
    from pathlib import Path


def test_the_second_run_finds_them(tmp_path: Path) -> None:
    """What a stack made of Athena and Glue, and a trail's insights; the stack can still be deleted."""
    insights = [{"InsightType": "ApiErrorRateInsight"}]
    cases = (cases_search.WORKGROUP_CASE, cases_search.NAMED_QUERY_CASE, cases_search.TABLE_CASE)
    resources = {
        **cases_search.OTHERS,
        **{
            f"Case{index}": {
                "Type": case.type,
                "DependsOn": list(case.depends),
                "Properties": case.properties,
            }
            for index, case in enumerate(cases)
        },
    }
    with running(BASELINE, state=tmp_path / "state") as aws:
        made = Deployments(aws).create(resources)
        assert made.status == "CREATE_COMPLETE", made.failures
        aws.client("cloudtrail", MANAGEMENT, HOME).put_insight_selectors(
            TrailName="kept", InsightSelectors=insights
        )
    with running(BASELINE, state=tmp_path / "state") as aws:
        deployments = Deployments(aws)
        for index, case in enumerate(cases):
            deployments.check(case.created, made.physical_ids[f"Case{index}"])
        held = aws.client("cloudtrail", MANAGEMENT, HOME).get_insight_selectors(TrailName="kept")
        assert held["InsightSelectors"] == insights
        assert deployments.delete(made.name) == "DELETE_COMPLETE"
