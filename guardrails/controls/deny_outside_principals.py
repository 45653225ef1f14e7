"""Deny the organization's data to everybody but its own principals, AWS's services and named partners."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.controls.kinds import AccountId, RcpService, ResourceArn
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import RCP

_SERVICES = listed("aoss dynamodb ecr kms logs s3 secretsmanager sqs sts")
_ACTIONS = {"sts": ("sts:AssumeRole",)}
"""A federated caller has no organization yet, so STS has only the action for another account's role."""


class DenyOutsidePrincipalsParameters(Parameters):
    """The services that are closed to outsiders, and the outsiders that are let in."""

    services: tuple[RcpService, ...] = _SERVICES
    """Services whose resources strangers don't reach; of sts, assuming roles."""
    partners: tuple[AccountId, ...] = ()
    """Accounts of others whose principals reach all of it as their policies let them."""
    partners_of: dict[RcpService, tuple[AccountId, ...]] = {}
    """Further accounts that reach the resources of single services: {s3: ["999999999999"]}."""
    public: tuple[ResourceArn, ...] = ()
    """Resources that stay open to everybody, such as arn:aws:s3:::our-website/*."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny what strangers and anonymous callers ask for; a missing organization id is a stranger's."""
    choice = context.chosen(DenyOutsidePrincipalsParameters)
    services = sorted(set(choice.services))
    groups = [[service for service in services if service not in choice.partners_of]]
    groups += [[service] for service in services if service in choice.partners_of]
    people = condition("BoolIfExists", "aws:PrincipalIsAWSService", ("false",))
    for group in filter(None, groups):
        extra = choice.partners_of.get(group[0])
        sid = "DenyOutsidePrincipals" + ("" if extra is None else group[0].title().replace("-", ""))
        actions = [action for service in group for action in _ACTIONS.get(service, (f"{service}:*",))]
        partners = sorted({*choice.partners, *(extra or ())})
        outsiders = condition("StringNotEqualsIfExists", "aws:PrincipalAccount", partners) if partners else ()
        yield context.deny_outsiders(sid, actions, when=people + outsiders, but=sorted(set(choice.public)))


CONTROL = Control(
    id="deny_outside_principals",
    title="Deny principals of other organizations",
    family="perimeter",
    severity="high",
    why="One policy too generous shows data to the world: here is said once who may be let in at all.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
    statements=statements,
    type=RCP,
    parameters=DenyOutsidePrincipalsParameters,
    limits="Who federates by SAML or OIDC belongs to no organization when he asks for a role: see "
    "limit_web_identities and deny_identity_providers. Websites that S3 serves to everybody, CloudFront's "
    "older origin access identities, and load balancers that write their logs as an account of AWS need an "
    "entry in `public` or `partners`.",
)
