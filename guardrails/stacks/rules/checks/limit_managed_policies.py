"""Give a permission set at most ten managed policies."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items

MAX_POLICIES = 10
"""Managed policies of one role, AWS's and one's own together.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html, checked 2026-11-22.
"""


def check(template: Template) -> Iterator[Violation]:
    """Find permission sets with more managed policies."""
    for permission_set in template.of_type("AWS::SSO::PermissionSet"):
        kinds = ("ManagedPolicies", "CustomerManagedPolicyReferences")
        count = sum(len(items(permission_set.get(kind))) for kind in kinds)
        if count > MAX_POLICIES:
            problem = f"the set has {count} managed policies; at most {MAX_POLICIES} fit"
            yield Violation.at(permission_set, "ManagedPolicies", problem)


RULE = TemplateRule(
    id="GR-SSO-003",
    title="Give a permission set at most ten managed policies",
    why="The set becomes a role in every account, and a role takes ten until each of these accounts asks "
    "for more. Identity Center takes twenty and fails when somebody is assigned.",
    fix="Merge policies, or move statements to the inline policy.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html",
    check=check,
)
