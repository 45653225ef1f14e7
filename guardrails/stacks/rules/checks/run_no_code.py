"""Run no code of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, strings

_CODE = (
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Macro",
    "AWS::Lambda::*",
    "AWS::Serverless::*",
    "Custom::*",
)


def check(template: Template) -> Iterator[Violation]:
    """Find functions, custom resources, and macros that rewrite the template."""
    for resource in template.of_type(*_CODE):
        yield Violation(resource.id, "Type", f"{resource.type} runs code")
    for macro in strings(template.body.get("Transform")):
        yield Violation("", "Transform", f"{macro} rewrites the template after everybody has reviewed it")


RULE = TemplateRule(
    id="GR-CFN-002",
    title="Run no code in the management account",
    why="No policy of the organization binds the management account: whoever changes a function there owns "
    "every account, and the function has to be patched for years.",
    fix="Use a resource type of CloudFormation, or a command that a person runs with a plan.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html",
    check=check,
)
