"""Name a permission set in 32 characters."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import PERMISSION_SET_NAME_LENGTH
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, strings


def check(template: Template) -> Iterator[Violation]:
    """Find permission sets with a longer name."""
    for permission_set in template.of_type("AWS::SSO::PermissionSet"):
        for name in strings(permission_set.get("Name")):
            if len(name) > PERMISSION_SET_NAME_LENGTH:
                problem = f"the name has {len(name)} characters; at most {PERMISSION_SET_NAME_LENGTH} fit"
                yield Violation.at(permission_set, "Name", problem)


RULE = TemplateRule(
    id="GR-SSO-001",
    title="Name a permission set in 32 characters",
    why="Identity Center refuses a longer one, and a name can never be changed: shortening it later takes "
    "everybody's access away for the time that it takes to replace the set.",
    fix="Shorten the name before it is deployed for the first time.",
    source="https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html",
    check=check,
    severity="fatal",
)
