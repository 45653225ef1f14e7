"""Read which organization the credentials belong to, and which policy types are on."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.live.aws import Aws

ACTIONS = ("organizations:DescribeOrganization", "organizations:ListRoots")


@dataclass(frozen=True)
class LiveOrganization:
    """An organization as AWS names it.

    Attributes:
        enabled: The policy types that are on; AWS detaches every policy of a type that is switched off.
    """

    id: str
    management_account: str
    root: str
    enabled: frozenset[str]


def read_organization(aws: Aws) -> LiveOrganization:
    """Read the caller's organization.

    Raises:
        AwsError: The account is in none, or the call is refused.
    """
    organization = aws.call("organizations:DescribeOrganization")["Organization"]
    [root] = aws.pages("organizations:ListRoots", "Roots")
    enabled = {kind["Type"] for kind in root["PolicyTypes"] if kind["Status"] == "ENABLED"}
    return LiveOrganization(
        organization["Id"], organization["MasterAccountId"], root["Id"], frozenset(enabled)
    )
