"""Read the principal that a person means by `role/NAME`, by an ARN or by the name of an AWS service."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guardrails.aws_facts.arns import build_arn
from guardrails.aws_facts.identity_center import role_path
from guardrails.organization import Account, Organization
from guardrails.policy.language.principals import principal_type
from guardrails.policy.language.request import is_service_linked_role, role_of

_IAM = re.compile(r"root|(role|user)/[!-)+->@-~]+")
_STS = re.compile(r"(assumed-role/[\w+=,.@-]+|federated-user)/[\w+=,.@-]+", re.ASCII)
_ARN = re.compile(r"arn:(aws[\w-]*):(iam|sts)::([^:]*):(.*)", re.DOTALL)
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com")
_SIGNED_IN = re.compile(r"(.*:role/)(AWSReservedSSO_.*)")


@dataclass(frozen=True)
class Principal:
    """Who asks."""

    arn: str
    """The ARN, or the name of an AWS service."""
    principal_arn: str
    """The value of `aws:PrincipalArn`: for a session, its role's ARN."""
    note: str = ""
    """An assumption that was necessary."""

    @property
    def is_service(self) -> bool:
        """Whether it is an AWS service, such as cloudtrail.amazonaws.com."""
        return not self.arn.startswith("arn:")

    @property
    def is_service_linked(self) -> bool:
        """Whether it is a service-linked role, which no organization policy binds."""
        return is_service_linked_role(self.principal_arn)

    @property
    def type(self) -> str:
        """The value of `aws:PrincipalType`."""
        return principal_type(self.principal_arn)

    @property
    def shown(self) -> str:
        """The part of the ARN that tells it from others of its account."""
        return self.arn.rpartition("::")[2].partition(":")[2] or self.arn


class NoPrincipalError(ValueError):
    """A text names no principal; the problem, and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def read_principal(text: str, account: Account, organization: Organization) -> Principal:
    """Read a principal of an account.

    Raises:
        NoPrincipalError: when it names none, or one of another account.
    """
    if _SERVICE.fullmatch(text):
        return Principal(text, text)
    for service, form in (("iam", _IAM), ("sts", _STS)):
        if form.fullmatch(text):
            return _principal(build_arn(service, "", account.id, text), organization)
    match = _ARN.fullmatch(text)
    if match is None:
        remedy = f"write role/NAME, user/NAME, root, or an ARN such as arn:aws:iam::{account.id}:role/NAME"
        raise NoPrincipalError(f'"{text}" names no principal', remedy)
    partition, service, owner, name = match.groups()
    if partition != "aws":
        raise NoPrincipalError(f'"{text}" is of partition {partition}', "only partition aws is supported")
    if owner != account.id:
        raise _of_another(text, owner, account, organization)
    if not (_IAM if service == "iam" else _STS).fullmatch(name):
        remedy = "write one principal's ARN in full, without wildcards"
        raise NoPrincipalError(f'"{text}" is not the ARN of a role, user, session or root user', remedy)
    return _principal(text, organization)


def _of_another(text: str, owner: str, account: Account, organization: Organization) -> NoPrincipalError:
    accounts = {
        candidate.id: candidate for candidate in (*organization.accounts, organization.management_account)
    }
    if owner in accounts:
        problem = f'"{text}" is of {accounts[owner].path}, not of {account.path} ({account.id})'
        return NoPrincipalError(problem, f"ask with --account {accounts[owner].path}")
    problem = f'"{text}" is of no account of this organization'
    return NoPrincipalError(problem, f"name a principal of {account.path}: {account.id}")


def _principal(arn: str, organization: Organization) -> Principal:
    """Say which role a session is of, as far as the session's ARN tells.

    The path of a role that Identity Center makes is known: it names Identity Center's region, but for
    us-east-1.
    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
    """
    role = role_of(arn)
    if role == arn:
        return Principal(arn, arn)
    signed_in = _SIGNED_IN.fullmatch(role)
    if signed_in is None:
        note = f"a session's ARN doesn't tell its role's path: taken for {role}"
        return Principal(arn, role, note)
    return Principal(arn, f"{signed_in[1]}{role_path(organization.identity_center_region)}{signed_in[2]}")
