"""Let CloudTrail sign what it records."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find trails without log file validation."""
    for trail in template.of_type("AWS::CloudTrail::Trail"):
        if trail.get("EnableLogFileValidation") is not True:
            yield Violation.at(trail, "EnableLogFileValidation", "log files are not signed")


RULE = TemplateRule(
    id="GR-TRL-001",
    title="Let CloudTrail sign what it records",
    why="Without signed digests nobody can prove that a log file was not changed or deleted after the fact.",
    fix="Set EnableLogFileValidation to true.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
    check=check,
)
