"""What AWS says of those who ask, to the policies of both sides.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from guardrails.policy.principals import principal_type
from guardrails.policy.sides import Seat

Facts: TypeAlias = dict[str, str | Sequence[str]]
"""Condition keys with their values."""


@dataclass(frozen=True)
class Member:
    """A principal of the account that is asked."""

    principal: str

    def facts(self, seat: Seat) -> Facts:
        """Return what is said of it."""
        return {
            "aws:PrincipalAccount": seat.account,
            "aws:PrincipalOrgID": seat.organization,
            "aws:PrincipalOrgPaths": [seat.org_path],
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": principal_type(self.principal),
        }


@dataclass(frozen=True)
class Manager:
    """A principal of the management account, which no service control policy binds."""

    principal: str
    root: str
    """The id of the organization's root, under which the management account is."""
    address: str
    """Where it calls from."""
    second_factor: bool

    def facts(self, seat: Seat) -> Facts:
        """Return what is said of it."""
        return {
            "aws:PrincipalAccount": self.principal.split(":")[4],
            "aws:PrincipalOrgID": seat.organization,
            "aws:PrincipalOrgPaths": [f"{seat.organization}/{self.root}/"],
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": principal_type(self.principal),
            "aws:SourceIp": self.address,
            **({"aws:MultiFactorAuthPresent": "true"} if self.second_factor else {}),
        }


@dataclass(frozen=True)
class Stranger:
    """A principal of an account outside the organization, in none itself."""

    principal: str

    def facts(self, _seat: Seat) -> Facts:
        """Return what is said of it: it has no organization."""
        return {
            "aws:PrincipalAccount": self.principal.split(":")[4],
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": principal_type(self.principal),
        }


@dataclass(frozen=True)
class AwsService:
    """A service of AWS, which asks for an account of the organization and has no ARN itself.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """

    principal: str
    account: str

    def facts(self, seat: Seat) -> Facts:
        """Return what is said of it."""
        return {
            "aws:PrincipalIsAWSService": "true",
            "aws:PrincipalServiceName": self.principal,
            "aws:SourceAccount": self.account,
            "aws:SourceOrgID": seat.organization,
        }


Asker: TypeAlias = Member | Manager | Stranger | AwsService


def at_resource(seat: Seat) -> Facts:
    """Return what is said of a resource in an account, and of how it is asked for: over TLS."""
    return {
        "aws:ResourceAccount": seat.account,
        "aws:ResourceOrgID": seat.organization,
        "aws:ResourceOrgPaths": [seat.org_path],
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
    }
