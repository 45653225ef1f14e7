"""Lint of management policies: each is held against the grammar and the size of its type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from guardrails import aws_facts
from guardrails.management_policies import BY_ROOT, ManagementPolicyType
from guardrails.management_policies.check import faults_in
from guardrails.management_policies.operators import is_operator
from guardrails.policy.lint import Issue, LintedPolicy, LintFinding, LintRule, issues_of, rules

_IN_IAM = frozenset({"Version", "Statement"})


def is_management_policy(text: str) -> bool:
    """Whether a text is a management policy: it starts as one does, or uses inheritance operators."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict) or data.keys() & _IN_IAM:
        return False
    return bool(data.keys() & BY_ROOT.keys()) or _has_operators(data)


def type_of(data: Any) -> ManagementPolicyType | None:
    """Return the type whose documents start with a key of the data; None where there is no such type."""
    keys = data if isinstance(data, dict) else {}
    return next((BY_ROOT[key] for key in keys if key in BY_ROOT), None)


def management_issues(text: str, file: str) -> tuple[Issue, ...]:
    """Return what is wrong with a management policy, in the order of the file."""
    return issues_of(text, file, [rules()["GR-DOC-001"], *MANAGEMENT_RULES])


def check_grammar(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find what a document says outside of its type's grammar."""
    policy_type = type_of(policy.data)
    if policy_type is not None:
        for fault in faults_in(policy_type, policy.data):
            at_key = fault.on_key or not fault.path or isinstance(fault.path[-1], int)
            yield LintFinding(fault.path, fault.problem, fault.remedy, on_key=at_key)
        return
    for key in policy.data if isinstance(policy.data, dict) else ():
        near = aws_facts.nearest(key, BY_ROOT)
        remedy = f'did you mean "{near}"?' if near else f"start with one of {', '.join(BY_ROOT)}"
        yield LintFinding((key,), f'no management policy starts with "{key}"', remedy, on_key=True)


def check_size(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a document that is longer than its type's quota."""
    policy_type = type_of(policy.data)
    quota = aws_facts.published_quota(policy_type.api_name) if policy_type else None
    if policy_type is not None and quota is not None and policy.size > quota.max_characters:
        article = "an" if policy_type.title[0] in "aeiouAEIOU" else "a"
        problem = f"the policy has {policy.size:,} characters, white space included;"
        yield LintFinding((), f"{problem} {article} {policy_type.title} has at most {quota.max_characters:,}")


def _has_operators(data: Any) -> bool:
    """Whether an object has an inheritance operator anywhere; without recursion, as a file may be deep."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if any(is_operator(key) for key in value):
                return True
            waiting.extend(value.values())
    return False


MANAGEMENT_RULES = (
    LintRule(
        id="GR-MGT-001",
        title="Keep to the grammar of the policy's type",
        why="Organizations refuses a management policy with a key or a value that its type doesn't have. "
        "Where it takes one, no service reads it.",
        fix="Write what the page of the type shows.",
        source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_management_policies.html",
        severity="error",
        check=check_grammar,
    ),
    LintRule(
        id="GR-MGT-002",
        title="Keep a management policy within its type's size",
        why="Organizations refuses a longer one. Types without a published figure are not measured.",
        fix="Split it into two policies.",
        source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
        severity="error",
        check=check_size,
    ),
)
"""The rules for management policies, in the order of their ids."""
