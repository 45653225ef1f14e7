"""Watch global services where their events arrive."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, strings

HOME = "us-east-1"
_GLOBAL = ("aws.account", "aws.iam", "aws.organizations", "aws.signin")


def check(template: Template) -> Iterator[Violation]:
    """Find rules of another region's default bus for events that only reach the one of us-east-1."""
    for rule in template.of_type("AWS::Events::Rule"):
        sources = [source for source in strings(rule.get("EventPattern", "source")) if source in _GLOBAL]
        default_bus = rule.get("EventBusName") in (None, "default")
        if sources and default_bus and template.region not in ("", HOME):
            problem = f"no event of {', '.join(sources)} reaches {template.region}"
            yield Violation.at(rule, "EventPattern.source", problem)


RULE = TemplateRule(
    id="GR-TRL-010",
    title="Watch global services where their events arrive",
    why="IAM, Organizations and sign-in send their events to us-east-1: a rule elsewhere is deployed, looks "
    "right and never fires.",
    fix="Filter the organization trail's log group, which has every region, or put the rule into us-east-1.",
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html",
    check=check,
)
