"""Record every account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find trails of one account."""
    for trail in template.of_type("AWS::CloudTrail::Trail"):
        if trail.get("IsOrganizationTrail") is not True:
            yield Violation.at(trail, "IsOrganizationTrail", "one account alone is recorded")


RULE = TemplateRule(
    id="GR-TRL-005",
    title="Record every account",
    why="A trail of one account says nothing of the others, and its own administrators can stop it.",
    fix="Set IsOrganizationTrail to true, in the management account.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html",
    check=check,
)
