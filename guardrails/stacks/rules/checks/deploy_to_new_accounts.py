"""Deploy a StackSet into accounts that join."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.engine.stack_sets import service_managed


def check(template: Template) -> Iterator[Violation]:
    """Find service-managed StackSets that don't deploy by themselves."""
    for stack_set in service_managed(template):
        if stack_set.get("AutoDeployment", "Enabled") is not True:
            yield Violation.at(stack_set, "AutoDeployment.Enabled", "accounts that join are left out")


RULE = TemplateRule(
    id="GR-SET-004",
    title="Deploy a StackSet into accounts that join",
    why="Without it an account that is created or moved tomorrow has none of the baseline, until somebody "
    "remembers to deploy again.",
    fix="Set AutoDeployment.Enabled to true, and say in RetainStacksOnAccountRemoval what happens to who "
    "leaves.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html",
    check=check,
)
