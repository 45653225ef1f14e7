"""Deny the organization's data to everybody but its own principals, AWS's services and named partners."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.controls.case import ANONYMOUS, SPARED_STRANGER, STRANGER, denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.controls.kinds import AccountId, RcpService, ResourceArn
from guardrails.policy import Statement, condition
from guardrails.policy.document import RCP, Conditions

_ACTIONS = {"sts": ("sts:AssumeRole",)}
"""Whoever federates has no organization yet, so of STS only what one AWS principal asks of another's role."""


class Choice(Parameters):
    """What is closed, and to whom it is open nevertheless."""

    services: tuple[RcpService, ...] = (
        "aoss", "dynamodb", "ecr", "kms", "logs",
        "s3", "secretsmanager", "sqs", "sts",
    )  # fmt: skip
    """Services whose resources strangers don't reach; of sts, assuming roles."""
    partners: tuple[AccountId, ...] = ()
    """Accounts of others whose principals reach all of it as their policies let them."""
    partners_of: dict[RcpService, tuple[AccountId, ...]] = {}
    """Further accounts that reach the resources of single services: {s3: ["999999999999"]}."""
    public: tuple[ResourceArn, ...] = ()
    """Resources that stay open to everybody, such as arn:aws:s3:::our-website/*."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny what strangers and anonymous callers ask for; a missing organization id is a stranger's."""
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    return tuple(_statements(situation, choice))


def _statements(situation: Situation, choice: Choice) -> Iterator[Statement]:
    services = sorted(set(choice.services))
    common = [one for one in services if one not in choice.partners_of]
    groups = [("", common, choice.partners)] if common else []
    for service in services:
        if service in choice.partners_of:
            suffix = service.title().replace("-", "")
            groups.append((suffix, [service], (*choice.partners, *choice.partners_of[service])))
    for suffix, some, partners in groups:
        actions = [action for one in some for action in _ACTIONS.get(one, (f"{one}:*",))]
        sid = f"DenyOutsidePrincipals{suffix}"
        yield situation.deny_outsiders(sid, actions, when=_but(partners), but=sorted(set(choice.public)))


def _but(partners: tuple[str, ...]) -> Conditions:
    others = condition("StringNotEqualsIfExists", "aws:PrincipalAccount", sorted(set(partners)))
    people = condition("BoolIfExists", "aws:PrincipalIsAWSService", ("false",))
    return people + (others if partners else ())


_OBJECT = "arn:aws:s3:::a/b"
_PARTNER = {"partners": ["999999999999"]}
_PARTNER_OF = {"partners_of": {"s3": ["999999999999"]}}

CONTROL = Control(
    id="deny_outside_principals",
    title="Deny principals of other organizations",
    family="perimeter",
    severity="high",
    why="One resource policy too generous shows data to the world; here the organization says once who may "
    "be let in at all.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
    statements=statements,
    type=RCP,
    cases=(
        denied("s3:GetObject", _OBJECT, STRANGER),
        denied("s3:GetObject", _OBJECT, SPARED_STRANGER),
        denied("s3:GetObject", _OBJECT, ANONYMOUS),
        denied("sts:AssumeRole", "arn:aws:iam::444444444441:role/a", STRANGER),
        denied("sqs:SendMessage", principal=STRANGER, parameters=_PARTNER_OF),
        denied("s3:GetObject", _OBJECT, STRANGER, parameters={"partners": ["888888888888"]}),
        denied("s3:GetObject", _OBJECT, STRANGER, parameters={"partners_of": {"s3": ["888888888888"]}}),
        denied("s3:GetObject", _OBJECT, STRANGER, parameters={"public": ["arn:aws:s3:::open/*"]}),
        denied(
            "codeartifact:ReadFromRepository", principal=STRANGER, parameters={"services": ["codeartifact"]}
        ),
        untouched("s3:GetObject", _OBJECT),
        untouched("s3:GetObject", _OBJECT, parameters=_PARTNER),
        untouched("s3:GetObject", _OBJECT, parameters=_PARTNER_OF),
        untouched("sqs:SendMessage", parameters=_PARTNER_OF),
        untouched("s3:GetObject", _OBJECT, "cloudfront.amazonaws.com"),
        untouched("s3:GetObject", _OBJECT, "cloudfront.amazonaws.com", parameters=_PARTNER),
        untouched("s3:GetObject", _OBJECT, "cloudfront.amazonaws.com", parameters=_PARTNER_OF),
        untouched("sqs:SendMessage", principal="sns.amazonaws.com", parameters=_PARTNER_OF),
        untouched("s3:GetObject", _OBJECT, STRANGER, parameters=_PARTNER),
        untouched("s3:GetObject", _OBJECT, STRANGER, parameters=_PARTNER_OF),
        untouched("s3:GetObject", _OBJECT, STRANGER, parameters={"public": ["arn:aws:s3:::a/*"]}),
        untouched("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::444444444441:role/a", ANONYMOUS),
        untouched("codeartifact:ReadFromRepository", principal=STRANGER),
        exempted("s3:GetObject", _OBJECT, principal="arn:aws:iam::444444444442:root"),
    ),
    parameters=Choice,
    limits="Who federates by SAML or OIDC belongs to no organization when he asks for a role: see "
    "limit_web_identities and deny_identity_providers. Websites that S3 serves to everybody, CloudFront's "
    "older origin access identities, and load balancers that write their logs as an account of AWS need an "
    "entry in `public` or `partners`.",
)
