"""Keep a policy within its type's size."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import measured_size, quota
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find organization policies of more characters than their type takes; text is measured as it is."""
    for policy in template.of_type("AWS::Organizations::Policy"):
        content = policy.get("Content")
        try:
            limit = quota(str(policy.get("Type"))).max_characters
        except KeyError:
            continue  # AWS publishes no figure for the type
        size = len(content) if isinstance(content, str) else measured_size(content or {})
        if size > limit:
            problem = f"the policy has {size:,} characters, white space included; at most {limit:,} fit"
            yield Violation.at(policy, "Content", problem)


RULE = TemplateRule(
    id="GR-ORG-003",
    title="Keep a policy within its type's size",
    why="The schema allows a million characters, so every other linter lets pass what Organizations "
    "refuses. Counted with the space that CloudFormation may store after each colon and comma.",
    fix="Split the policy, or shorten it with wildcards.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    check=check,
    severity="fatal",
)
