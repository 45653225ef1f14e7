"""Declare an assignment once."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, text

_IDENTITY = ("InstanceArn", "PermissionSetArn", "PrincipalType", "PrincipalId", "TargetType", "TargetId")


def check(template: Template) -> Iterator[Violation]:
    """Find assignments that an earlier resource declares already."""
    first_ids: dict[tuple[str, ...], str] = {}
    for assignment in template.of_type("AWS::SSO::Assignment"):
        identity = tuple(text(assignment.get(key)) for key in _IDENTITY)
        if all(identity) and (first := first_ids.setdefault(identity, assignment.id)) != assignment.id:
            yield Violation(assignment.id, "Properties", f"{first} is the same assignment")


RULE = TemplateRule(
    id="GR-SSO-005",
    title="Declare an assignment once",
    why="Every property of an assignment is its identity and can only be created: the second one fails, or "
    "both become one, and removing either takes the access away.",
    fix="Remove one of the two.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sso-assignment.html",
    check=check,
)
