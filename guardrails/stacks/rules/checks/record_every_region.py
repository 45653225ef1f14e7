"""Record every region."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find trails of one region."""
    for trail in template.of_type("AWS::CloudTrail::Trail"):
        if trail.get("IsMultiRegionTrail") is not True:
            yield Violation.at(trail, "IsMultiRegionTrail", "one region alone is recorded")


RULE = TemplateRule(
    id="GR-TRL-003",
    title="Record every region",
    why="A thief of keys works in a region that nobody looks at.",
    fix="Set IsMultiRegionTrail to true.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html",
    check=check,
)
