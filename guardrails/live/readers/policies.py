"""Read organization policies, and what is attached where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.live.aws import Aws
from guardrails.live.reading import Reader, Reading
from guardrails.management_policies import BY_API_NAME
from guardrails.policy.language.document import TYPES

ACTIONS = (
    "organizations:DescribePolicy",
    "organizations:ListPolicies",
    "organizations:ListPoliciesForTarget",
    "organizations:ListTargetsForPolicy",
)
POLICY_TYPES = (*TYPES, *sorted(BY_API_NAME))
"""Every type that is read."""


@dataclass(frozen=True)
class LivePolicy:
    """A policy as it is in AWS.

    Attributes:
        content: The stored text.
        targets: The ids of what it is attached to.
    """

    id: str
    type: str
    name: str
    description: str
    content: str
    targets: frozenset[str]


def list_names(aws: Aws, policy_type: str) -> dict[str, str]:
    """List the names of all policies of a type, by id."""
    pages = aws.pages("organizations:ListPolicies", "Policies", Filter=policy_type)
    return {policy["Id"]: policy["Name"] for policy in pages}


def read_policy(aws: Aws, policy_id: str) -> LivePolicy:
    """Read a policy that exists."""
    policy = aws.call("organizations:DescribePolicy", PolicyId=policy_id)["Policy"]
    targets = aws.pages("organizations:ListTargetsForPolicy", "Targets", PolicyId=policy_id)
    summary = policy["PolicySummary"]
    return LivePolicy(
        id=policy_id,
        type=summary["Type"],
        name=summary["Name"],
        description=summary.get("Description", ""),
        content=policy["Content"],
        targets=frozenset(target["TargetId"] for target in targets),
    )


def list_attached(aws: Aws, target: str, policy_type: str) -> dict[str, str]:
    """List the names of the policies of a type that are attached to a target directly, by id."""
    pages = aws.pages("organizations:ListPoliciesForTarget", "Policies", TargetId=target, Filter=policy_type)
    return {policy["Id"]: policy["Name"] for policy in pages}


def _read(reading: Reading, _capture: Capture) -> dict[str, Any]:
    lists = reading.each(POLICY_TYPES, lambda policy_type: _summaries(reading, policy_type))
    if any(summaries is None for summaries in lists):
        return {}
    summaries = [summary for of_type in lists for summary in of_type or ()]
    policies = reading.each(summaries, lambda summary: _policy(reading, summary))
    return {"policies": tuple(sorted(policies, key=lambda policy: (policy.type, policy.name, policy.id)))}


def _summaries(reading: Reading, policy_type: str) -> tuple[dict[str, Any], ...] | None:
    """List the policies of a type; a region or partition may not have the type at all."""
    absent = frozenset({"InvalidInputException", "UnsupportedAPIEndpointException"})
    return reading.list(
        "organizations:ListPolicies", "Policies", policy_type, absent=absent, Filter=policy_type
    )


def _policy(reading: Reading, summary: dict[str, Any]) -> CapturedPolicy:
    policy_id, name = summary["Id"], summary["Name"]
    answer = reading.ask("organizations:DescribePolicy", name, PolicyId=policy_id)
    targets = reading.list("organizations:ListTargetsForPolicy", "Targets", name, PolicyId=policy_id)
    return CapturedPolicy(
        id=policy_id,
        name=name,
        type=summary["Type"],
        description=summary.get("Description", ""),
        aws_managed=summary.get("AwsManaged", False),
        content=None if answer is None else answer["Policy"]["Content"],
        targets=None if targets is None else tuple(sorted(target["TargetId"] for target in targets)),
    )


READER = Reader(
    name="policies",
    operations={
        "organizations:ListPolicies": "which policies there are",
        "organizations:DescribePolicy": "the document of a policy",
        "organizations:ListTargetsForPolicy": "where a policy is attached",
    },
    read=_read,
)
