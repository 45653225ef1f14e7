"""The condition keys that AWS fills in about callers, for the policies of both sides.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from guardrails.policy.language.principals import principal_type
from guardrails.policy.space.parties import OrgPath

Facts: TypeAlias = dict[str, str | Sequence[str]]
"""Condition keys with their values."""


@dataclass(frozen=True)
class Member:
    """A principal of the account that is asked."""

    principal: str

    def facts(self, org_path: OrgPath) -> Facts:
        """Return what is said of it."""
        return {
            "aws:PrincipalAccount": org_path.account,
            "aws:PrincipalOrgID": org_path.organization,
            "aws:PrincipalOrgPaths": [org_path.text],
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": principal_type(self.principal),
        }


@dataclass(frozen=True)
class Colleague:
    """A principal of another account of the organization, whose service control policies are proven there.

    Those of the account that is asked don't bind it; none bind it where it is of the management account.
    """

    principal: str
    org_path_text: str
    """Where its account stands, as `aws:PrincipalOrgPaths` has it."""

    def facts(self, org_path: OrgPath) -> Facts:
        """Return what is said of it."""
        return {
            "aws:PrincipalAccount": self.principal.split(":")[4],
            "aws:PrincipalOrgID": org_path.organization,
            "aws:PrincipalOrgPaths": [self.org_path_text],
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": principal_type(self.principal),
        }


@dataclass(frozen=True)
class Stranger:
    """A principal of an account outside the organization, in none itself."""

    principal: str

    def facts(self, _org_path: OrgPath) -> Facts:
        """Return what is said of it: it has no organization."""
        return {
            "aws:PrincipalAccount": self.principal.split(":")[4],
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": principal_type(self.principal),
        }


@dataclass(frozen=True)
class Federated:
    """Somebody for whom an identity provider vouches; it has no ARN and no account yet.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    """

    principal: str
    """The ARN of the identity provider."""
    audience: str

    def facts(self, _org_path: OrgPath) -> Facts:
        """Return what is said of it."""
        return {"aws:PrincipalIsAWSService": "false", "saml:aud": self.audience}


@dataclass(frozen=True)
class AwsService:
    """A service of AWS, which asks for an account of the organization and has no ARN itself.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """

    principal: str
    account: str
    org_path_text: str
    """Where the account stands, as `aws:SourceOrgPaths` has it."""
    source: str = ""
    """The ARN of what it asks for, such as the trail; empty where it names none."""

    def facts(self, org_path: OrgPath) -> Facts:
        """Return what is said of it."""
        return {
            "aws:PrincipalIsAWSService": "true",
            "aws:PrincipalServiceName": self.principal,
            "aws:SourceAccount": self.account,
            "aws:SourceOrgID": org_path.organization,
            "aws:SourceOrgPaths": [self.org_path_text],
            **({"aws:SourceArn": self.source} if self.source else {}),
        }


Caller: TypeAlias = Member | Colleague | Stranger | Federated | AwsService


def at_resource(org_path: OrgPath) -> Facts:
    """Return what is said of a resource in an account, and of how it is asked for: over TLS."""
    return {
        "aws:ResourceAccount": org_path.account,
        "aws:ResourceOrgID": org_path.organization,
        "aws:ResourceOrgPaths": [org_path.text],
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "s3:TlsVersion": "1.3",
    }
