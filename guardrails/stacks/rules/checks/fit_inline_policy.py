"""Keep a permission set's inline policy within a role's quota."""

from __future__ import annotations

import json
from collections.abc import Iterator

from guardrails.aws_facts import PERMISSION_SET_INLINE_CHARACTERS
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find inline policies of more characters, white space not counted."""
    for permission_set in template.of_type("AWS::SSO::PermissionSet"):
        policy = permission_set.get("InlinePolicy") or ""
        written = policy if isinstance(policy, str) else json.dumps(policy, ensure_ascii=False)
        size = len("".join(written.split()))
        if size > PERMISSION_SET_INLINE_CHARACTERS:
            problem = f"the policy has {size:,} characters; at most {PERMISSION_SET_INLINE_CHARACTERS:,} fit"
            yield Violation.at(permission_set, "InlinePolicy", problem)


RULE = TemplateRule(
    id="GR-SSO-002",
    title="Keep a permission set's inline policy within a role's quota",
    why="Identity Center takes 32,768 bytes of text, of which only 10,240 may be anything but white space; "
    "no schema says so.",
    fix="Shorten the policy, or move parts of it to a managed policy.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html",
    check=check,
    severity="fatal",
)
