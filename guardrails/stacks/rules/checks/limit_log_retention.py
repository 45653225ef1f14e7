"""Say how long a log group keeps its events."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find log groups without a retention."""
    for group in template.of_type("AWS::Logs::LogGroup"):
        if not group.get("RetentionInDays"):
            yield Violation.at(group, "RetentionInDays", "events are kept for ever")


RULE = TemplateRule(
    id="GR-EVD-002",
    title="Say how long a log group keeps its events",
    why="Events without an end cost more each month, and personal data in them is kept longer than anybody "
    "agreed.",
    fix="Set RetentionInDays.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html",
    check=check,
)
