"""Read organization policies, and what is attached where."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.live.aws import Aws

ACTIONS = (
    "organizations:DescribePolicy",
    "organizations:ListPolicies",
    "organizations:ListPoliciesForTarget",
    "organizations:ListTargetsForPolicy",
)


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
