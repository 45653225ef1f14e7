"""A control's verdicts on single calls, as data: for tests, for pages and for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from guardrails.aws_facts.arns import is_service_principal, role_arn, user_arn

ACCOUNT = "444444444441"
"""The account in which the calls are made."""
SOMEBODY = role_arn(ACCOUNT, "developer")
EXEMPT = role_arn(ACCOUNT, "break-glass")
"""A principal that an exemption names."""
MANAGEMENT = "111111111111"
"""The organization's management account."""
QUALIFIER = "guardrails"
"""The qualifier of the bootstrap that the baseline deploys with."""
ORGANIZATION = "o-exampleorg1"
"""The organization that the account belongs to."""
STRANGER = role_arn("999999999999", "developer")
"""A principal of another organization."""
EXEMPT_STRANGER = role_arn("999999999999", "break-glass")
"""One who bears the name of a principal that an exemption names."""
ANONYMOUS = "anonymous"
USER = user_arn(ACCOUNT, "ada")
EXEMPT_USER = user_arn(ACCOUNT, "break-glass")
REGION = "eu-central-1"
"""The region of the calls, unless a case says another."""


@dataclass(frozen=True)
class Case:
    """One call and what the control says to it: nothing else denies or allows anything."""

    expect: Literal["denied", "untouched", "exempted"]
    """Exempted: the control would deny it, and doesn't because the principal is exempt."""
    action: str
    resource: str = "*"
    principal: str = SOMEBODY
    context: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The condition keys of the request beside its principal and, unless it stands here, its region."""
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The control's parameters, as they stand in the baseline."""


def facts_of(principal: str) -> dict[str, str]:
    """Return the condition keys that tell a resource's policies who asks: a member, a stranger, a service.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    if principal == ANONYMOUS:
        return {}
    if is_service_principal(principal):
        return {"aws:PrincipalIsAWSService": "true"}
    account = principal.split(":")[4]
    organization = ORGANIZATION if account == ACCOUNT else "o-strangers01"
    return {
        "aws:PrincipalAccount": account,
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalOrgID": organization,
    }


denied = partial(Case, "denied")
untouched = partial(Case, "untouched")
exempted = partial(Case, "exempted", principal=EXEMPT)
