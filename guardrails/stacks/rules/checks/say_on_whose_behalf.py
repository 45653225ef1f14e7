"""Let AWS services act for this account or organization alone."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.engine.services import says_on_whose_behalf, services, statements


def check(template: Template) -> Iterator[Violation]:
    """Find statements that let a service act on anybody's behalf, in every policy document."""
    for resource in template.resources.values():
        if resource.type == "AWS::CloudFormation::StackSet":
            continue  # its template is checked by itself
        for path, statement in statements(resource):
            for service in services(statement):
                if not says_on_whose_behalf(statement, service):
                    problem = f"{service} may act on any account's behalf: aws:SourceAccount is missing"
                    yield Violation(resource.id, path, problem)


RULE = TemplateRule(
    id="GR-POL-001",
    title="Let a service act for this account or organization alone",
    why="A service principal stands for everybody who uses the service: without a condition somebody else's "
    "alarm, budget or trail may use your topic, key, bucket or role.",
    fix="Add the condition aws:SourceAccount or aws:SourceArn, with the account and without a wildcard in "
    "it. Services that AWS documents as sending neither stand in engine/services.py, each with its reason.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    check=check,
)
