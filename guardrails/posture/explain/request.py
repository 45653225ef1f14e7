"""A request as AWS would see it, with the condition keys that AWS fills in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from guardrails import aws_facts
from guardrails.aws_facts.arns import ANY_PARTITION
from guardrails.organization import Account, Organization
from guardrails.policy.language.request import Request, request_of
from guardrails.posture.explain.principal import Principal
from guardrails.posture.org_paths import org_path_text

ANY_RESOURCE = "*"
RESOURCE_ARN = re.compile(ANY_PARTITION + r"[^:]*:[^:]*:([^:]*):.+", re.DOTALL)
UNNAMED = "guardrails-unnamed"
"""Stands for a name that no policy gives."""
_VARIABLE = re.compile(r"\$\{\w+\}")


@dataclass(frozen=True)
class ExplainedRequest:
    """A request, and where its account stands."""

    organization: Organization
    account: Account
    principal: Principal
    action: str
    resource: str | None
    """None where the person names none: then it is about some resource that no policy names."""
    region: str
    now: dt.datetime
    stated_context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The condition keys that the person names, in his spelling."""
    notes: tuple[str, ...] = ()
    """Assumptions that were necessary, and parts that were ignored."""

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources that AWS checks the request against; with `${Name}` where a name was left out.

        Where nobody names a resource: one of each type that every request for the action touches.
        """
        if self.resource is not None:
            return (self.resource,)
        variables = {"${Partition}": "aws", "${Region}": self.region, "${Account}": self.account.id}
        shapes = aws_facts.required_resource_arns(self.action)
        filled = (_VARIABLE.sub(lambda match: variables.get(match[0], match[0]), shape) for shape in shapes)
        return tuple(filled) or (ANY_RESOURCE,)

    def owner_of(self, resource: str) -> Account | None:
        """Return the account that owns a resource; None where another organization's does."""
        owner = RESOURCE_ARN.fullmatch(resource)
        if owner is None or not re.fullmatch(r"\d{12}", owner[1]):
            return self.account
        accounts = {
            account.id: account
            for account in (*self.organization.accounts, self.organization.management_account)
        }
        return accounts.get(owner[1])

    def context(self, resource: str) -> dict[str, tuple[str, ...]]:
        """Return the condition keys that AWS fills in, and those that are given."""
        stated_keys = {key.lower() for key in self.stated_context}
        filled = {key: value for key, value in self._filled(resource) if key.lower() not in stated_keys}
        return {**filled, **self.stated_context}

    def _filled(self, resource: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Fill in what AWS does for nearly every request, over HTTPS and at this moment.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
        """
        principal, organization = self.principal, self.organization
        yield "aws:PrincipalArn", (principal.principal_arn,)
        yield "aws:PrincipalIsAWSService", (str(principal.is_service).lower(),)
        if not principal.is_service:
            yield "aws:PrincipalType", (principal.type,)
            yield "aws:PrincipalAccount", (self.account.id,)
            yield "aws:PrincipalOrgID", (organization.id,)
            yield "aws:PrincipalOrgPaths", (org_path_text(organization, self.account),)
        owner = self.owner_of(resource)
        if owner is not None:
            yield "aws:ResourceAccount", (owner.id,)
            yield "aws:ResourceOrgID", (organization.id,)
            yield "aws:ResourceOrgPaths", (org_path_text(organization, owner),)
        yield "aws:RequestedRegion", (self.region,)
        yield "aws:SecureTransport", ("true",)
        yield "aws:ViaAWSService", ("false",)
        yield "aws:CurrentTime", (self.now.strftime("%Y-%m-%dT%H:%M:%SZ"),)
        yield "aws:EpochTime", (str(int(self.now.timestamp())),)

    def request(self, resource: str) -> Request:
        """Return the request for one of its resources, as the engine decides it."""
        management = self.organization.management_account
        return request_of(
            self.action,
            _VARIABLE.sub(UNNAMED, resource),
            self.principal.arn,
            self.context(resource),
            principal_in_management_account=self.account == management,
            resource_in_management_account=self.owner_of(resource) == management,
        )

    def with_key(self, key: str, values: tuple[str, ...]) -> ExplainedRequest:
        """Return the same request with other values of a condition key; without any, it lacks the key."""
        unchanged = {
            name: value for name, value in self.stated_context.items() if name.lower() != key.lower()
        }
        return replace(self, stated_context={**unchanged, key: values})
