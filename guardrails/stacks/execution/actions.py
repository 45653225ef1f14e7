"""Which actions a deployment needs: what handlers call, without what no template of ours has them call."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guardrails import aws_facts
from guardrails.aws_facts.handlers import handler_actions
from guardrails.baseline.deployed import left_out

_LISTED = re.compile(
    r"cloudwatch:DescribeAlarms|cloudformation:GetTemplateSummary|organizations:CreatePolicy"
)
"""Actions for which AWS asks for a whole account, or for something that has no name yet."""
_LISTED_BY_NAME = ("iam", "kms", "s3")
_SEARCHED = ("AWS::Athena::WorkGroup", "AWS::Glue::Table")
"""Types whose handlers read and write data."""


def needed(types: Iterable[str]) -> frozenset[str]:
    """Return the actions on what the templates make, those on data, on keys and of IAM apart."""
    used = tuple(types)
    plain = {
        action
        for resource_type in used
        if resource_type not in _SEARCHED
        for action in handler_actions(resource_type)
    }
    searched = {
        action
        for resource_type in used
        if resource_type in _SEARCHED
        for action in handler_actions(resource_type)
    }
    # The role must not read or write evidence because a search reads it and writes results.
    searched = {action for action in searched if not action.startswith(("s3:", "kms:"))}
    return frozenset(action for action in plain | searched if not _is_apart(action))


def on_results(types: Iterable[str]) -> frozenset[str]:
    """Return the actions with which a search writes its results."""
    if "AWS::Athena::WorkGroup" not in types:
        return frozenset()
    actions = handler_actions("AWS::Athena::WorkGroup")
    return frozenset(action for action in actions if action.startswith(("s3:", "kms:")))


def has_name(action: str) -> bool:
    """Return whether an action is allowed by name; lists and unnamed things are allowed on everything."""
    service = action.partition(":")[0]
    if not aws_facts.supports_resources(action) or _LISTED.fullmatch(action):
        return False
    return aws_facts.access_level(action) != "List" or service in _LISTED_BY_NAME


def _is_apart(action: str) -> bool:
    service = action.partition(":")[0]
    return service in {"iam", "kms"} or left_out(action)
