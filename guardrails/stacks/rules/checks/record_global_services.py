"""Record what global services do."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find trails without the events of IAM and other global services."""
    for trail in template.of_type("AWS::CloudTrail::Trail"):
        if trail.get("IncludeGlobalServiceEvents") is not True:
            yield Violation.at(trail, "IncludeGlobalServiceEvents", "events of global services are left out")


RULE = TemplateRule(
    id="GR-TRL-004",
    title="Record what global services do",
    why="IAM, STS and CloudFront write their events as global ones: a trail without them misses every new "
    "user and role.",
    fix="Set IncludeGlobalServiceEvents to true.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html",
    check=check,
)
