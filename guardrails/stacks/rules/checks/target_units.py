"""Deploy a StackSet into units."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.engine.stack_sets import service_managed, targets


def check(template: Template) -> Iterator[Violation]:
    """Find service-managed StackSets that name no unit, or accounts without what they are to the units."""
    for stack_set in service_managed(template):
        for path, target in targets(stack_set):
            if not target.get("OrganizationalUnitIds"):
                yield Violation.at(stack_set, path, "no organizational unit is named")
            elif target.get("Accounts") and not target.get("AccountFilterType"):
                yield Violation.at(stack_set, path, "accounts are named without AccountFilterType")


RULE = TemplateRule(
    id="GR-SET-002",
    title="Deploy a service-managed StackSet into units",
    why="Such a StackSet takes units, and accounts only as a filter on them: a list of accounts alone is "
    "refused when it is deployed, and would miss whoever joins.",
    fix="Name OrganizationalUnitIds, or the root; narrow them by AccountFilterType where it must be.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudformation-stackset-deploymenttargets.html",
    check=check,
)
