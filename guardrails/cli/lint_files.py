"""Lint one file of whatever policy type, and say what it takes of its type's quota."""

from __future__ import annotations

import json
from dataclasses import dataclass

from guardrails import aws_facts
from guardrails.cli.lint_management import is_management_policy, management_issues, type_of
from guardrails.policy.lint import Issue, PolicyType, check_policy

UNKNOWN = "unknown"
"""The type of a management policy that starts as no type does."""


@dataclass(frozen=True)
class Linted:
    """A file, and what was found in it.

    Attributes:
        type: The type's id, such as scp or tag.
        noun: What people call the type, such as SCP or tag policy.
        api_name: The type as Organizations' API names it; empty where it is unknown.
        size: The characters that count towards the quota of the type, without the file's layout.
    """

    file: str
    type: str
    noun: str
    api_name: str
    size: int
    issues: tuple[Issue, ...]

    @property
    def quota(self) -> aws_facts.PolicyQuota | None:
        """The quota of the type; None where AWS publishes none."""
        return aws_facts.published_quota(self.api_name)


def linted(text: str, file: str, policy_type: PolicyType | None = None) -> Linted:
    """Lint a file; without a type, take it for what it starts as."""
    if policy_type is None and is_management_policy(text):
        return _managed(text, file)
    checked = check_policy(text, file, policy_type)
    kind = checked.type
    return Linted(file, kind, kind.upper(), kind.api_name, checked.size, checked.issues)


def _managed(text: str, file: str) -> Linted:
    data = json.loads(text)
    kind, issues, size = type_of(data), management_issues(text, file), aws_facts.measured_size(data)
    if kind is None:
        return Linted(file, UNKNOWN, "management policy", "", size, issues)
    return Linted(file, kind.id, kind.title, kind.api_name, size, issues)
