"""Keep the names of topics free."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.sections.budgets import Budgets
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.names import taken


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find topics with a name of ours that no stack of ours made."""
    baseline, captured = inspection.baseline, inspection.capture.alerts
    names = {
        *(
            f"guardrails-alerts-{severity}"
            for severity in (baseline.alerts.subscribers if baseline.alerts else ())
        ),
        *(_of_budgets(baseline.budgets) if baseline.budgets else ()),
    }
    topics = captured.topics if captured is not None else None
    if topics is None and names:
        yield inspection.unknown("topics", "cloudwatch:DescribeAlarms")
    for topic in topics or ():
        name = topic.arn.rpartition(":")[2]
        if name in names:
            yield from taken(inspection, name, topic.arn, "alerts")


def _of_budgets(section: Budgets) -> Iterator[str]:
    return (section.topic_name(severity) for severity in section.audiences)


CHECK = PreflightCheck(
    id="PF-NAM-007",
    title="Keep the names of topics free",
    why="CloudFormation refuses to make a topic that exists, and the deployment rolls back.",
    fix="Delete the other topic, or import it into the stack.",
    source="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
    severity=FAILURE,
    check=check,
    reads=("alerts", "stacks"),
)
